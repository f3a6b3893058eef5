"""Labels of terms: the header's label properties in order, English before others."""

from collections.abc import Iterable, Sequence

from atlas.namespaces import RDFS, SKOS
from atlas.rdf.terms import Dataset, Literal, Quad

DEFAULT_LABEL_PROPERTIES = (f"{SKOS}prefLabel", f"{RDFS}label")


def find_labels(quads: Iterable[Quad], properties: Sequence[str] = DEFAULT_LABEL_PROPERTIES) -> dict[str, str]:
    """IRI to its best label.

    properties: earlier wins; within one, English, then no language, then the first by text.
    """
    rank = {name: position for position, name in enumerate(properties)}
    best: dict[str, tuple[tuple[int, int, str], str]] = {}
    for quad in quads:
        position = rank.get(quad.predicate.value)
        if position is None or not isinstance(quad.object, Literal):
            continue
        language = {"en": 0, None: 1}.get(quad.object.language, 2)
        key = (position, language, quad.object.value)
        subject = str(quad.subject).strip("<>")
        if subject not in best or key < best[subject][0]:
            best[subject] = (key, quad.object.value)
    return {subject: label for subject, (_, label) in best.items()}


def literal_text(dataset: Dataset, subject: str, predicate: str) -> str:
    """English (else first) literal of one subject and predicate, or the empty text."""
    quads = [q for q in dataset if q.predicate.value == predicate and str(q.subject) == f"<{subject}>"]
    return find_labels(quads, [predicate]).get(subject, "")
