"""Where only one value may stand: read from shapes (`sh:maxCount 1`, `sh:uniqueLang`) and functional properties."""

from collections.abc import Iterable
from functools import cache
from typing import Final

from atlas.namespaces import OWL, RDF, SH
from atlas.rdf.terms import Literal, NamedNode, Term, one_object, subjects
from atlas.schema.model import Schema

ANY_LANGUAGE: Final = "*"


class SingleValues:
    """Answers for the classes of one schema."""

    def __init__(self, schema: Schema) -> None:
        functional = subjects(schema.ontology, f"{RDF}type", NamedNode(f"{OWL}FunctionalProperty"))
        self._functional = {one.value for one in functional if isinstance(one, NamedNode)}
        self._schema = schema
        self._kinds = cache(self._read_kinds)

    def slot(self, types: Iterable[str], path: str, value: Term) -> str | None:
        """By what the values of a property shut each other out: `*` for one value in all, a language for one in each
        language; None where many may stand side by side. types: classes of the subject.
        """
        if path in self._functional:
            return ANY_LANGUAGE
        single, languages = self._kinds(frozenset(types))
        if path in single:
            return ANY_LANGUAGE
        if path in languages and isinstance(value, Literal) and value.language:
            return value.language
        return None

    def _read_kinds(self, types: frozenset[str]) -> tuple[set[str], set[str]]:
        """Paths of which a node of these classes has one value, and those of which it has one in each language."""
        known = self._schema.classes
        classes = {one for name in types if name in known for one in (name, *known[name].superclasses)}
        fields = [field for name in classes if name in known for field in known[name].fields]
        single = {field.path for field in fields if field.max_count == 1}
        return single, {field.path for field in fields if self._is_unique(field.iri)}

    def _is_unique(self, shape: str) -> bool:
        said = one_object(self._schema.shapes, NamedNode(shape), f"{SH}uniqueLang")
        return isinstance(said, Literal) and said.value == "true"
