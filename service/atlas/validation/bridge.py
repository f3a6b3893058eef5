"""Terms from the RDF engine's types to rdflib's and back, lexical forms as written. Blank nodes keep their names."""

import logging
from collections.abc import Iterable
from functools import lru_cache

import rdflib

from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad, Term, Triple


def silence_rdflib() -> None:
    """rdflib 7.6 logs a stack trace for each ill-typed literal; the shapes say the same in words."""
    logging.getLogger("rdflib.term").setLevel(logging.ERROR)


def to_rdflib(term: Term) -> rdflib.URIRef | rdflib.BNode | rdflib.Literal:
    """One term. Raises TypeError for a triple term: RDF 1.1 only."""
    if isinstance(term, NamedNode):
        return _uri(term.value)
    if isinstance(term, BlankNode):
        return rdflib.BNode(term.value)
    if isinstance(term, Literal):
        if term.language:
            return rdflib.Literal(term.value, lang=term.language)
        return rdflib.Literal(term.value, datatype=_uri(term.datatype.value), normalize=False)
    raise TypeError("triple terms are not RDF 1.1")


@lru_cache(maxsize=65_536)
def _uri(iri: str) -> rdflib.URIRef:
    return rdflib.URIRef(iri)


def from_rdflib(node: rdflib.term.Node) -> Term:
    """One term back."""
    if isinstance(node, rdflib.Literal):
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype))) if node.datatype else Literal(str(node))
    return BlankNode(str(node)) if isinstance(node, rdflib.BNode) else NamedNode(str(node))


def to_graph(statements: Iterable[Quad | Triple]) -> rdflib.Graph:
    """Statements as one rdflib graph, graph names left out."""
    graph = rdflib.Graph(bind_namespaces="none")
    add_to_graph(graph, statements)
    return graph


def add_to_graph(graph: rdflib.Graph, statements: Iterable[Quad | Triple]) -> None:
    """Add statements to a graph."""
    for statement in statements:
        graph.add((to_rdflib(statement.subject), to_rdflib(statement.predicate), to_rdflib(statement.object)))
