"""Where things stand in a YAML text or a table: line and column of each field and value, and findings put there.

In: a text that is known to parse, what its rows became. Out: places by record, property and value. Judges nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import yaml

from atlas.validation.mend import plain
from atlas.validation.report import Finding, Report

Place = tuple[str, str, str, int, int]
Name = Callable[[str], str]
BAR: Final = "|"


def places_in_yaml(text: str, graphs: Sequence[str], name: Name) -> list[Place]:
    """Places in a YAML text. graphs: of its records, in their order. name: property of a key, empty for none."""
    top = yaml.compose(text, Loader=yaml.CSafeLoader)
    nodes = top.value if isinstance(top, yaml.SequenceNode) else [top]
    return [place for graph, node in zip(graphs, nodes, strict=False) if node for place in _of_node(node, graph, name)]


def places_in_table(text: str, delimiter: str, rows: Mapping[int, str], fields: Mapping[str, str]) -> list[Place]:
    """Places in a table. rows: graph of the record that begins on a line. fields: property of a column."""
    found: list[Place] = []
    lines = iter_cells(text, delimiter)
    header = [cell.strip() for _, _, cell in next(lines, [])]
    for cells in lines:
        graph = rows.get(cells[0][0], "") if cells else ""
        if graph:
            found.append((graph, "", "", *cells[0][:2]))
            for column, (line, place, cell) in zip(header, cells, strict=False):
                if property_ := fields.get(column, ""):
                    values = ["", *(one.strip() for one in cell.split(BAR) if one.strip())]
                    found += [(graph, property_, value, line, place) for value in values]
    return found


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


def put_findings(report: Report, places: Iterable[Place], graphs: Sequence[str]) -> Report:
    """The report on what was made of a text, its findings put where the text says it, without edits to what was made.

    graphs: of the records in the text.
    """
    known: dict[tuple[str, str, str], tuple[int, int]] = {}
    for graph, property_, value, line, column in places:
        known.setdefault((graph, property_, value), (line, column))
    return replace(report, findings=tuple(_put(one, known, graphs) for one in report.findings))


def _put(finding: Finding, known: Mapping[tuple[str, str, str], tuple[int, int]], graphs: Sequence[str]) -> Finding:
    graph = graphs[0] if len(set(graphs)) == 1 else finding.record or ""
    wanted = finding.path or ""
    keys = ((graph, wanted, plain(finding.value) or ""), (graph, wanted, ""), (graph, "", ""))
    line, column = next((known[key] for key in keys if key in known), (None, None))
    return replace(finding, line=line, column=column, edit=None)


def _of_node(node: yaml.Node, graph: str, name: Name, property_: str = "") -> Iterator[Place]:
    mark = node.start_mark
    if isinstance(node, yaml.ScalarNode):
        yield graph, property_, str(node.value), mark.line + 1, mark.column + 1
    elif isinstance(node, yaml.SequenceNode):
        for one in node.value:
            yield from _of_node(one, graph, name, property_)
    elif isinstance(node, yaml.MappingNode):
        if not property_:
            yield graph, "", "", mark.line + 1, mark.column + 1
        for key, value in node.value:
            begun, found = key.start_mark, name(str(key.value))
            if found:
                yield graph, found, "", begun.line + 1, begun.column + 1
            yield from _of_node(value, graph, name, found)
