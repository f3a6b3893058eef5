"""Classes of the ontology with superclasses, record kinds and fields."""

from collections.abc import Iterable, Mapping

from atlas.errors import HomeError
from atlas.namespaces import OWL, RDF, RDFS, SKOS, SYS
from atlas.rdf.terms import Dataset, Literal, NamedNode, Term, objects, one_object, subjects
from atlas.schema.fields import fields_of, shapes_of
from atlas.schema.labels import ENGLISH, literal_text
from atlas.schema.model import Class


def find_classes(
    ontology: Dataset, shapes: Dataset, namespace: str, labels: Mapping[str, str], language: str = ENGLISH
) -> dict[str, Class]:
    """Every owl:Class in the ontology's own namespace, by IRI, told in the language."""
    found = subjects(ontology, f"{RDF}type", NamedNode(f"{OWL}Class"))
    iris = sorted(c.value for c in found if isinstance(c, NamedNode) and c.value.startswith(namespace))
    return {iri: _read_class(iri, ontology, shapes, labels, language) for iri in iris}


def superclasses(ontology: Dataset, class_iri: str) -> tuple[str, ...]:
    """Named superclasses, nearest first, the class itself left out."""
    found: dict[str, None] = {}
    waiting: list[Term] = [NamedNode(class_iri)]
    while waiting:
        for parent in objects(ontology, waiting.pop(0), f"{RDFS}subClassOf"):
            if isinstance(parent, NamedNode) and parent.value != class_iri and parent.value not in found:
                found[parent.value] = None
                waiting.append(parent)
    return tuple(found)


def find_kinds(classes: Iterable[Class]) -> dict[str, Class]:
    """Classes by the path segment of their records.

    Raises HomeError when two classes claim one segment.
    """
    kinds: dict[str, Class] = {}
    for found in classes:
        if found.kind is None:
            continue
        if found.kind in kinds:
            raise HomeError(
                f"Two classes have the kind {found.kind!r}: {kinds[found.kind].iri} and {found.iri}.",
                expected="one class a kind",
                suggestion="Change sys:kind of one of them.",
            )
        kinds[found.kind] = found
    return kinds


def refuse_reserved_kinds(kinds: Iterable[str], reserved: frozenset[str]) -> None:
    """Raise HomeError when a kind equals a fixed first path segment of the service."""
    for kind in sorted(set(kinds) & reserved):
        raise HomeError(
            f"The kind {kind!r} is a fixed address of the service.",
            found=kind,
            expected=f"a kind that is none of {', '.join(sorted(reserved))}",
            suggestion="Change sys:kind of the class.",
        )


def _read_class(iri: str, ontology: Dataset, shapes: Dataset, labels: Mapping[str, str], language: str) -> Class:
    kind = one_object(ontology, NamedNode(iri), f"{SYS}kind")
    targeting = shapes_of(shapes, iri)
    return Class(
        iri=iri,
        label=labels.get(iri, iri),
        definition=literal_text(ontology, NamedNode(iri), f"{SKOS}definition", language),
        kind=kind.value if isinstance(kind, Literal) else None,
        superclasses=superclasses(ontology, iri),
        shape=targeting[0].value if targeting else None,
        fields=fields_of(shapes, iri, language),
    )
