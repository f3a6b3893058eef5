"""Facets of a class: which there are, and who has which value in one snapshot. Nothing is counted at request.

Facets come from the shapes' paths and from the home's facet queries; gaps in knowledge stand beside the values.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from atlas.access.exploring.postings import Postings
from atlas.access.exploring.rows import DEADLINE_S, SnapshotReader
from atlas.access.exploring.spans import RANGED, Scale
from atlas.access.ontology.labels import ask_labels
from atlas.access.ontology.paths import Arrows, Path, iter_paths, short_name
from atlas.rdf.terms import NamedNode, Term
from atlas.schema.model import Class, SavedQuery, Schema
from atlas.schema.ranges import CHOSEN
from atlas.store.parameters import bind
from atlas.store.protocol import Store
from atlas.workers.queue import BACKGROUND

ITEMS: Final = "views/named"
GAPS: Final = "views/gaps"
MANY: Final = 100_000  # things of which an engine should not hold every pair with a property to count them
COVERAGE: Final = "SELECT ?p (COUNT(DISTINCT ?item) AS ?n) WHERE { ?item a $class ; ?p ?value } GROUP BY ?p"
COVERED: Final = "SELECT DISTINCT ?p WHERE { ?item a $class ; ?p ?value }"
COVERAGE_OF_ONE: Final = "SELECT (COUNT(DISTINCT ?item) AS ?n) WHERE { ?item a $class ; $p ?value }"
ONE_STEP: Final = "SELECT ?item ?p ?value WHERE { ?item a $class ; ?p ?value . FILTER(?p IN ($first)) }"
TWO_STEPS: Final = (
    "SELECT ?item ?p ?q ?value WHERE { ?item a $class ; ?p ?part . ?part ?q ?value . "
    "FILTER(?p IN ($first) && ?q IN ($second)) }"
)


@dataclass(frozen=True)
class Facet:
    """One way to divide a class. path: along which the values lie; else query, and member where it has several."""

    name: str
    label: str
    help: str = ""
    group: str = ""
    path: Path | None = None
    query: SavedQuery | None = None
    member: str | None = None


@dataclass
class Facets:
    """A class as divided in one snapshot.

    items: IRIs as listed. A facet has postings of its values, or a scale of its numbers or dates.
    gaps: by property, then by status. coverage: how many things have a property.
    """

    number: int
    items: list[str]
    facets: dict[str, Facet] = field(default_factory=dict)
    postings: dict[str, Postings] = field(default_factory=dict)
    scales: dict[str, Scale] = field(default_factory=dict)
    gaps: dict[str, Postings] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    coverage: dict[str, int] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many things the class has."""
        return len(self.items)

    def values(self, name: str) -> Postings | Scale:
        """Who has which value of a facet."""
        return self.scales[name] if name in self.scales else self.postings[name]

    def speak(self, arrows: Arrows, found: Class) -> "Facets":
        """The same, with fields called as another schema calls them."""
        paths = {path.name: path for path in iter_paths(arrows, found.iri, CHOSEN | RANGED)}
        told = {name: _of_path(paths[name]) if one.path and name in paths else one for name, one in self.facets.items()}
        return replace(self, facets=told)


async def build_facets(store: Store, arrows: Arrows, found: Class) -> Facets:
    """Read a class from the newest snapshot. Raises what Store.query does."""
    schema, number = arrows.schema, store.number
    reader = SnapshotReader(store, number)
    values: dict[str, Term] = {"class": NamedNode(found.iri)}
    items = await _list(reader, schema, values)
    made = Facets(number, [item.decode()[1:-1] for item in items])
    numbers = {item: place for place, item in enumerate(items)}
    await _add_paths(reader, arrows, found, made, numbers)
    for query in schema.folder("facets"):
        await _add_query(reader, schema, query, values, made, numbers)
    if GAPS in schema.queries:
        async for item, path, status, *_ in reader.rows(schema.queries[GAPS].text, values):
            if item in numbers:
                gap = made.gaps.setdefault(_text(path), Postings(made.size))
                gap.add(_text(status), numbers[item])
    made.coverage = await _cover(reader, values, made.size)
    held: list[Postings | Scale] = [*made.scales.values(), *made.postings.values(), *made.gaps.values()]
    for one in held:
        one.settle()
        await asyncio.sleep(0)
    made.labels = await _labels(store, schema, made)
    return made


async def _list(reader: SnapshotReader, schema: Schema, values: Mapping[str, Term]) -> list[bytes]:
    """The things of a class by name, nameless ones first, then by IRI: in the order of the pages that list them."""
    named: dict[bytes, str] = {}
    async for item, name, *_ in reader.rows(schema.queries[ITEMS].text, values):
        text = _literal(name)
        named[item] = min(named.get(item, text), text)
    return await asyncio.to_thread(sorted, named, key=lambda item: (named[item].lower(), item))


async def _cover(reader: SnapshotReader, values: Mapping[str, Term], size: int) -> dict[str, int]:
    """How many things have each property: counted together, for very many things one property after the other."""
    if size <= MANY:
        return {_text(path): int(count) async for path, count in reader.rows(COVERAGE, values)}
    paths = [_text(row[0]) async for row in reader.rows(COVERED, values)]
    counted = {}
    for path in paths:
        async for (count,) in reader.rows(COVERAGE_OF_ONE, {**values, "p": NamedNode(path)}):
            counted[path] = int(count)
    return counted


async def _labels(store: Store, schema: Schema, made: Facets) -> dict[str, str]:
    """Names of the values that are displayed and that the schema does not know."""
    values = {value for postings in made.postings.values() for value in postings.ranked()}
    unknown = (iri for iri in values if iri.startswith(schema.base) and iri not in schema.labels)
    return await ask_labels(store, schema, unknown, deadline_s=DEADLINE_S, client=BACKGROUND)


async def _add_paths(
    reader: SnapshotReader, arrows: Arrows, found: Class, made: Facets, numbers: Mapping[bytes, int]
) -> None:
    by_steps = {
        tuple(step.property for step in path.steps): path for path in iter_paths(arrows, found.iri, CHOSEN | RANGED)
    }
    ones = [NamedNode(steps[0]) for steps in by_steps if len(steps) == 1]
    twos = [steps for steps in by_steps if len(steps) == 2]
    for path in by_steps.values():
        facet = _of_path(path)
        made.facets[facet.name] = facet
        if path.range.kind in RANGED:
            made.scales[facet.name] = Scale(path.range.kind, made.size)
        else:
            made.postings[facet.name] = Postings(made.size)
    values: dict[str, Term] = {"class": NamedNode(found.iri)}
    if ones:
        async for item, first, value, *_ in reader.rows(_listed(ONE_STEP, {**values}, first=ones)):
            _note(made, numbers, by_steps.get((_text(first),)), item, value)
    if twos:
        first_steps = [NamedNode(iri) for iri in dict.fromkeys(steps[0] for steps in twos)]
        second_steps = [NamedNode(iri) for iri in dict.fromkeys(steps[1] for steps in twos)]
        text = _listed(TWO_STEPS, {**values}, first=first_steps, second=second_steps)
        async for item, first, second, value, *_ in reader.rows(text):
            _note(made, numbers, by_steps.get((_text(first), _text(second))), item, value)


def _of_path(path: Path) -> Facet:
    return Facet(path.name, path.label, path.steps[-1].help, path.first.group, path=path)


def _note(made: Facets, numbers: Mapping[bytes, int], path: Path | None, item: bytes, value: bytes) -> None:
    number = numbers.get(item)
    if path is not None and number is not None and value:
        made.values(path.name).add(_text(value), number)


async def _add_query(
    reader: SnapshotReader,
    schema: Schema,
    query: SavedQuery,
    values: Mapping[str, Term],
    made: Facets,
    numbers: Mapping[bytes, int],
) -> None:
    """Facets of one facet query: a single one, or one for each value of ?facet."""
    async for row in reader.named(query.text, values):
        number = numbers.get(row["item"])
        if number is None or not row["value"]:
            continue
        member = _text(row["facet"]) if "facet" in row else None
        name = query.stem if member is None else f"{query.stem}.{_member_name(schema, member)}"
        if name not in made.facets:
            label = _literal(row["facetLabel"]) if "facetLabel" in row else query.title
            made.facets[name] = Facet(
                name, label, query.first("description") or "", query.title, query=query, member=member
            )
            made.postings[name] = Postings(made.size)
        made.postings[name].add(_text(row["value"]), number)


def _member_name(schema: Schema, iri: str) -> str:
    """Slug of a record or part, local name of a term."""
    below = f"{schema.base}id/"
    return (
        iri.removeprefix(below).partition("/")[2].replace("#", ".")
        if iri.startswith(below)
        else short_name(schema, iri)
    )


def _listed(text: str, values: dict[str, Term], **lists: list[NamedNode]) -> str:
    """Bound text with lists where IN wants commas between its members."""
    for name, members in lists.items():
        names = [f"{name}{place}" for place in range(len(members))]
        text = text.replace(f"${name}", ", ".join(f"${one}" for one in names))
        values |= dict(zip(names, members, strict=True))
    return bind(text, values)


def _text(cell: bytes) -> str:
    """The key of a value: the IRI itself, a literal as it is written."""
    text = cell.decode()
    return text[1:-1] if text.startswith("<") else text


def _literal(cell: bytes) -> str:
    return cell.decode().rpartition('"')[0].lstrip('"').replace('\\"', '"').replace("\\\\", "\\")
