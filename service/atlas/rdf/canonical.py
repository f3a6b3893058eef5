"""The canonical form of a dataset: the same bytes for the same statements, however blank nodes were named."""

import hashlib
from collections.abc import Iterable

from pyoxigraph import CanonicalizationAlgorithm, RdfFormat, serialize

from atlas.rdf.terms import BlankNode, Dataset, NamedNode, Quad, Term


def canonical(quads: Iterable[Quad]) -> Dataset:
    """The dataset with its blank nodes named by RDF Dataset Canonicalization (RDFC-1.0)."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def to_canonical(quads: Iterable[Quad]) -> bytes:
    """Canonical N-Quads: blank nodes by RDFC-1.0, one line a statement, sorted by code point, each once."""
    lines = (serialize(canonical(quads), format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    return b"".join(sorted(lines))


def skolemize(quads: Iterable[Quad], prefix: str) -> list[Quad]:
    """The quads with each blank node replaced by an IRI: prefix and the node's canonical name.

    The same statements get the same IRIs, so that two loads of a text can be compared (RDF 1.1 Concepts section 3.5).
    """
    named: list[Quad] = []
    for quad in canonical(quads):
        subject, value = quad.subject, quad.object
        if isinstance(subject, BlankNode):
            subject = NamedNode(prefix + subject.value)
        if isinstance(value, BlankNode):
            value = NamedNode(prefix + value.value)
        named.append(Quad(subject, quad.predicate, value, quad.graph_name))
    return named


def digest(quads: Iterable[Quad]) -> str:
    """SHA-256 of the canonical N-Quads, in hexadecimal."""
    return hashlib.sha256(to_canonical(quads)).hexdigest()


def mark_statement(subject: Term, predicate: NamedNode, value: Term) -> str:
    """A short name of one statement, the same wherever it stands: 12 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(f"{subject} {predicate} {value}".encode()).hexdigest()[:12]


def equal(one: Iterable[Quad], other: Iterable[Quad]) -> bool:
    """Whether two datasets are isomorphic, literals compared as written."""
    return to_canonical(one) == to_canonical(other)
