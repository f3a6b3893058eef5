"""Tables of tab-separated values that people edit: a file in, rows by column out. Refuses a row that does not fit."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from atlas.errors import HomeError

Row = Mapping[str, str]


def read_table(path: Path, columns: tuple[str, ...]) -> list[Row]:
    """Rows of a table. Lines that begin with # are for readers. Raises HomeError naming the line at fault.

    columns: those its first line must name, in that order; a row may leave out empty cells at its end.
    """
    return list(_rows(path, columns))


def compile_pattern(text: str, path: Path) -> "re.Pattern[str]":
    """A pattern of a table. Raises HomeError for one that is none."""
    try:
        return re.compile(text)
    except re.error as error:
        raise HomeError(f"{path} holds {text!r}, which is no pattern: {error}.") from error


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[Row]:
    if not path.is_file():
        raise HomeError(f"{path} is missing.", expected=f"a table with the columns {', '.join(columns)}")
    lines = [
        (number, line)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if line.strip() and not line.startswith("#")
    ]
    if not lines or tuple(lines[0][1].split("\t")) != columns:
        raise HomeError(f"{path} does not begin with its columns.", expected=" ".join(columns))
    for number, line in lines[1:]:
        cells = line.split("\t")
        if len(cells) > len(columns):
            raise HomeError(f"{path}, line {number}, has too many cells.", expected=" ".join(columns))
        yield dict(zip(columns, [*cells, *[""] * (len(columns) - len(cells))], strict=True))
