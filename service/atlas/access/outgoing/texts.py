"""Exports that are plain text: rows of an export's select.rq in, its template filled out. Fetches nothing."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from atlas.rdf.terms import Literal, NamedNode, Term

TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\{",
        "}": r"\}",
        "%": r"\%",
        "&": r"\&",
        "#": r"\#",
        "$": r"\$",
        "_": r"\_",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "\n": " ",
    }
)
UNFIT_FOR_KEY: Final = re.compile(r"[^A-Za-z0-9:_-]+")


def fill_template(template: Path, rows: Sequence[Mapping[str, Term]], **values: object) -> str:
    """A template over rows as {name: text}; a name that is not bound is empty."""
    environment = Environment(  # noqa: S701 - plain text, BibTeX and YAML: each has its own filter
        loader=FileSystemLoader(template.parent),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(tex=to_tex, key=to_key, quoted=to_quoted, cell=to_cell)
    names = {name for row in rows for name in row}
    said = [{name: _text(row.get(name)) for name in names} for row in rows]
    return environment.get_template(template.name).render(rows=said, **values)


def to_tex(text: str) -> str:
    """Text as it may stand in braces of a BibTeX field."""
    return text.translate(TEX)


def to_key(text: str) -> str:
    """Text as a citation key."""
    return UNFIT_FOR_KEY.sub("-", text).strip("-")


def to_quoted(text: str) -> str:
    """Text as a JSON string, which is a YAML one too."""
    return json.dumps(text, ensure_ascii=False)


def to_cell(text: str) -> str:
    """Text as a cell of tab-separated values: signs that part cells and lines become spaces."""
    return " ".join(text.split())


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else ""
