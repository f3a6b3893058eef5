"""The results of a whole validation in words: as many as a report lists, the gravest first, each with its record."""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from atlas.namespaces import RDF
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.labels import find_labels
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore, Row
from atlas.validation.explain import SEVERITY, Explainer
from atlas.validation.records import RecordGraph
from atlas.validation.report import SEVERITIES, Finding, Report
from atlas.validation.result import Result
from atlas.validation.words import Words

ABOUT: Final = """
SELECT ?node ?graph ?property ?value WHERE { VALUES ?node { $nodes } GRAPH ?graph { ?node ?property ?value } }
"""
NAMED: Final = "SELECT ?node ?value WHERE { VALUES ?node { $nodes } ?node $property ?value }"
AT_ONCE: Final = 500
NOWHERE: Final = RecordGraph(None, None, ())


def explain_all(schema: Schema, store: MemoryStore, results: Iterable[Result], limit: int) -> Report:
    """A report on everything: which records are wrong, and the gravest findings in words."""
    given = list(results)
    totals = Counter(SEVERITY.get(one.severity, "must") for one in given)
    gravest = heapq.nsmallest(limit, given, key=lambda one: one.gravity)
    teller = _Teller(schema, store, gravest)
    return Report(
        conforms=not totals["must"],
        findings=tuple(sorted(map(teller.tell, gravest), key=lambda one: one.order)),
        records=(),
        truncated=len(given) > limit,
        totals={severity: totals[severity] for severity in SEVERITIES} if len(given) > limit else {},
    )


class _Teller:
    """Explains results with what the store says of their nodes, asked for all of them together."""

    def __init__(self, schema: Schema, store: MemoryStore, results: Iterable[Result]) -> None:
        self._schema, self._store = schema, store
        self._explainer = Explainer(schema, schema.folder("checks"))
        given = list(results)
        self._records = self._find_records({one.focus for one in given})
        stated = (quad.object for record in self._records.values() for quad in record.statements)
        self._known = self._find_known({*stated, *(one.value for one in given)})

    def tell(self, result: Result) -> Finding:
        """One result in words."""
        record = self._records.get(result.focus, NOWHERE)
        named = [result.value, *(q.object for q in record.statements)]
        statements = [*record.statements, *(quad for node in named for quad in self._known.get(node, ()))]
        types: dict[str, list[str]] = {}
        for quad in statements:
            if quad.predicate.value == f"{RDF}type" and isinstance(quad.object, NamedNode):
                types.setdefault(getattr(quad.subject, "value", ""), []).append(quad.object.value)
        words = Words(self._schema, find_labels(statements, self._schema.label_properties), types)
        return self._explainer.finding(result, record, words)

    def _find_records(self, nodes: Iterable[Term]) -> dict[Term, RecordGraph]:
        """The graph that describes each node, as far as it does: the first by name where there are several."""
        said: dict[Term, dict[str, list[Quad]]] = defaultdict(lambda: defaultdict(list))
        for row in self._ask(ABOUT, nodes):
            graph, node = row["graph"], row["node"]
            if isinstance(graph, NamedNode) and isinstance(node, NamedNode):
                said[node][graph.value].append(Quad(node, _name(row["property"]), row["value"]))
        return {node: RecordGraph(min(by), None, tuple(by[min(by)])) for node, by in said.items()}

    def _find_known(self, nodes: Iterable[Term | None]) -> dict[Term | None, list[Quad]]:
        """Names and classes of nodes."""
        given = list(nodes)
        known: dict[Term | None, list[Quad]] = defaultdict(list)
        for iri in (f"{RDF}type", *self._schema.label_properties):
            for row in self._ask(NAMED, given, property=NamedNode(iri)):
                node = row["node"]
                if isinstance(node, NamedNode):
                    known[node].append(Quad(node, NamedNode(iri), row["value"]))
        return known

    def _ask(self, text: str, nodes: Iterable[Term | None], **beside: Term) -> Iterator[Row]:
        named = sorted((one for one in nodes if isinstance(one, NamedNode)), key=str)
        for start in range(0, len(named), AT_ONCE):
            yield from self._store.select(text, {"nodes": named[start : start + AT_ONCE], **beside})


def _name(term: Term) -> NamedNode:
    return NamedNode(term.value if isinstance(term, (NamedNode, Literal)) else str(term))
