"""The canonical form of a dataset: the same bytes for the same statements, however blank nodes were named."""

import hashlib
from collections.abc import Iterable

from pyoxigraph import CanonicalizationAlgorithm, RdfFormat, serialize

from atlas.rdf.terms import Dataset, Quad


def canonical(quads: Iterable[Quad]) -> Dataset:
    """The dataset with its blank nodes named by RDF Dataset Canonicalization (RDFC-1.0)."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def to_canonical(quads: Iterable[Quad]) -> bytes:
    """Canonical N-Quads: blank nodes by RDFC-1.0, one line a statement, sorted by code point, each once."""
    lines = (serialize(canonical(quads), format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    return b"".join(sorted(lines))


def digest(quads: Iterable[Quad]) -> str:
    """SHA-256 of the canonical N-Quads, in hexadecimal."""
    return hashlib.sha256(to_canonical(quads)).hexdigest()


def equal(one: Iterable[Quad], other: Iterable[Quad]) -> bool:
    """Whether two datasets are isomorphic, literals compared as written."""
    return to_canonical(one) == to_canonical(other)
