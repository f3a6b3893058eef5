"""Where things stand in a YAML text or a table: what its values became in, places out, and findings put there.

A place knows the text that stands there, so that an edit can replace it and leave everything else. Judges nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from atlas.intake.reading.marks import Mark, Marks, requote
from atlas.intake.reading.tree import Read
from atlas.rdf.terms import Literal, Term
from atlas.validation.report import Edit, Finding, Report
from atlas.validation.result import read_term

NODE, KEY, TAG, VALUE = "node", "key", "tag", "value"
Write = Callable[[Term, str], str]
NOWHERE: Final = Mark(0, 0, "")


class Place(NamedTuple):
    """A part of a text that says something. part: node, key, tag (the key that is a language) or value.

    value: in N-Triples form. text: what stands there, empty where it cannot be replaced.
    """

    subject: str
    property: str
    value: str
    part: str
    line: int
    column: int
    text: str


def find_places(marks: Marks, reads: Mapping[int, Read]) -> list[Place]:
    """Places of everything that the values of a text became. reads: by the number of the document or row."""
    return [place for number, read in reads.items() for place in _of_read(marks, number, read)]


def _of_read(marks: Marks, number: int, read: Read) -> Iterator[Place]:
    start = marks.values.get((number, ())) or NOWHERE
    yield Place(read.graph, "", "", NODE, *start)
    for said in read.said:
        value, key = marks.values.get((number, said.at)), marks.keys.get((number, said.at))
        if not said.property:
            yield Place(said.subject, "", "", NODE, *(value or key or start))
        elif not said.value:
            yield Place(said.subject, said.property, "", KEY, *(key or value or start))
        elif value is not None:
            yield Place(said.subject, said.property, said.value, VALUE, *value)
            if key is not None:
                yield Place(said.subject, said.property, said.value, TAG, *key)


def put_findings(
    report: Report, places: Iterable[Place], graphs: Sequence[str], write: Write | None = None, form: str = ""
) -> Report:
    """The report on what was made of a text, its findings put where the text says it.

    graphs: of the records in the text. write: a term and its record's graph as people write it; without it no edits.
    """
    known: dict[tuple[str, str, str, str], list[Place]] = {}
    for place in places:
        known.setdefault(place[:4], []).append(place)
    return replace(report, findings=tuple(_put(one, known, graphs, write, form) for one in report.findings))


def _put(
    finding: Finding,
    known: Mapping[tuple[str, str, str, str], list[Place]],
    graphs: Sequence[str],
    write: Write | None,
    form: str,
) -> Finding:
    graph = graphs[0] if len(set(graphs)) == 1 else finding.record or ""
    path, value = finding.path or "", finding.value or ""
    keys = (
        (finding.focus, path, value, VALUE),
        (finding.focus, path, "", KEY),
        (finding.focus, "", "", NODE),
        (graph, "", "", NODE),
    )
    found = next((known[key][0] for key in keys if key in known), None)
    line, column = (found.line, found.column) if found else (None, None)
    edit = _edit(finding, known, write, graph, form) if write is not None and finding.meant else None
    return replace(finding, line=line, column=column, edit=edit)


def _edit(
    finding: Finding,
    known: Mapping[tuple[str, str, str, str], list[Place]],
    write: Write,
    graph: str,
    form: str,
) -> Edit | None:
    """The edit that makes a value what was meant; None where the text says it twice or it cannot be replaced alone."""
    meant, value = read_term(finding.meant or ""), read_term(finding.value or "<>")
    new, part = write(meant, graph), VALUE
    if isinstance(meant, Literal) and isinstance(value, Literal) and meant.value == value.value and meant.language:
        new, part = meant.language, TAG
    places = known.get((finding.focus, finding.path or "", finding.value or "", part), [])
    if len(places) != 1 or not places[0].text:
        return None
    place = places[0]
    text = requote(place.text, new, form)
    return Edit(place.line, place.column, place.text, text) if text and text != place.text else None
