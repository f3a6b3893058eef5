"""The results of a whole validation in words: as many as a report lists, the gravest first, each with its record."""

import heapq
from collections import Counter
from collections.abc import Iterable
from functools import cache

from atlas.namespaces import RDF
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.labels import find_labels
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore
from atlas.validation.explain import SEVERITY, Explainer
from atlas.validation.records import RecordGraph
from atlas.validation.report import SEVERITIES, Finding, Report
from atlas.validation.result import Result
from atlas.validation.words import Words

ABOUT = "SELECT ?graph ?property ?value WHERE { GRAPH ?graph { $node ?property ?value } }"
NAMED = "SELECT ?property ?value WHERE { $node ?property ?value }"


def explain_all(schema: Schema, store: MemoryStore, results: Iterable[Result], limit: int) -> Report:
    """A report on everything: which records are wrong, and the gravest findings in words."""
    given = list(results)
    totals = Counter(SEVERITY.get(one.severity, "must") for one in given)
    teller = _Teller(schema, store)
    findings = [teller.tell(one) for one in heapq.nsmallest(limit, given, key=lambda one: one.gravity)]
    return Report(
        conforms=not totals["must"],
        findings=tuple(sorted(findings, key=lambda one: one.order)),
        records=(),
        truncated=len(given) > limit,
        totals={severity: totals[severity] for severity in SEVERITIES} if len(given) > limit else {},
    )


class _Teller:
    """Explains results with what the store says of their nodes."""

    def __init__(self, schema: Schema, store: MemoryStore) -> None:
        self._schema, self._store = schema, store
        self._explainer = Explainer(schema, schema.folder("checks"))
        self._record = cache(self._find_record)
        self._known = cache(self._find_known)

    def tell(self, result: Result) -> Finding:
        record = self._record(result.focus)
        named = [result.value, *(q.object for q in record.statements)]
        known = [quad for node in named for quad in self._known(node)]
        statements = [*record.statements, *known]
        types: dict[str, list[str]] = {}
        for quad in statements:
            if quad.predicate.value == f"{RDF}type" and isinstance(quad.object, NamedNode):
                types.setdefault(getattr(quad.subject, "value", ""), []).append(quad.object.value)
        words = Words(self._schema, find_labels(statements, self._schema.label_properties), types)
        return self._explainer.finding(result, record, words)

    def _find_record(self, node: Term) -> RecordGraph:
        """The graph that describes a node, as far as it does."""
        if not isinstance(node, NamedNode):
            return RecordGraph(None, None, ())
        rows = self._store.select(ABOUT, {"node": node})
        graphs = sorted({row["graph"].value for row in rows if isinstance(row["graph"], NamedNode)})
        quads = [Quad(node, _name(row["property"]), row["value"]) for row in rows if _value(row["graph"]) in graphs[:1]]
        return RecordGraph(graphs[0] if graphs else None, None, tuple(quads))

    def _find_known(self, node: Term | None) -> tuple[Quad, ...]:
        """Names and classes of a node."""
        if not isinstance(node, NamedNode):
            return ()
        wanted = {f"{RDF}type", *self._schema.label_properties}
        rows = self._store.select(NAMED, {"node": node})
        found = (Quad(node, _name(row["property"]), row["value"]) for row in rows)
        return tuple(quad for quad in found if quad.predicate.value in wanted)


def _name(term: Term) -> NamedNode:
    return NamedNode(_value(term))


def _value(term: Term) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else str(term)
