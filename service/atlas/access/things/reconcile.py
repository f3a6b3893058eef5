"""Reconciliation: names from a table in, scored candidates out (W3C Reconciliation Service API 0.2). Changes nothing.

An id is an IRI without the records' common beginning; a type or property is named as the ontology names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from atlas.access.things.lookup import is_iri
from atlas.access.things.properties import Properties
from atlas.access.things.supports import text_of
from atlas.errors import ParameterError
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Class, Schema
from atlas.search.candidates import Asked, Candidate
from atlas.search.current import Search
from atlas.search.index import to_key
from atlas.store.protocol import Store

QUERIES: Final = 200
CANDIDATES: Final = 5
CANDIDATES_MOST: Final = 25
SURE: Final = 100.0
NAME_WEIGHT: Final = 0.6
FEATURES: Final = (("name_exact", "is_exact"), ("name_words", "words"), ("name_letters", "letters"))


@dataclass(frozen=True)
class _Query:
    """One query of a batch, read."""

    asked: Asked
    properties: tuple[tuple[str, tuple[str, ...]], ...]


class Reconciler:
    """Matches names against the records of one graph."""

    def __init__(self, store: Store, schema: Schema, search: Search) -> None:
        self.schema, self._search = schema, search
        self.properties = Properties(store, schema)
        self.space = f"{schema.base}id/"

    async def match(self, batch: Mapping[str, Any]) -> dict[str, Any]:
        """Candidates for each query of a batch. Raises ParameterError naming the query that cannot be read."""
        if not isinstance(batch, Mapping) or len(batch) > QUERIES:
            raise ParameterError("The batch cannot be read.", expected=f"an object of at most {QUERIES} queries")
        queries = {key: self._read(key, one) for key, one in batch.items()}
        found = await self._search.candidates([one.asked for one in queries.values()])
        wanted = {path for one in queries.values() for path, _ in one.properties if is_iri(path)}
        known: dict[tuple[str, str], list[tuple[Term, str]]] = {}
        if wanted:
            iris = {candidate.iri for one in found for candidate in one}
            known = await self.properties.values(sorted(iris), sorted(wanted))
        return {
            key: {"result": self._results(query, candidates, known)}
            for (key, query), candidates in zip(queries.items(), found, strict=True)
        }

    async def suggest(self, prefix: str, limit: int) -> list[dict[str, Any]]:
        """Records whose names begin so."""
        hits = [hit for hit in await self._search.find(prefix, limit=limit * 2) if hit.iri.startswith(self.space)]
        return [
            {"id": self.short(hit.iri), "name": hit.label, "notable": [self.type_of(hit.type)] if hit.type else []}
            for hit in hits[:limit]
        ]

    def suggest_types(self, prefix: str, limit: int) -> list[dict[str, Any]]:
        """Classes with records whose names begin so, or hold the words."""
        key = to_key(prefix)
        found = [one for one in self.schema.kinds.values() if key in to_key(one.label)]
        found.sort(key=lambda one: (not to_key(one.label).startswith(key), one.label))
        return [self.type_of(one.iri) | {"description": one.definition} for one in found[:limit]]

    def type_of(self, iri: str) -> dict[str, Any]:
        """A class as id and name."""
        return {"id": self.properties.short(iri), "name": self.schema.label(iri)}

    def short(self, iri: str) -> str:
        """Id of a record."""
        return iri.removeprefix(self.space)

    def _read(self, key: str, said: object) -> _Query:
        if not isinstance(said, Mapping):
            raise ParameterError(f"The query {key} is not an object.", found=key, expected='{"query": "…"}')
        name = said.get("query", "")
        limit = said.get("limit", CANDIDATES)
        given = said.get("properties") or []
        if not isinstance(name, str) or not isinstance(limit, (int, float)) or not isinstance(given, list):
            raise ParameterError(
                f"The query {key} cannot be read.", found=key, expected="query, type, limit, properties"
            )
        properties = tuple(self._read_property(key, one) for one in given)
        if not name and properties:
            name = next((value for _, values in properties for value in values), "")
        types = said.get("type") or []
        named = [types] if isinstance(types, str) else [str(one) for one in types]
        asked = Asked(name, self._types(named), max(1, min(int(limit), CANDIDATES_MOST)))
        return _Query(asked, properties)

    def _read_property(self, key: str, said: object) -> tuple[str, tuple[str, ...]]:
        if not isinstance(said, Mapping) or not isinstance(said.get("pid"), str):
            raise ParameterError(f"A property of query {key} has no pid.", found=key, expected='{"pid": "…", "v": "…"}')
        values = said.get("v")
        texts = [_text_given(value) for value in (values if isinstance(values, list) else [values])]
        return self.properties.expand(said["pid"]), tuple(text for text in texts if text)

    def _types(self, named: Sequence[str]) -> frozenset[str]:
        """The classes named with those below them that have records; a class nobody knows fits nothing."""
        wanted = {self.properties.expand(name) for name in named}
        if not wanted:
            return frozenset(one.iri for one in self.schema.kinds.values())
        return frozenset(one.iri for one in self.schema.kinds.values() if _is_one_of(one, wanted)) | wanted

    def _results(
        self, query: _Query, candidates: Sequence[Candidate], known: Mapping[tuple[str, str], list[tuple[Term, str]]]
    ) -> list[dict[str, Any]]:
        results = [self._result(query, one, known) for one in candidates if one.iri.startswith(self.space)]
        results.sort(key=lambda one: -one["score"])
        sure = [one for one in results if one["score"] >= SURE]
        for one in results:
            one["match"] = sure == [one]
        return results

    def _result(
        self, query: _Query, one: Candidate, known: Mapping[tuple[str, str], list[tuple[Term, str]]]
    ) -> dict[str, Any]:
        features: list[dict[str, Any]] = [
            {"id": name, "value": _rounded(getattr(one, attribute))} for name, attribute in FEATURES
        ]
        score = one.score
        if query.properties:
            shares = [
                _agreement(values, known.get((one.iri, path), ()), self.space) for path, values in query.properties
            ]
            pairs = zip(query.properties, shares, strict=True)
            features += [{"id": self.properties.short(path), "value": share} for (path, _), share in pairs]
            score = round(NAME_WEIGHT * score + (1 - NAME_WEIGHT) * SURE * sum(shares) / len(shares), 1)
        result = {"id": self.short(one.iri), "name": one.label, "score": score, "match": False, "features": features}
        if one.type:
            result["type"] = [self.type_of(one.type)]
        if to_key(one.name) != to_key(one.label):
            result["description"] = f"also named {one.name}"
        return result


def _is_one_of(found: Class, wanted: set[str]) -> bool:
    return bool(wanted.intersection((found.iri, *found.superclasses)))


def _rounded(value: float | bool) -> float | bool:
    return value if isinstance(value, bool) else round(value, 3)


def _text_given(value: object) -> str:
    """A property value of a query as text; one that is a thing is taken by its id."""
    if isinstance(value, Mapping):
        return str(value.get("id") or "")
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _agreement(wanted: Sequence[str], held: Sequence[tuple[Term, str]], space: str) -> float:
    """Share of the values asked for that the record has: as id, as IRI, as literal or by its label."""
    if not wanted:
        return 0.0
    keys = {to_key(text) for term, label in held for text in _texts(term, label, space)}
    return round(sum(to_key(value) in keys for value in wanted) / len(wanted), 3)


def _texts(term: Term, label: str, space: str) -> list[str]:
    texts = [text_of(term), label] if label else [text_of(term)]
    return [*texts, text_of(term).removeprefix(space)] if isinstance(term, NamedNode) else texts


def to_cell(term: Term, label: str, space: str) -> dict[str, Any]:
    """A value as a cell of a data extension."""
    if isinstance(term, Literal):
        kind = term.datatype.value.rpartition("#")[2]
        try:
            if kind == "integer":
                return {"int": int(term.value)}
            if kind in ("decimal", "double", "float"):
                return {"float": float(term.value)}
        except ValueError:
            return {"str": term.value}
        return {"str": term.value}
    iri = text_of(term)
    if isinstance(term, NamedNode) and label:
        return {"id": iri.removeprefix(space), "name": label}
    return {"str": iri}
