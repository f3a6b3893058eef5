"""A view's graph as JSON-LD, framed by the shapes of the thing's class. Only the home's own context is ever loaded."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pyld import jsonld
from pyld.jsonld import JsonLdError

from atlas.access.outgoing.expanding import expand
from atlas.errors import HomeError
from atlas.namespaces import XSD
from atlas.rdf.terms import Dataset, NamedNode
from atlas.schema.model import Schema

NATIVE: Final[Mapping[str, Callable[[str], object]]] = {
    f"{XSD}integer": int,
    f"{XSD}boolean": {"true": True, "false": False}.__getitem__,
}


def to_jsonld(schema: Schema, statements: Dataset, focus: str, context_url: str) -> dict[str, object]:
    """One JSON object about the focus: its parts embedded, other things by id, what it does not lead to @included.

    Expanding it gives the same triples. context_url: what the answer's @context names. Source: JSON-LD 1.1 Framing.
    """
    expanded = expand(statements)
    loader = _loader(schema, context_url)
    options = {"documentLoader": loader, "omitGraph": True, "requireAll": False}
    framed = jsonld.frame(expanded, make_frame(schema, statements, focus, context_url), options)
    rest = _unreached(expanded, focus)
    if rest:
        compacted = jsonld.compact(rest, context_url, {"documentLoader": loader, "graph": True})
        framed["@included"] = compacted["@graph"]
    return _native(framed, _coercions(schema))  # type: ignore[no-any-return]


def make_frame(schema: Schema, statements: Dataset, focus: str, context_url: str) -> dict[str, object]:
    """The frame of a thing: its own parts are embedded once, whatever has a record of its own is left as an id."""
    frame: dict[str, object] = {"@context": context_url, "@id": focus, "@embed": "@once"}
    for quad in statements:
        term = quad.object
        if isinstance(term, NamedNode) and term.value.split("#")[0] != focus.split("#")[0]:
            frame.setdefault(quad.predicate.value, {"@embed": "@never", "@explicit": False, "@omitDefault": True})
    return frame


def _unreached(expanded: list[dict[str, Any]], focus: str) -> list[dict[str, Any]]:
    """Node objects that following links from the focus does not meet."""
    nodes = {node["@id"]: node for node in expanded}
    reached: set[str] = set()
    waiting = [focus]
    while waiting:
        name = waiting.pop()
        if name in reached or name not in nodes:
            continue
        reached.add(name)
        for values in nodes[name].values():
            if isinstance(values, list):
                waiting += [value["@id"] for value in values if isinstance(value, dict) and "@id" in value]
    return [node for name, node in nodes.items() if name not in reached and len(node) > 1]


def _loader(schema: Schema, context_url: str) -> Any:
    def load(url: str, _options: object = None) -> dict[str, object]:
        if url != context_url:
            raise JsonLdError(f"Only {context_url} is loaded here.", "loading remote context failed")
        return dict(contextUrl=None, documentUrl=url, document=dict(schema.context), contentType=None)  # noqa: C408 - PyLD's names, kept out of quotes

    return load


def _coercions(schema: Schema) -> dict[str, str]:
    terms = schema.context.get("@context")
    if not isinstance(terms, Mapping):
        raise HomeError("The home has no JSON-LD context.")
    return {
        name: definition["@type"]
        for name, definition in terms.items()
        if isinstance(definition, Mapping) and definition.get("@type") in NATIVE
    }


def _native(node: Any, coercions: Mapping[str, str], term: str | None = None) -> Any:
    """Numbers and truth values as JSON's own where the context coerces the term and the lexical form is canonical."""
    if isinstance(node, dict):
        return {key: _native(value, coercions, key) for key, value in node.items()}
    if isinstance(node, list):
        return [_native(value, coercions, term) for value in node]
    if isinstance(node, str) and term is not None and term in coercions:
        try:
            made = NATIVE[coercions[term]](node)
        except (KeyError, ValueError):
            return node
        return made if str(made).lower() == node else node
    return node
