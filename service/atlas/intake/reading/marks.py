"""Marks in a YAML text or a table: line, column and text of each key and value, by the keys that lead to it.

In: a text that is known to parse. Out: marks by document (or row) and path. Knows no record.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import yaml

BAR: Final = "|"
YAML: Final = "yaml"
At = tuple[str | int, ...]


class Mark(NamedTuple):
    """A piece of text. line, column: from 1. text: as it is written; empty where it cannot be replaced alone."""

    line: int
    column: int
    text: str


@dataclass(frozen=True)
class Marks:
    """values, keys: by number of the document and path. names: the texts that name a path, such as a table's header."""

    values: dict[tuple[int, At], Mark] = field(default_factory=dict)
    keys: dict[tuple[int, At], Mark] = field(default_factory=dict)
    names: dict[tuple[int, At], Mark] = field(default_factory=dict)


def marks_in_yaml(text: str) -> Marks:
    """Marks in a YAML text: of one record, or of a list of them."""
    found = Marks()
    top = yaml.compose(text, Loader=yaml.CSafeLoader)
    for number, node in enumerate(top.value if isinstance(top, yaml.SequenceNode) else [top]):
        if node is not None:
            _mark_node(found, text, number, node, ())
    return found


def _mark_node(found: Marks, text: str, number: int, node: yaml.Node, at: At) -> None:
    found.values[number, at] = _of_node(text, node)
    if isinstance(node, yaml.SequenceNode):
        for place, one in enumerate(node.value):
            _mark_node(found, text, number, one, (*at, place))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            path = (*at, str(key.value))
            found.keys[number, path] = found.names[number, path] = _of_node(text, key)
            _mark_node(found, text, number, value, path)


def _of_node(text: str, node: yaml.Node) -> Mark:
    begun, ended = node.start_mark, node.end_mark
    alone = isinstance(node, yaml.ScalarNode) and begun.line == ended.line
    return Mark(begun.line + 1, begun.column + 1, text[begun.index : ended.index] if alone else "")


def marks_in_table(text: str, delimiter: str, fields: Mapping[str, str]) -> Marks:
    """Marks in a table, numbered by the line that a row begins on. fields: path of each column, parted by dots."""
    found = Marks()
    source = text.split("\n")
    rows = iter_cells(text, delimiter)
    header = next(rows, [])
    for cells in rows:
        number = cells[0][0] if cells else 0
        found.values[number, ()] = Mark(number, 1, "")
        for (line, column, name), cell in zip(header, cells, strict=False):
            parts = tuple(fields.get(name.strip(), "").split("."))
            if not any(parts):
                continue
            is_own = fields[name.strip()] == name and source[line - 1][column - 1 :].startswith(name)
            for depth, part in enumerate(parts):
                path = parts[: depth + 1]
                start = column + sum(len(above) + 1 for above in parts[:depth])
                found.keys.setdefault((number, path), Mark(*cell[:2], ""))
                found.names.setdefault((number, path), Mark(line, start, part) if is_own else Mark(line, column, ""))
            _mark_cell(found, source, number, parts, cell)
    return found


def _mark_cell(found: Marks, source: list[str], number: int, at: At, cell: tuple[int, int, str]) -> None:
    """The values in one cell, which bars part."""
    line, column, text = cell
    row = source[line - 1]
    opened = int(row[column - 1 : column] == '"')
    pieces = [piece for piece in text.split(BAR) if piece.strip()]
    offset = 0
    for place, piece in enumerate(pieces):
        begun = text.index(piece, offset) + len(piece) - len(piece.lstrip())
        bare, offset = piece.strip(), text.index(piece, offset) + len(piece)
        start = column + opened + begun
        alone = row[start - 1 :].startswith(bare)
        path = at if len(pieces) == 1 else (*at, place)
        found.values[number, path] = Mark(line, start if alone else column, bare if alone else "")


def iter_cells(text: str, delimiter: str) -> Iterator[list[tuple[int, int, str]]]:
    """Rows of a table, each cell with the line and column (from 1) where it begins; quotes as in RFC 4180."""
    row: list[tuple[int, int, str]] = []
    line, column, at = 1, 1, 0
    begun, held, quoted = (1, 1), "", False
    while at < len(text):
        sign = text[at]
        doubled = quoted and text[at : at + 2] == '""'
        if sign == '"':
            held += '"' if doubled else ""
            quoted = quoted if doubled else not quoted
        elif quoted or sign not in (delimiter, "\n", "\r"):
            held += sign
        elif sign != "\r":
            row.append((*begun, held))
            held = ""
            if sign == "\n":
                yield row
                row = []
        step = 2 if doubled else 1
        line, column = (line + 1, 1) if sign == "\n" else (line, column + step)
        if sign in (delimiter, "\n") and not quoted and not held:
            begun = (line, column)
        at += step
    if held or row:
        yield [*row, (*begun, held)]


def requote(old: str, new: str, form: str) -> str | None:
    """A new text written as the old one was, in the same quotes; None where it would need others around it."""
    if form != YAML:
        return None if set(new) & set('",;\t\n|') or new != new.strip() else new
    if old[:1] == '"':
        return json.dumps(new, ensure_ascii=False)
    if old[:1] == "'":
        return "'" + new.replace("'", "''") + "'"
    return new if _is_plain(new) else json.dumps(new, ensure_ascii=False)


def _is_plain(text: str) -> bool:
    """Whether YAML reads a text without quotes as that very text, wherever it stands."""
    try:
        node = yaml.compose(f"[{{{text}: {text}}}, {text}]", Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return False
    last = node.value[1] if isinstance(node, yaml.SequenceNode) and len(node.value) == 2 else None
    return isinstance(last, yaml.ScalarNode) and last.value == text
