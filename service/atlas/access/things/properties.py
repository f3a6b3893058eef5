"""Properties of records by short names: which a class has, and their values for many records at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from atlas.access.things.supports import text_of
from atlas.rdf.terms import NamedNode, Term
from atlas.schema.model import Class, Field, Schema
from atlas.search.index import to_key
from atlas.store.protocol import Store
from atlas.store.rows import select

DEADLINE_S: Final = 20.0
VIEW: Final = "views/values"
Values = dict[tuple[str, str], list[tuple[Term, str]]]


class Properties:
    """What can be asked of the records of one graph."""

    def __init__(self, store: Store, schema: Schema) -> None:
        self._store, self._schema = store, schema

    def short(self, iri: str) -> str:
        """Name of a term: its local name in the ontology's own namespace, else prefix:name."""
        local = iri.removeprefix(self._schema.namespace)
        return local if local != iri else self._schema.compact(iri)

    def expand(self, name: str) -> str:
        """IRI of a short name."""
        return self._schema.expand(name)

    async def values(self, iris: Sequence[str], paths: Sequence[str]) -> Values:
        """Values with their labels by record and property, on the record itself or on its parts."""
        if not iris or not paths:
            return {}
        query = self._schema.queries[VIEW].text
        given = {"items": [NamedNode(iri) for iri in iris], "properties": [NamedNode(path) for path in paths]}
        found: Values = defaultdict(list)
        for row in await select(self._store, query, given, deadline_s=DEADLINE_S):
            label = text_of(row["label"]) if "label" in row else ""
            found[text_of(row["item"]), text_of(row["property"])].append((row["value"], label))
        return found

    def of_class(self, name: str) -> list[dict[str, Any]]:
        """Properties of a class, its parts' and those the view offers included, that lead to what a table can hold."""
        found = self._schema.classes.get(self.expand(name))
        if found is None:
            return []
        own = self._fields(found)
        parts = [self._schema.classes[iri] for one in own for iri in one.classes if self._is_part(iri)]
        every = [one for one in own if not any(self._is_part(iri) for iri in one.classes)]
        every += [one for part in parts for one in self._fields(part) if not any(map(self._is_part, one.classes))]
        offered = [self._every[path] for path in self._offered(name) if path in self._every]
        return [
            self._describe(one.path, one.description) for one in {one.path: one for one in every + offered}.values()
        ]

    def suggest(self, prefix: str, limit: int) -> list[dict[str, Any]]:
        """Properties of any record whose names hold the words, those that begin so first."""
        key = to_key(prefix)
        named = [(self._label(path), path, one.description) for path, one in self._every.items()]
        fitting = [one for one in named if key in to_key(one[0])]
        fitting.sort(key=lambda one: (not to_key(one[0]).startswith(key), one[0], one[1]))
        return [self._describe(path, description) for _, path, description in fitting[:limit]]

    def type_of(self, path: str) -> Mapping[str, str] | None:
        """The class of a property's values as id and name, where it is one that has records."""
        fields = [one for found in self._schema.classes.values() for one in found.fields if one.path == path]
        kinds = {iri for one in fields for iri in one.classes if self._has_records(iri)}
        if len(kinds) != 1:
            return None
        only = kinds.pop()
        return {"id": self.short(only), "name": self._schema.label(only)}

    def name(self, path: str) -> str:
        """What a property is called."""
        return self._label(path)

    @cached_property
    def _every(self) -> dict[str, Field]:
        return {one.path: one for found in self._schema.classes.values() for one in found.fields}

    def _offered(self, name: str) -> list[str]:
        """Properties that the view finds elsewhere than on a class's things and their parts, as its header says."""
        lines = [line.split() for line in self._schema.queries[VIEW].header.get("offers", ())]
        return [self.expand(path) for of, *paths in lines if self.expand(of) == self.expand(name) for path in paths]

    def _fields(self, found: Class) -> list[Field]:
        above = [self._schema.classes[iri] for iri in found.superclasses if iri in self._schema.classes]
        return sorted((one for each in (found, *above) for one in each.fields), key=lambda one: one.order)

    def _has_records(self, iri: str) -> bool:
        found = self._schema.classes.get(iri)
        return found is not None and found.kind is not None

    def _is_part(self, iri: str) -> bool:
        """A class of ours whose things stand inside records: it has a shape and no records of its own or below it."""
        found = self._schema.classes.get(iri)
        if found is None or found.kind or not found.shape:
            return False
        return not any(iri in one.superclasses for one in self._schema.kinds.values())

    def _label(self, path: str) -> str:
        return self._schema.label(path)

    def _describe(self, path: str, description: str) -> dict[str, Any]:
        said = {"id": self.short(path), "name": self._label(path)}
        return said | {"description": description} if description else said
