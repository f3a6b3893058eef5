"""Cross-record checks: `queries/checks/*.rq` over one record and its context; what they construct becomes results."""

from collections.abc import Iterable, Sequence

from atlas.namespaces import RDF, SH
from atlas.rdf.terms import Dataset, DefaultGraph, Literal, NamedNode, Quad, Term, one_object, subjects
from atlas.schema.model import SavedQuery
from atlas.store.memory import MemoryStore
from atlas.validation.result import Result


def run_checks(
    checks: Sequence[SavedQuery], graph: NamedNode, record: Iterable[Quad], context: Iterable[Quad]
) -> list[Result]:
    """Results of every check on the nodes of one record.

    graph: the record's named graph, the only one a check can name; the context stands in the default graph.
    """
    statements = [Quad(q.subject, q.predicate, q.object, graph) for q in record]
    own = {q.subject for q in statements}
    store = MemoryStore(statements)
    store.add(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in context)
    found = [result for check in checks for result in read_results(store.construct(check.text))]
    return [result for result in found if result.focus in own]


def read_results(constructed: Dataset) -> list[Result]:
    """The sh:ValidationResult nodes of a dataset as values; those without a focus node are left out."""
    nodes = subjects(constructed, f"{RDF}type", NamedNode(f"{SH}ValidationResult"))
    read = (_read(constructed, node) for node in nodes)
    return [result for result in read if result is not None]


def _read(constructed: Dataset, node: Term) -> Result | None:
    focus = one_object(constructed, node, f"{SH}focusNode")
    shape = one_object(constructed, node, f"{SH}sourceShape")
    if focus is None or shape is None:
        return None
    message = one_object(constructed, node, f"{SH}resultMessage")
    return Result(
        focus=focus,
        path=one_object(constructed, node, f"{SH}resultPath"),
        value=one_object(constructed, node, f"{SH}value"),
        severity=_iri(constructed, node, "resultSeverity", f"{SH}Violation"),
        component=_iri(constructed, node, "sourceConstraintComponent", f"{SH}SPARQLConstraintComponent"),
        shape=shape,
        message=message.value if isinstance(message, Literal) else "",
    )


def _iri(constructed: Dataset, node: Term, name: str, default: str) -> str:
    found = one_object(constructed, node, f"{SH}{name}")
    return found.value if isinstance(found, NamedNode) else default
