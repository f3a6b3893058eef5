"""Labels and texts of terms: the header's label properties in order; the reader's language, then English, first."""

from collections.abc import Iterable, Sequence

from atlas.namespaces import RDFS, SKOS
from atlas.rdf.terms import Dataset, Literal, Quad, Term, objects

DEFAULT_LABEL_PROPERTIES = (f"{SKOS}prefLabel", f"{RDFS}label")
ENGLISH = "en"


def find_labels(
    quads: Iterable[Quad], properties: Sequence[str] = DEFAULT_LABEL_PROPERTIES, language: str = ENGLISH
) -> dict[str, str]:
    """IRI to its best label.

    properties: earlier wins; within one, the language, then English, then no language, then the first by text.
    """
    rank = {name: position for position, name in enumerate(properties)}
    spoken = _ranks(language)
    best: dict[str, tuple[tuple[int, int, str], str]] = {}
    for quad in quads:
        position = rank.get(quad.predicate.value)
        if position is None or not isinstance(quad.object, Literal):
            continue
        key = (position, spoken.get(quad.object.language, len(spoken)), quad.object.value)
        subject = str(quad.subject).strip("<>")
        if subject not in best or key < best[subject][0]:
            best[subject] = (key, quad.object.value)
    return {subject: label for subject, (_, label) in best.items()}


def literal_text(dataset: Dataset, subject: Term, predicate: str, language: str = ENGLISH) -> str:
    """A subject's text for a property in the language, else in English, else the first; empty where it has none."""
    spoken = _ranks(language)
    found = [one for one in objects(dataset, subject, predicate) if isinstance(one, Literal)]
    return min(found, key=lambda one: spoken.get(one.language, len(spoken))).value if found else ""


def _ranks(language: str) -> dict[str | None, int]:
    return {ENGLISH: 1, None: 2, language: 0}
