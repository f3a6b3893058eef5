"""The shipped exports over the shipped graph in memory, and SHACL over what they give."""

import asyncio
import io
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from rdflib import RDF, SH
from tests.questions.graph import Shipped

from atlas.access.outgoing.downloads import Release
from atlas.access.outgoing.dumps import Download
from atlas.access.outgoing.exports import Export, Exports, load_exports
from atlas.access.outgoing.site import describe_site
from atlas.access.protocol.void import Counts
from atlas.rdf.terms import Dataset, Quad, Term
from atlas.store.memory import MemoryStore
from atlas.store.protocol import Query

ADDRESS = "https://atlas.example"
DIGEST = "ab" * 32
COUNTS = Counts(1, 1, subjects=1, objects=1)
RELEASE = Release(
    1,
    "2026-11-21T00:00:00Z",
    Path("nowhere"),
    (
        Download("dump.nq.gz", "application/n-quads", 100, DIGEST, 10, compressed=True),
        Download("tables/model.csv", "text/csv", 100, DIGEST, 10, compressed=False, table="model"),
    ),
)


class Answer:
    """The whole answer to a query."""

    id, snapshot = "answer", 1

    def __init__(self, body: bytes) -> None:
        self._body = body

    async def chunks(self) -> AsyncIterator[bytes]:
        yield self._body

    async def cancel(self) -> None:
        """Nothing to stop."""


class ReadOnlyStore:
    """A store protocol's reading half over a graph in memory."""

    number = 1

    def __init__(self, store: MemoryStore) -> None:
        self.memory = store

    async def query(self, query: Query) -> Answer:
        output = io.BytesIO()
        self.memory.write_answer(query.text, query.media_type, output)
        return Answer(output.getvalue())


@dataclass(frozen=True)
class Running:
    """The exports of the checkout, ready to run."""

    exports: Exports
    site: Dataset
    memory: MemoryStore

    @classmethod
    def over(cls, shipped: Shipped, root: Path) -> "Running":
        store: Any = ReadOnlyStore(shipped.store)
        exports = Exports(store, shipped.schema, ADDRESS, load_exports(root))
        return cls(exports, describe_site(shipped.schema, ADDRESS, COUNTS, RELEASE), shipped.store)

    def whole(self, name: str) -> list[Quad]:
        """Everything an export gives, all pages together."""
        export, found, number = self.exports.get(name), Dataset(), 1
        while True:
            page = asyncio.run(self.exports.run_page(export, self.site, number=number))
            found = Dataset([*found, *page.statements])
            if number == page.count:
                return list(found)
            number += 1

    def of(self, name: str, *iris: str) -> Dataset:
        """What an export says of some items."""
        return asyncio.run(self.exports.run_items(self.exports.get(name), list(iris)))

    def rows(self, name: str, query: str, *iris: str) -> list[dict[str, str]]:
        """Rows of one of an export's SELECT queries, as text."""
        rows = asyncio.run(self.exports.rows(self.exports.get(name), query, list(iris)))
        return [{key: getattr(term, "value", str(term)) for key, term in row.items()} for row in rows]

    def select(self, text: str, **values: Term) -> list[dict[str, str]]:
        """Rows of a SELECT over the graph, as text."""
        rows = self.memory.select(text, values)
        return [{key: getattr(term, "value", str(term)) for key, term in row.items()} for row in rows]

    def export(self, name: str) -> Export:
        """An export."""
        return self.exports.get(name)


Finding = tuple[str, str, str]


def judge(quads: list[Quad], *shapes: Path) -> Counter[Finding]:
    """Results of SHACL over some statements: path, constraint component and severity, by how often."""
    report = _report(quads, *shapes)
    return Counter(
        (
            str(report.value(result, SH.resultPath)),
            str(report.value(result, SH.sourceConstraintComponent)).removeprefix(str(SH)),
            str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
    )


def find_missing(quads: list[Quad], *shapes: Path) -> dict[str, set[str]]:
    """What SHACL says is not there though it must: paths by focus node."""
    report, found = _report(quads, *shapes), defaultdict[str, set[str]](set)
    for result in report.subjects(SH.sourceConstraintComponent, SH.MinCountConstraintComponent):
        if report.value(result, SH.resultSeverity) == SH.Violation:
            found[str(report.value(result, SH.focusNode))].add(str(report.value(result, SH.resultPath)))
    return found


def _report(quads: list[Quad], *shapes: Path) -> rdflib.Graph:
    text = "".join(f"{quad} .\n" for quad in quads)
    data = rdflib.Graph().parse(data=text, format="nt")
    rules = rdflib.Graph()
    for path in shapes:
        rules.parse(path)
    assert any(rules.subjects(RDF.type, SH.NodeShape)), "no shape was read"
    _, report, _ = pyshacl.validate(data, shacl_graph=rules, inference="none")
    assert isinstance(report, rdflib.Graph)
    return report
