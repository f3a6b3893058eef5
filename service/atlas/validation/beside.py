"""What each record of a submission is told besides itself: of the stored context and of the records beside it."""

from collections.abc import Iterable

from atlas.rdf.terms import BlankNode, NamedNode, Quad
from atlas.schema.model import Schema
from atlas.validation.context import Known, References, short_texts
from atlas.validation.records import RecordGraph


class Beside:
    """The context of every record of one submission.

    stored: what the graph says of the things that all of them point to, and of names near to theirs (blank nodes).
    """

    def __init__(self, schema: Schema, records: list[RecordGraph], stored: Iterable[Quad]) -> None:
        self._stored = [bare(quad) for quad in stored]
        self._told = [quad for quad in self._stored if isinstance(quad.subject, BlankNode)]
        beside = [bare(quad) for record in records for quad in record.statements] if len(records) > 1 else []
        self._known = Known(schema, [*self._stored, *beside]) if beside else None

    def of(self, record: RecordGraph) -> list[Quad]:
        """What is known of the things a record points to, nothing of the record itself."""
        own = {quad.subject for quad in record.statements}
        if self._known is None:
            found: Iterable[Quad] = self._stored
        else:
            references = References(tuple(sorted(record.references())), tuple(sorted(short_texts(record.statements))))
            found = [*self._known.find(references), *self._told]
        return [quad for quad in found if quad.subject not in own and not _owned(record, quad)]


def bare(quad: Quad) -> Quad:
    """The statement in the default graph."""
    return Quad(quad.subject, quad.predicate, quad.object)


def _owned(record: RecordGraph, quad: Quad) -> bool:
    return isinstance(quad.subject, NamedNode) and record.owns(quad.subject.value)
