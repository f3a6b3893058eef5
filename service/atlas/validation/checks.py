"""Cross-record checks: `queries/checks/*.rq` over one record and its context; what they construct becomes results."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from atlas.namespaces import RDF, SH
from atlas.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, Term, Triple
from atlas.schema.model import SavedQuery
from atlas.store.memory import MemoryStore
from atlas.validation.result import Result


class Checker:
    """One record and its context, ready for any check.

    graph: the record's named graph, the only one a check can name; the context stands in the default graph.
    """

    def __init__(self, graph: NamedNode, record: Iterable[Quad], context: Iterable[Quad]) -> None:
        statements = [Quad(q.subject, q.predicate, q.object, graph) for q in record]
        self._own = {q.subject for q in statements}
        self._store = MemoryStore(statements)
        self._store.add(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in context)

    def run(self, check: SavedQuery) -> list[Result]:
        """Results of a check on the record's nodes."""
        return [
            result for result in read_results(self._store.construct_triples(check.text)) if result.focus in self._own
        ]


def read_results(constructed: Iterable[Quad | Triple]) -> list[Result]:
    """The sh:ValidationResult nodes of some statements as values; those without a focus node are left out."""
    said: dict[Term, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
    for quad in constructed:
        said[quad.subject][quad.predicate.value].append(quad.object)
    kind = NamedNode(f"{SH}ValidationResult")
    read = (_read(one) for one in said.values() if kind in one.get(f"{RDF}type", ()))
    return [result for result in read if result is not None]


def _read(said: Mapping[str, list[Term]]) -> Result | None:
    focus, shape = _one(said, "focusNode"), _one(said, "sourceShape")
    if focus is None or shape is None:
        return None
    message = _one(said, "resultMessage")
    return Result(
        focus=focus,
        path=_one(said, "resultPath"),
        value=_one(said, "value"),
        severity=_iri(said, "resultSeverity", f"{SH}Violation"),
        component=_iri(said, "sourceConstraintComponent", f"{SH}SPARQLConstraintComponent"),
        shape=shape,
        message=message.value if isinstance(message, Literal) else "",
    )


def _one(said: Mapping[str, list[Term]], name: str) -> Term | None:
    return min(said.get(f"{SH}{name}", ()), key=str, default=None)


def _iri(said: Mapping[str, list[Term]], name: str, default: str) -> str:
    found = _one(said, name)
    return found.value if isinstance(found, NamedNode) else default
