"""The one JSON-LD context of a home: prefixes, class names, and a term for each property, coerced as the shapes say."""

from collections.abc import Iterable, Mapping

from atlas.namespaces import OWL, RDF, XSD
from atlas.rdf.terms import Dataset, NamedNode
from atlas.schema.model import Class

LANGUAGE_TAGGED = f"{RDF}langString"
IRI_KINDS = ("#IRI", "#BlankNodeOrIRI")


def make_context(
    ontology: Dataset, classes: Mapping[str, Class], prefixes: Mapping[str, str], namespace: str
) -> dict[str, object]:
    """The context document.

    A property of the ontology's own namespace goes by its local name, a foreign one by its local name where that
    is free, else by prefix:name. Coercion is stated only where every shape of the property agrees.
    """
    terms: dict[str, object] = {"@version": 1.1, "id": "@id", "type": "@type"}
    terms.update(sorted(prefixes.items()))
    for iri in sorted(classes):
        terms[iri.removeprefix(namespace)] = iri
    own, foreign = _properties(ontology, classes, namespace)
    for iri in [*own, *foreign]:
        name = _local_name(iri)
        if name in terms or not name:
            name = _curie(iri, prefixes)
        if name:
            terms[name] = _definition(iri, ontology, classes.values())
    return {"@context": terms}


def _properties(ontology: Dataset, classes: Mapping[str, Class], namespace: str) -> tuple[list[str], list[str]]:
    declared = {
        quad.subject.value
        for kind in ("ObjectProperty", "DatatypeProperty", "AnnotationProperty")
        for quad in ontology.quads_for_object(NamedNode(f"{OWL}{kind}"))
        if isinstance(quad.subject, NamedNode)
    }
    declared |= {field.path for found in classes.values() for field in found.fields}
    declared.discard(f"{RDF}type")
    return (
        sorted(iri for iri in declared if iri.startswith(namespace)),
        sorted(iri for iri in declared if not iri.startswith(namespace)),
    )


def _definition(iri: str, ontology: Dataset, classes: Iterable[Class]) -> object:
    coercion = _coercion(iri, ontology, classes)
    if coercion is None:
        return iri
    if coercion == LANGUAGE_TAGGED:
        return {"@id": iri, "@container": "@language"}
    return {"@id": iri, "@type": coercion}


def _coercion(iri: str, ontology: Dataset, classes: Iterable[Class]) -> str | None:
    fields = [field for found in classes for field in found.fields if field.path == iri]
    kinds = {
        quad.object.value
        for quad in ontology.quads_for_subject(NamedNode(iri))
        if quad.predicate.value == f"{RDF}type" and isinstance(quad.object, NamedNode)
    }
    datatypes = {datatype for field in fields for datatype in field.datatypes}
    points = f"{OWL}ObjectProperty" in kinds or any(
        field.classes or (field.node_kind or "").endswith(IRI_KINDS) for field in fields
    )
    if points and not datatypes:
        return "@id"
    if len(datatypes) == 1 and not points:
        only = next(iter(datatypes))
        return None if only == f"{XSD}string" else only
    return None


def _local_name(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _curie(iri: str, prefixes: Mapping[str, str]) -> str:
    for name, space in sorted(prefixes.items(), key=lambda pair: -len(pair[1])):
        if iri.startswith(space) and iri != space:
            return f"{name}:{iri[len(space) :]}"
    return ""
