"""Reads a home's ontology, shapes and queries into one immutable Schema. Records are not read here."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from atlas.errors import HomeError, RdfSyntaxError
from atlas.namespaces import DCTERMS, OWL, RDF, STANDARD_PREFIXES, SYS, VANN
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad, Term, objects, one_object
from atlas.schema.classes import find_classes, find_kinds
from atlas.schema.context import make_context
from atlas.schema.files import SCHEMA_PARTS, HomeFile, iter_home_files
from atlas.schema.labels import DEFAULT_LABEL_PROPERTIES, find_labels, literal_text
from atlas.schema.model import SavedQuery, Schema
from atlas.schema.queries import load_queries


def load_schema(home: Path) -> Schema:
    """The schema of a home.

    Raises HomeError when the header lacks something the machine needs, or a file does not parse (file, line, column).
    """
    header = read_header(home)
    base = _header_text(header, f"{SYS}base", home)
    namespace = _header_text(header, f"{VANN}preferredNamespaceUri", home)
    prefix = _header_text(header, f"{VANN}preferredNamespacePrefix", home)
    ontology, shapes, queries = load_rules(home)
    iri = _ontology_node(header, home)
    label_properties = _label_properties(header, iri)
    labels = find_labels([*ontology, *shapes], label_properties)
    classes = find_classes(ontology, shapes, namespace, labels)
    prefixes = {**STANDARD_PREFIXES, **_declared_prefixes(ontology), prefix: namespace}
    return Schema(
        home=home,
        base=base,
        ontology_iri=iri.value,
        prefix=prefix,
        namespace=namespace,
        title=_header_text(header, f"{DCTERMS}title", home),
        description=_text_or(header, iri, f"{DCTERMS}description", ""),
        licence=_iri_or_none(header, iri, f"{DCTERMS}license"),
        version=_text_or(header, iri, f"{OWL}versionInfo", "0"),
        label_properties=label_properties,
        prefixes=prefixes,
        ontology=ontology,
        shapes=shapes,
        classes=classes,
        kinds=find_kinds(classes.values()),
        labels=labels,
        terms=frozenset(q.subject.value for q in ontology if isinstance(q.subject, NamedNode)),
        queries=queries,
        context=make_context(ontology, classes, prefixes, namespace),
    )


class Rules(NamedTuple):
    """What records are judged by: ontology, shapes, and every query by its name."""

    ontology: Dataset
    shapes: Dataset
    queries: Mapping[str, SavedQuery]


def load_rules(home: Path) -> Rules:
    """The rules of a home without what is for people to read. Raises HomeError as `load_schema` does."""
    base = _header_text(read_header(home), f"{SYS}base", home)
    ontology, shapes = (
        Dataset(_quads(iter_home_files(home, base, part))) for part in (SCHEMA_PARTS, frozenset({"shape"}))
    )
    return Rules(ontology, shapes, load_queries(home))


def tell_in(schema: Schema, language: str) -> Schema:
    """The same schema with labels, names and definitions in a language, where there are some in it."""
    labels = find_labels([*schema.ontology, *schema.shapes], schema.label_properties, language)
    classes = find_classes(schema.ontology, schema.shapes, schema.namespace, labels, language)
    header = NamedNode(schema.ontology_iri)
    return replace(
        schema,
        language=language,
        title=literal_text(schema.ontology, header, f"{DCTERMS}title", language),
        description=literal_text(schema.ontology, header, f"{DCTERMS}description", language),
        labels=labels,
        classes=classes,
        kinds=find_kinds(classes.values()),
    )


def read_header(home: Path) -> Dataset:
    """The statements of ontology/ontology.ttl alone."""
    path = home / "ontology" / "ontology.ttl"
    if not path.is_file():
        raise HomeError(f"{path} is missing.", expected="the ontology's header: base, namespace, prefix and title")
    return Dataset(read_file(HomeFile(path, "urn:header", "ontology")))


def read_file(file: HomeFile) -> list[Quad]:
    """The quads of one home file in its graph. Raises HomeError naming file, line and column."""
    try:
        quads = parse(file.path.read_bytes(), TURTLE, quad_limit=None)
    except RdfSyntaxError as error:
        where = f"{file.path}, line {error.line}, column {error.column}"
        raise HomeError(f"{where}: {error.detail}", line=error.line, column=error.column) from error
    graph = NamedNode(file.graph)
    return [Quad(q.subject, q.predicate, q.object, graph) for q in quads]


def _quads(files: Iterable[HomeFile]) -> list[Quad]:
    return [quad for file in files for quad in read_file(file)]


def _ontology_node(header: Dataset, home: Path) -> NamedNode:
    for quad in header.quads_for_object(NamedNode(f"{OWL}Ontology")):
        if quad.predicate.value == f"{RDF}type" and isinstance(quad.subject, NamedNode):
            return quad.subject
    raise HomeError(f"{home / 'ontology/ontology.ttl'} has no owl:Ontology.", expected="one node typed owl:Ontology")


def _header_text(header: Dataset, predicate: str, home: Path) -> str:
    found = one_object(header, _ontology_node(header, home), predicate)
    if not isinstance(found, Literal):
        raise HomeError(
            f"The ontology's header says nothing with <{predicate}>.",
            expected="one literal",
            suggestion=f"Add it to {home / 'ontology' / 'ontology.ttl'}.",
        )
    return found.value


def _text_or(header: Dataset, node: NamedNode, predicate: str, default: str) -> str:
    found = one_object(header, node, predicate)
    return found.value if isinstance(found, Literal) else default


def _iri_or_none(header: Dataset, node: NamedNode, predicate: str) -> str | None:
    found = one_object(header, node, predicate)
    return found.value if isinstance(found, NamedNode) else None


def _label_properties(header: Dataset, node: NamedNode) -> tuple[str, ...]:
    found: list[str] = []
    head: Term | None = one_object(header, node, f"{SYS}labelProperties")
    while head is not None and str(head) != f"<{RDF}nil>":
        first = one_object(header, head, f"{RDF}first")
        if isinstance(first, NamedNode):
            found.append(first.value)
        head = one_object(header, head, f"{RDF}rest")
    return tuple(found) or DEFAULT_LABEL_PROPERTIES


def _declared_prefixes(ontology: Dataset) -> dict[str, str]:
    """Prefixes that any ontology, module or vocabulary node of the home declares with vann."""
    declared: dict[str, str] = {}
    for quad in ontology.quads_for_predicate(NamedNode(f"{VANN}preferredNamespacePrefix")):
        spaces = objects(ontology, quad.subject, f"{VANN}preferredNamespaceUri")
        if spaces and isinstance(quad.object, Literal):
            space = spaces[0]
            declared[quad.object.value] = space.value if isinstance(space, (Literal, NamedNode)) else str(space)
    return declared
