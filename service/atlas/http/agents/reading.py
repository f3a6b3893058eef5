"""Tools that read: find a record, get it with its evidence, describe a class, list questions, compare records."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from atlas.access.saved_queries.questions import fill
from atlas.access.things.compare import LEAST, MOST, Comparison, compare
from atlas.access.things.describe import describe
from atlas.access.things.lookup import is_iri
from atlas.access.things.names import find_near
from atlas.access.things.supports import text_of
from atlas.access.things.view import Description, Node, Support, Value
from atlas.errors import NotFoundError, ParameterError
from atlas.http.dependencies import State
from atlas.namespaces import SH
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Class, Field, Schema
from atlas.search.index import to_key
from atlas.store.rows import select

FOUND: Final = 10
FOUND_MOST: Final = 50
EXAMPLES: Final = 3
FILLED: Final = "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a $class ; ?p ?o } GROUP BY ?p"


class Reading:
    """What agents may ask of one running app."""

    def __init__(self, state: State) -> None:
        self._state, self._schema = state, state.schema

    async def search_entities(self, q: str, type: str = "", limit: int = FOUND) -> dict[str, Any]:  # noqa: A002 - the tool's word
        """Records, concepts and terms by name, best first. type: a class name such as those in `types`."""
        wanted = self._find_class(type).iri if type else None
        count = max(1, min(limit, FOUND_MOST))
        hits = await self._state.search.find(q, limit=count + 1, type_iri=wanted)
        results = [
            {
                "iri": hit.iri,
                "name": hit.label,
                "type": self._schema.label(hit.type) if hit.type else "",
                "score": round(hit.score, 3),
            }
            for hit in hits[:count]
        ]
        said: dict[str, Any] = {"results": results, "shown": len(results), "truncated": len(hits) > count}
        if not results:
            said["types"] = sorted(one.label for one in self._schema.kinds.values())
            said["next"] = "Nothing has this name: try fewer words, or list_examples for a question to ask."
        return said | {"permalink": f"{self._state.public_url}/search?q={quote(q)}"}

    async def get_entity(self, iri: str, with_evidence: bool = True) -> dict[str, Any]:
        """One record: facts by group, each value with the sources it rests on, what is not known, what points here."""
        found = await self._describe(iri)
        facts = [
            {"group": group.label, "property": row.label, "values": [_value(one, with_evidence) for one in row.values]}
            for group in found.node.groups
            for row in group.rows
        ]
        return {
            "iri": found.node.iri,
            "name": found.node.label,
            "types": [label for _, label in found.node.types],
            "summary": found.summary,
            "facts": facts,
            "not_known": [field.name for field in found.missing],
            "linked_from": [
                {"iri": one.subject, "name": one.label, "by": one.property_label} for one in found.incoming
            ],
            "sources": [_support(one) for one in found.sources] if with_evidence else len(found.sources),
            "permalink": self._page(found.node.iri),
        }

    async def describe_class(self, name: str) -> dict[str, Any]:
        """The shape of a class as text: a line for each property, whether it is wanted and how often filled."""
        found = self._find_class(name)
        total, filled = await self._count(found)
        lines = [_field_line(self._schema, field, filled, total) for field in _fields(self._schema, found)]
        examples = await self._examples(found)
        return {
            "class": self._schema.compact(found.iri),
            "label": found.label,
            "definition": found.definition,
            "things": total,
            "shape": "property | wanted | values | filled | meaning\n" + "\n".join(lines),
            "prefixes": {self._schema.prefix: self._schema.namespace},
            "examples": examples,
            "permalink": self._page(found.iri),
        }

    def list_examples(self, question: str = "") -> dict[str, Any]:
        """Saved questions whose words fit, each with its SPARQL ready to run or to change."""
        words = set(to_key(question).split())
        ranked = sorted(
            ((_overlap(words, one.title, *one.header.get("question", ()), *one.header.get("keywords", ())), one.id, one)
             for one in self._schema.folder("questions")),
            key=lambda entry: (-entry[0], entry[1]),
        )  # fmt: skip
        fitting = [one for share, _, one in ranked if share or not words]
        shown = fitting[: FOUND if words else None]
        results = [
            {
                "id": one.stem,
                "question": one.first("question") or one.title,
                "limits": one.first("limits") or "",
                "parameters": [{"name": p.name, "type": p.type, "default": p.default or ""} for p in one.parameters],
                "permalink": f"{self._state.public_url}/question/{one.stem}",
            }
            for one in shown
        ]
        said: dict[str, Any] = {"results": results, "shown": len(shown), "of": len(fitting)}
        ready = next((one for one in shown if all(p.default for p in one.parameters)), None) if words else None
        return said | {"sparql": fill(self._schema, ready), "sparql_of": ready.stem} if ready else said

    async def compare(self, iris: list[str]) -> dict[str, Any]:
        """Two to six records side by side: rows that differ first, each cell with its sources."""
        asked = list(dict.fromkeys(iris))
        if not LEAST <= len(asked) <= MOST:
            raise ParameterError("Two to six records can be compared.", found=str(len(asked)), expected="2 to 6 IRIs")
        described = await asyncio.gather(*(self._describe(one) for one in asked))
        made = compare(described, [{} for _ in described])
        query = "&".join(f"id={one.node.iri.removeprefix(self._schema.base)}" for one in described)
        return _comparison(made) | {"permalink": f"{self._state.public_url}/compare?{query}"}

    async def _describe(self, name: str) -> Description:
        base = self._schema.base
        iri = name if name.startswith(base) else f"{base}id/{name.removeprefix('/').removeprefix('id/')}"
        found = await describe(self._state.store, self._schema, iri) if is_iri(iri) else None
        if found is None:
            near = await find_near(self._state.search, self._schema, name)
            raise NotFoundError(
                f"Nothing here is called {name[:200]}.", near=tuple(near), suggestion="Find it with search_entities."
            )
        return found

    def _find_class(self, name: str) -> Class:
        known = self._schema.classes
        found = known.get(self._schema.expand(name)) or next(
            (one for one in known.values() if to_key(one.label) == to_key(name) or one.kind == name), None
        )
        if found is None:
            names = ", ".join(sorted(one.label for one in self._schema.kinds.values()))
            raise NotFoundError(f"There is no class {name[:100]}.", found=name[:100], expected=names)
        return found

    async def _count(self, found: Class) -> tuple[int, Mapping[str, int]]:
        rows = await select(self._state.store, FILLED, {"class": NamedNode(found.iri)})
        filled = {text_of(row["p"]): int(text_of(row["n"])) for row in rows}
        return max(filled.values(), default=0), filled

    async def _examples(self, found: Class) -> list[dict[str, str]]:
        values: dict[str, Term] = {"class": NamedNode(found.iri), "limit": Literal(EXAMPLES), "offset": Literal(0)}
        rows = await select(self._state.store, self._schema.queries["views/listing"].text, values)
        return [{"iri": text_of(row["item"]), "name": text_of(row["label"]) if "label" in row else ""} for row in rows]

    def _page(self, iri: str) -> str:
        return self._state.public_url + (self._state.pages.href(iri) or "/")


def _value(one: Value, with_evidence: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"text": one.text}
    if one.iri and one.part is None:
        said["iri"] = one.iri
    if one.part is not None:
        said = {"text": _part_text(one.part)}
    supports = one.supports or (_part_supports(one.part) if one.part else ())
    if with_evidence and supports:
        said["sources"] = [_support(support) for support in supports]
    return said


def _part_text(part: Node) -> str:
    """A part of a record in one line: its own values with their names."""
    pairs = [f"{row.label}: {', '.join(v.text for v in row.values)}" for group in part.groups for row in group.rows]
    return "; ".join(pairs) or part.label


def _part_supports(part: Node) -> tuple[Support, ...]:
    return tuple(
        dict.fromkeys(s for group in part.groups for row in group.rows for v in row.values for s in v.supports)
    )


def _support(support: Support) -> dict[str, str]:
    said = {"source": support.label, "iri": support.source, "where": support.locator, "quote": support.quote}
    return {name: text for name, text in said.items() if text}


def _comparison(made: Comparison) -> dict[str, Any]:
    def cells(row: Any) -> list[dict[str, Any]]:
        return [
            {"text": cell.text, "sources": sorted({s.label for line in cell.lines for s in line.supports})}
            for cell in row.cells
        ]

    return {
        "things": [{"iri": iri, "name": label} for iri, label in made.things],
        "differing": [{"property": row.label, "cells": cells(row)} for row in made.differing],
        "same": [{"property": row.label, "value": row.cells[0].text} for row in made.same],
    }


def _fields(schema: Schema, found: Class) -> list[Field]:
    above = [schema.classes[iri] for iri in found.superclasses if iri in schema.classes]
    every = sorted((field for one in (found, *above) for field in one.fields), key=lambda field: field.order)
    by_path: dict[str, Field] = {}
    for field in every:
        held = by_path.get(field.path)
        if held is None or (field.min_count and field.severity == f"{SH}Violation"):
            by_path[field.path] = field
    return list(by_path.values())


def _field_line(schema: Schema, field: Field, filled: Mapping[str, int], total: int) -> str:
    demanded = "required" if field.severity == f"{SH}Violation" else "recommended"
    wanted = demanded if field.min_count else "optional"
    values = ", ".join(schema.compact(iri) for iri in (*field.classes, *field.datatypes)) or "any"
    share = f"{100 * filled.get(field.path, 0) // total} %" if total else "-"
    many = "" if field.max_count == 1 else ", several"
    return f"{schema.compact(field.path)} | {wanted} | {values}{many} | {share} | {field.description or field.name}"


def _overlap(words: set[str], *texts: str) -> float:
    held: Sequence[str] = to_key(" ".join(texts)).split()
    return len(words.intersection(held)) / len(words) if words else 0.0
