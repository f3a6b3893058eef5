"""Saved questions as RDF, in the convention of SHACL's sh:SPARQLExecutable that SPARQL editors and agents read.

Questions with their defaults filled in go out as one named graph, for the wire and for the store.
"""

from collections.abc import Iterator
from typing import Final

from atlas.access.protocol.door import admit_query
from atlas.access.saved_queries.questions import fill
from atlas.errors import AtlasError
from atlas.namespaces import DCTERMS, RDF, RDFS, SCHEMA, SH, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.model import SavedQuery, Schema
from atlas.store.protocol import Change, Commit, Store
from atlas.store.rows import select

PATH: Final = ".well-known/sparql-examples"
FORMS: Final = {
    "SELECT": ("SPARQLSelectExecutable", "select"),
    "ASK": ("SPARQLAskExecutable", "ask"),
    "CONSTRUCT": ("SPARQLConstructExecutable", "construct"),
    "DESCRIBE": ("SPARQLDescribeExecutable", "describe"),
}
HELD: Final = "SELECT ?s ?p ?o WHERE { GRAPH $graph { ?s ?p ?o } }"


def describe_examples(schema: Schema, endpoint: str) -> list[Quad]:
    """Every question that needs no value from a reader, in the graph of examples. endpoint: where it can be run."""
    graph = NamedNode(schema.base + PATH)
    prefixes = f"{schema.base}{PATH}#prefixes"
    said = list(describe_prefixes(schema, prefixes))
    for question in schema.folder("questions"):
        said += _describe_question(schema, question, prefixes, endpoint)
    return [Quad(NamedNode(subject), NamedNode(predicate), value, graph) for subject, predicate, value in said]


async def refresh_examples(store: Store, schema: Schema) -> Commit | None:
    """Make the store's graph of examples what the home's questions say. None where it was so already."""
    name = NamedNode(schema.base + PATH)
    rows = await select(store, HELD, {"graph": name}, deadline_s=60)
    held = {Quad(row["s"], row["p"], row["o"], name) for row in rows}  # type: ignore[arg-type]
    wanted = set(describe_examples(schema, f"{schema.base}sparql"))
    removed, added = sorted(held - wanted, key=str), sorted(wanted - held, key=str)
    if not removed and not added:
        return None
    return await store.commit(Change(removed, added, who="files", why="publish the questions as examples"))


def _describe_question(
    schema: Schema, question: SavedQuery, prefixes: str, endpoint: str
) -> Iterator[tuple[str, str, Term]]:
    try:
        text = fill(schema, question)
        kind, link = FORMS[admit_query(text).form]
    except AtlasError:
        return  # a parameter without a default: nothing that could be run as it stands
    name = f"{schema.base}question/{question.stem}"
    yield name, f"{RDF}type", NamedNode(f"{SH}SPARQLExecutable")
    yield name, f"{RDF}type", NamedNode(SH + kind)
    yield name, f"{RDFS}comment", Literal(question.first("question") or question.title, language="en")
    yield name, f"{DCTERMS}title", Literal(question.title, language="en")
    yield name, f"{SH}prefixes", NamedNode(prefixes)
    yield name, SH + link, Literal(text)
    yield name, f"{SCHEMA}target", NamedNode(endpoint)
    for about in (question.first("description"), question.first("limits")):
        if about:
            yield name, f"{DCTERMS}description", Literal(about, language="en")
    for word in (question.first("keywords") or "").split(","):
        if word.strip():
            yield name, f"{SCHEMA}keywords", Literal(word.strip())


def describe_prefixes(schema: Schema, prefixes: str) -> Iterator[tuple[str, str, Term]]:
    """Every prefix as subject, predicate and object, in SHACL's words. prefixes: IRI of what declares them."""
    for prefix, namespace in sorted(schema.prefixes.items()):
        declaration = f"{prefixes}-{prefix}"
        yield prefixes, f"{SH}declare", NamedNode(declaration)
        yield declaration, f"{SH}prefix", Literal(prefix)
        yield declaration, f"{SH}namespace", Literal(namespace, datatype=NamedNode(f"{XSD}anyURI"))
