"""What can be chosen in a field: concepts of its schemes, records of its classes, yes or no.

Lists are made once a form and named, so that many fields share one.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from atlas.access.editing.form import Choice
from atlas.namespaces import RDF, SKOS
from atlas.rdf.terms import NamedNode, objects, subjects
from atlas.schema.inputs import shorten
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind, Range

SHORT: Final = 40
LONG: Final = 2_000
BOOLEAN: Final = (Choice("true", "yes"), Choice("false", "no"))


Make = Callable[[Sequence[str]], tuple[Choice, ...]]


class Choices:
    """The lists of one form. records: IRI to label of everything that has a record."""

    def __init__(self, schema: Schema, records: Mapping[str, str], topic: str) -> None:
        self._schema, self._records, self._topic = schema, records, topic
        self.lists: dict[str, tuple[Choice, ...]] = {}
        self._made: dict[str, tuple[Choice, ...]] = {}

    def find(self, found: Range) -> tuple[tuple[Choice, ...], str]:
        """A short list to choose from, or the name of a long one to complete from; neither for free text."""
        if found.kind is Kind.BOOLEAN:
            return BOOLEAN, ""
        if found.kind is Kind.CONCEPT:
            return self._named(found.schemes or found.classes, self._concepts)
        if found.kind is Kind.RECORD:
            return (), self._named(found.classes, self.of_classes, short=0)[1]
        return (), ""

    def _named(self, iris: Sequence[str], make: Make, *, short: int = SHORT) -> tuple[tuple[Choice, ...], str]:
        name = "list-" + "-".join(iri.rpartition("/")[2].rpartition("#")[2] for iri in iris)
        if name not in self._made:
            self._made[name] = make(iris)
        choices = self._made[name]
        if len(choices) <= short:
            return choices, ""
        self.lists[name] = choices[:LONG]
        return (), name

    def _concepts(self, iris: Sequence[str]) -> tuple[Choice, ...]:
        ontology = self._schema.ontology
        found = {
            concept.value
            for iri in iris
            for path in (f"{SKOS}inScheme", f"{RDF}type")
            for concept in subjects(ontology, path, NamedNode(iri))
            if isinstance(concept, NamedNode)
        }
        return self._sorted({iri: self._with_broader(iri) for iri in found})

    def _with_broader(self, iri: str) -> str:
        """Label of a concept behind those above it."""
        label, above = self._schema.label(iri), objects(self._schema.ontology, NamedNode(iri), f"{SKOS}broader")
        first = next((one for one in above if isinstance(one, NamedNode)), None)
        return f"{self._schema.label(first.value)}: {label}" if first is not None else label

    def of_classes(self, iris: Sequence[str]) -> tuple[Choice, ...]:
        """Records of some classes and of those below them, by name."""
        wanted = set(iris)
        found: dict[str, str] = {}
        for iri, label in self._records.items():
            kind = self._schema.kind_of(iri)
            if kind is not None and wanted & {kind.iri, *kind.superclasses}:
                found[iri] = label
        return self._sorted(found)

    def _sorted(self, labels: Mapping[str, str]) -> tuple[Choice, ...]:
        pairs = sorted(labels.items(), key=lambda pair: (pair[1].casefold(), pair[0]))
        return tuple(Choice(shorten(self._schema, iri, self._topic), label) for iri, label in pairs)
