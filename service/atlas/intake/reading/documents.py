"""Foreign documents: the bytes of a YAML, JSON, CSV or Markdown file in, plain values with their line out.

Scalars keep the text they were written with, so that a mapping's context decides what they are; nothing is guessed.
"""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from atlas.errors import TooLargeError, UnknownMediaTypeError
from atlas.intake.reading.values import DEPTH, DocumentError, Value
from atlas.intake.reading.yaml_values import read_yaml

FRONT_MATTER: Final = "---"


@dataclass(frozen=True)
class Document:
    """One thing to lift. name: of the file, with `/`; line: of its first character, 1 for a whole file."""

    name: str
    value: Value
    line: int = 1


def read_documents(data: bytes, name: str, *, node_limit: int = 1_000_000) -> list[Document]:
    """The documents of a file: one, or one a row for CSV.

    node_limit: values a file may hold, aliases counted each time. Raises DocumentError with its place, TooLargeError,
    UnknownMediaTypeError for a file name that tells no format.
    """
    suffix = name.rpartition(".")[2].lower()
    reader = READERS.get(suffix)
    if reader is None:
        raise UnknownMediaTypeError(
            f"{name} has no format that can be lifted.", found=suffix, expected=", ".join(sorted(READERS))
        )
    return reader(_decode(data), name, node_limit)


def _decode(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        found = f"byte 0x{data[error.start]:02X}"
        raise DocumentError("The file is not UTF-8.", found=found, expected="UTF-8", line=line) from error


def _read_yaml(text: str, name: str, node_limit: int) -> list[Document]:
    return [Document(name, read_yaml(text, node_limit))]


def _read_markdown(text: str, name: str, node_limit: int) -> list[Document]:
    """The YAML front matter alone; a text without one holds no document."""
    head, _, rest = text.partition("\n")
    if head.rstrip() != FRONT_MATTER:
        return []
    lines = rest.splitlines()
    end = next((number for number, line in enumerate(lines) if line.rstrip() == FRONT_MATTER), None)
    if end is None:
        raise DocumentError("The front matter has no end.", expected=f"a line {FRONT_MATTER}", line=1)
    return _read_yaml("\n" + "\n".join(lines[:end]) + "\n", name, node_limit)


def _read_json(text: str, name: str, node_limit: int) -> list[Document]:
    left = [node_limit]

    def pairs(items: list[tuple[str, Value]]) -> Value:
        left[0] -= len(items) + 1
        if left[0] < 0:
            raise TooLargeError(f"The JSON holds more than {node_limit} values.")
        if len({key for key, _ in items}) < len(items):
            keys = [key for key, _ in items]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise DocumentError(f"The key {twice} stands twice in one object.", expected="each key once")
        return dict(items)

    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise DocumentError(f"The JSON does not parse: {error.msg}.", line=error.lineno, column=error.colno) from error
    except RecursionError as error:
        raise TooLargeError("The JSON is nested too deep.", expected=f"at most {DEPTH} levels") from error
    return [Document(name, value)]


def _no_constant(text: str) -> Value:
    raise DocumentError(f"{text} is not JSON.", found=text, expected="a number")


def _read_csv(text: str, name: str, node_limit: int) -> list[Document]:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    found: list[Document] = []
    try:
        header = next(rows, [])
        if len(set(header)) < len(header) or not all(header):
            raise DocumentError("Each column needs a name of its own.", found=", ".join(header), line=1)
        line = rows.line_num + 1
        for cells in rows:
            if cells:
                found.append(_row(header, cells, name, line))
            if len(found) * len(header) > node_limit:
                raise TooLargeError(f"The table holds more than {node_limit} cells.")
            line = rows.line_num + 1
    except csv.Error as error:
        raise DocumentError(f"The CSV does not parse: {error}.", line=rows.line_num) from error
    return found


def _row(header: Iterable[str], cells: Sequence[str], name: str, line: int) -> Document:
    names = list(header)
    if len(cells) != len(names):
        expected = f"{len(names)} cells"
        raise DocumentError(
            "A row has not as many cells as the header.", found=str(len(cells)), expected=expected, line=line
        )
    return Document(name, {key: cell or None for key, cell in zip(names, cells, strict=True)}, line)


READERS: Final[Mapping[str, Callable[[str, str, int], list[Document]]]] = {
    "cff": _read_yaml,
    "yml": _read_yaml,
    "yaml": _read_yaml,
    "json": _read_json,
    "csv": _read_csv,
    "md": _read_markdown,
}
