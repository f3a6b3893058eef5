"""What JSON-LD silently leaves out: keys no context explains, names that are no IRIs. Document in, losses out."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urljoin

from atlas.rdf.contexts import position

NOT_IN_IRIS: Final = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
MAPS: Final = frozenset(("@language", "@index", "@id", "@type", "@graph"))


@dataclass(frozen=True)
class Dropped:
    """One key or name that would get lost. near: keys of the context, to choose from. line, column: from 1."""

    text: str
    is_key: bool
    near: tuple[str, ...]
    line: int | None
    column: int | None


@dataclass
class _Known:
    """What all contexts of a document explain together."""

    terms: set[str] = field(default_factory=set)
    identifiers: set[str] = field(default_factory=lambda: {"@id"})
    pointing: set[str] = field(default_factory=set)
    maps: set[str] = field(default_factory=set)
    opaque: set[str] = field(default_factory=set)
    has_vocabulary: bool = False


def find_dropped(text: str, contexts: Mapping[str, object], base_iri: str | None) -> list[Dropped]:
    """Losses of a JSON-LD document that parses, each once, in no order.

    contexts: bundled ones by address. A document whose contexts have a @vocab loses no key.
    """
    document = json.loads(text)
    known = _Known()
    for context in _iter_contexts(document):
        _learn(context, contexts, base_iri or "", known)
    found = dict.fromkeys(_walk(document, known))
    terms = tuple(sorted(known.terms))
    return [
        Dropped(name, is_key, terms if is_key else (), *_place(text, name, is_key=is_key)) for name, is_key in found
    ]


def _iter_contexts(node: Any) -> Iterator[Any]:
    if isinstance(node, list):
        for one in node:
            yield from _iter_contexts(one)
    elif isinstance(node, dict):
        if "@context" in node:
            yield node["@context"]
        for key, value in node.items():
            if key != "@context":
                yield from _iter_contexts(value)


def _learn(context: Any, contexts: Mapping[str, object], base: str, known: _Known) -> None:
    if isinstance(context, list):
        for one in context:
            _learn(one, contexts, base, known)
    elif isinstance(context, str):
        document = contexts.get(urljoin(base, context))
        _learn(document.get("@context", document) if isinstance(document, Mapping) else None, {}, base, known)
    elif isinstance(context, Mapping):
        known.has_vocabulary = known.has_vocabulary or bool(context.get("@vocab"))
        for name, meaning in context.items():
            if not name.startswith("@"):
                _learn_term(name, meaning, contexts, base, known)


def _learn_term(name: str, meaning: Any, contexts: Mapping[str, object], base: str, known: _Known) -> None:
    known.terms.add(name)
    said = meaning if isinstance(meaning, Mapping) else {"@id": meaning}
    if said.get("@id") == "@id":
        known.identifiers.add(name)
    container = said.get("@container")
    if MAPS & set(container if isinstance(container, list) else [container]):
        known.maps.add(name)
    if said.get("@type") == "@id":
        known.pointing.add(name)
    elif said.get("@type") == "@json":
        known.opaque.add(name)
    if "@context" in said:
        _learn(said["@context"], contexts, base, known)


def _walk(node: Any, known: _Known) -> Iterator[tuple[str, bool]]:
    if isinstance(node, list):
        for one in node:
            yield from _walk(one, known)
    elif isinstance(node, dict) and node.get("@type") != "@json":
        for key, value in node.items():
            if key == "@context":
                continue
            if not (key.startswith("@") or key in known.terms or ":" in key or known.has_vocabulary):
                yield key, True
                continue
            yield from _walk_value(key, value, known)


def _walk_value(key: str, value: Any, known: _Known) -> Iterator[tuple[str, bool]]:
    if key in known.identifiers or key in known.pointing:
        names = value if isinstance(value, list) else [value]
        yield from ((name, False) for name in names if isinstance(name, str) and NOT_IN_IRIS.search(name))
    if key in known.maps and isinstance(value, dict):
        yield from _walk(list(value.values()), known)
    elif key not in known.opaque:
        yield from _walk(value, known)


def _place(text: str, name: str, *, is_key: bool) -> tuple[int | None, int | None]:
    written = re.escape(json.dumps(name, ensure_ascii=False))
    found = re.search(written + (r"\s*:" if is_key else ""), text)
    return position(text, found.start()) if found else (None, None)
