"""Lifts a foreign document to RDF with a JSON-LD context: one named graph a document, named after its file.

Says which keys the context knows nothing of. Fetches nothing, and never decides what a key means.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from atlas.intake.reading.documents import Document
from atlas.intake.reading.values import Value
from atlas.namespaces import SYS, XSD
from atlas.rdf.formats import JSON_LD
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Quad

CONTEXT: Final = "@context"
KEYWORDS: Final = frozenset(("@id", "@type", "@value", "@language", "@list", "@set", "@graph", "@none"))
Terms = Mapping[str, object]


@dataclass(frozen=True)
class Lifted:
    """A document as RDF. iri: its root node and its graph; ignored: paths of keys that were left out, with counts."""

    iri: str
    quads: tuple[Quad, ...]
    ignored: Counter[str]


def lift(document: Document, context: Terms, space: str, *, quad_limit: int = 1_000_000) -> Lifted:
    """The statements of a document.

    context: the terms of a JSON-LD context; it stands in place of any that the document carries. Keywords such as @id
    are taken from documents that carried one. space: IRI below which documents are named. The root says its file's
    name and line with sys:fileName and sys:lineNumber.
    Raises RdfSyntaxError for values that the context cannot make RDF of, TooLargeError.
    """
    iri = document_iri(document, space)
    ignored: Counter[str] = Counter()
    body = document.value if isinstance(document.value, Mapping) else {"items": document.value}
    keywords = KEYWORDS if CONTEXT in body else frozenset()
    held = keep(body, context, keywords, "", ignored)
    if not isinstance(held, dict):
        raise TypeError("an object stays an object")
    text = json.dumps({**held, CONTEXT: context, "@id": iri}, ensure_ascii=False)
    graph, root = NamedNode(iri), NamedNode(iri)
    made = parse(text.encode(), JSON_LD, quad_limit=quad_limit)
    quads = [Quad(q.subject, q.predicate, q.object, graph) for q in made]
    quads.append(Quad(root, NamedNode(f"{SYS}fileName"), Literal(document.name), graph))
    line = Literal(str(document.line), datatype=NamedNode(f"{XSD}integer"))
    quads.append(Quad(root, NamedNode(f"{SYS}lineNumber"), line, graph))
    return Lifted(iri, tuple(quads), ignored)


def document_iri(document: Document, space: str) -> str:
    """The IRI of a document: its file's name below the space, and the line for a row."""
    row = f"#line-{document.line}" if document.line > 1 else ""
    return f"{space}{quote(document.name, safe='/')}{row}"


def keep(value: Value, terms: Terms, keywords: frozenset[str], path: str, ignored: Counter[str]) -> Value:
    """The value without the keys that no term defines; their paths are counted.

    Below a term the context scoped to it adds to the terms; a term set to null leaves its key out on purpose.
    """
    if isinstance(value, list | tuple):
        return [item if isinstance(item, str) else keep(item, terms, keywords, path, ignored) for item in value]
    if not isinstance(value, Mapping):
        return value
    kept: dict[str, Value] = {}
    for key, item in value.items():
        here = f"{path}/{key}" if path else key
        if key.startswith("@"):
            if key in keywords:
                kept[key] = keep(item, terms, keywords, path, ignored)
        elif key in terms or "@vocab" in terms:
            kept[key] = (
                item
                if item is None or isinstance(item, str)
                else keep(item, _below(terms, key), keywords, here, ignored)
            )
        else:
            ignored[here] += 1
    return kept


def _below(terms: Terms, key: str) -> Terms:
    term = terms.get(key)
    scoped = term.get(CONTEXT) if isinstance(term, Mapping) else None
    return {**terms, **scoped} if isinstance(scoped, Mapping) else terms
