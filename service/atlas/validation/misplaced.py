"""Properties that stand on a thing whose class has no such field, so that no form, page or question would find them.

In: a record. Out: a hint for each, naming the part or the class it belongs to. Says nothing of terms of others.
"""

from functools import lru_cache
from typing import Final

from atlas.namespaces import RDF, SH, SYS
from atlas.rdf.terms import NamedNode, Term
from atlas.schema.layouts import Layouts
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind
from atlas.validation.records import RecordGraph
from atlas.validation.result import Result

NO_FIELD: Final = f"{SYS}NoFieldConstraintComponent"
TYPE: Final = NamedNode(f"{RDF}type")
WARNING: Final = f"{SH}Warning"
NAMED: Final = 4


class Fields:
    """The fields of each class of one schema."""

    def __init__(self, schema: Schema, layouts: Layouts) -> None:
        self._schema, self._layouts = schema, layouts
        self._advice = lru_cache(maxsize=4096)(self._advise)

    def misplaced(self, record: RecordGraph) -> list[Result]:
        """One hint for each statement whose property is no field of the classes of its subject."""
        types: dict[Term, tuple[str, ...]] = {}
        for quad in record.statements:
            if quad.predicate == TYPE and isinstance(quad.object, NamedNode):
                types[quad.subject] = (*types.get(quad.subject, ()), quad.object.value)
        found = []
        for quad in record.statements:
            path, of = quad.predicate.value, types.get(quad.subject, ())
            if of and path.startswith(self._schema.namespace) and (fix := self._advice(path, of)):
                rule = NamedNode(NO_FIELD)
                found.append(Result(quad.subject, quad.predicate, quad.object, WARNING, NO_FIELD, rule, fix))
        return list(dict.fromkeys(found))

    def _advise(self, path: str, types: tuple[str, ...]) -> str:
        """Where a property belongs; nothing where it is a field here, or the classes or the property are unknown."""
        schema, fields = self._schema, self._layouts.fields(types)
        if not fields or path in fields or path not in schema.terms:
            return ""
        owners = {one.iri for one in schema.classes.values() if any(field.path == path for field in one.fields)}
        parts = [
            one.name
            for one in fields.values()
            if (wanted := self._layouts.range(one)).kind is Kind.PART and self._has(wanted.classes, path)
        ]
        here = " and ".join(schema.label(iri) for iri in types)
        said = f"“{schema.label(path)}” is no field of {here}."
        if parts:
            named = " or ".join(f"“{name}”" for name in parts[:NAMED])
            return f"{said} Put it into {named}, which has fields of its own."
        if owners:
            return f"{said} It is one of {', '.join(sorted(schema.label(iri) for iri in owners)[:NAMED])}."
        return f"{said} Leave it out: it is worked out from other statements, or of no record."

    def _has(self, classes: tuple[str, ...], path: str) -> bool:
        return any(path in self._layouts.fields((iri,)) for iri in classes)
