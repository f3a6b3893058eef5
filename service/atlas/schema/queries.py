"""Saved queries: `.rq` files with a `#+` header in, SavedQuery values out. Nothing is evaluated here."""

import re
from pathlib import Path
from typing import Final

from atlas.errors import HomeError
from atlas.schema.model import Parameter, SavedQuery

PARAMETER_TYPES: Final = frozenset({"iri", "iris", "string", "integer", "decimal", "date"})
_PARAMETER: Final = re.compile(r"[$?](?P<name>\w+)\s+(?P<type>\w+)(?P<rest>.*)")
_SETTING: Final = re.compile(r'(?P<key>class|default|label)=(?:"(?P<quoted>[^"]*)"|(?P<plain>\S+))')


def load_queries(home: Path) -> dict[str, SavedQuery]:
    """Every saved query of a home by `folder/stem`.

    Raises HomeError, with file and line, on a header line that cannot be read.
    """
    folder = home / "queries"
    found = (read_query(path, folder) for path in sorted(folder.glob("*/*.rq")))
    return {query.id: query for query in found}


def read_query(path: Path, folder: Path) -> SavedQuery:
    """One `.rq` file: header lines `#+ key: value` and `#+ param $name type class=… default=… label=…`, then SPARQL."""
    header: dict[str, list[str]] = {}
    parameters: list[Parameter] = []
    body: list[str] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.startswith("#+"):
            body.append(line)
            continue
        said = line[2:].strip()
        if said.startswith("param "):
            parameters.append(_read_parameter(said.removeprefix("param "), path, number))
            continue
        key, colon, value = said.partition(":")
        if not colon:
            raise _header_error(path, number, said, "key: value")
        header.setdefault(key.strip(), []).append(value.strip())
    return SavedQuery(
        id=path.relative_to(folder).with_suffix("").as_posix(),
        text="\n".join(body).strip() + "\n",
        header={key: tuple(values) for key, values in header.items()},
        parameters=tuple(parameters),
        path=path,
    )


def _read_parameter(said: str, path: Path, number: int) -> Parameter:
    match = _PARAMETER.fullmatch(said.strip())
    if match is None or match["type"] not in PARAMETER_TYPES:
        raise _header_error(path, number, said, f"$name and one of {', '.join(sorted(PARAMETER_TYPES))}")
    settings = {
        part["key"]: part["plain"] if part["quoted"] is None else part["quoted"]
        for part in _SETTING.finditer(match["rest"])
    }
    return Parameter(
        name=match["name"],
        type=match["type"],
        class_iri=settings.get("class"),
        default=settings.get("default"),
        label=settings.get("label") or match["name"].replace("_", " "),
    )


def _header_error(path: Path, number: int, said: str, expected: str) -> HomeError:
    return HomeError(f"{path}, line {number}: cannot read the header.", found=said, expected=expected, line=number)
