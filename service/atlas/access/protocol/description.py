"""What the service says of itself in RDF: the SPARQL 1.1 Service Description and VoID. Asks nothing."""

from collections.abc import Iterator, Sequence
from typing import Final

from atlas.access.protocol.void import Counts
from atlas.namespaces import DCTERMS, FOAF, RDF, SD, VOID, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.model import Schema
from atlas.settings import Settings

FORMATS: Final = "http://www.w3.org/ns/formats/"
RESULT_FORMATS: Final = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "JSON-LD",
    "RDF_XML",
)
INPUT_FORMATS: Final = ("Turtle", "N-Triples", "JSON-LD", "RDF_XML")
GRAPHS_LISTED: Final = 1_000


def describe_service(settings: Settings, schema: Schema, public_url: str, graphs: Sequence[str]) -> list[Quad]:
    """The Service Description of the query endpoint and of the update endpoint.

    graphs: of the dataset; listed one by one up to a cap. sd:UnionDefaultGraph is said only where it holds.
    """
    endpoint = f"{public_url}/sparql"
    dataset, default_graph = f"{endpoint}#dataset", f"{endpoint}#default-graph"
    said: list[tuple[str, str, Term]] = [
        (endpoint, f"{RDF}type", NamedNode(f"{SD}Service")),
        (endpoint, f"{SD}endpoint", NamedNode(endpoint)),
        (endpoint, f"{SD}supportedLanguage", NamedNode(f"{SD}SPARQL11Query")),
        (endpoint, f"{SD}defaultDataset", NamedNode(dataset)),
        (endpoint, f"{DCTERMS}title", Literal(schema.title, language="en")),
        (dataset, f"{RDF}type", NamedNode(f"{SD}Dataset")),
        (dataset, f"{SD}defaultGraph", NamedNode(default_graph)),
        (default_graph, f"{RDF}type", NamedNode(f"{SD}Graph")),
    ]
    updates = f"{public_url}/update"
    said += [
        (updates, f"{RDF}type", NamedNode(f"{SD}Service")),
        (updates, f"{SD}endpoint", NamedNode(updates)),
        (updates, f"{SD}supportedLanguage", NamedNode(f"{SD}SPARQL11Update")),
        (updates, f"{SD}defaultDataset", NamedNode(dataset)),
    ]
    if settings.default_graph == "merged":
        said.append((endpoint, f"{SD}feature", NamedNode(f"{SD}UnionDefaultGraph")))
    if settings.service_hosts:
        said.append((endpoint, f"{SD}feature", NamedNode(f"{SD}BasicFederatedQuery")))
    said += [(endpoint, f"{SD}resultFormat", NamedNode(FORMATS + name)) for name in RESULT_FORMATS]
    said += [(endpoint, f"{SD}inputFormat", NamedNode(FORMATS + name)) for name in INPUT_FORMATS]
    for number, graph in enumerate(graphs[:GRAPHS_LISTED], start=1):
        named = f"{endpoint}#named-{number}"
        said += [
            (dataset, f"{SD}namedGraph", NamedNode(named)),
            (named, f"{RDF}type", NamedNode(f"{SD}NamedGraph")),
            (named, f"{SD}name", NamedNode(graph)),
        ]
    return list(_quads(said))


def describe_dataset(schema: Schema, public_url: str, counts: Counts, dumps: Sequence[str] = ()) -> list[Quad]:
    """The VoID description of the dataset, with a partition for each class and property, and its linksets.

    dumps: addresses of files that hold all of it.
    """
    void = f"{public_url}/.well-known/void"
    dataset = f"{void}#dataset"
    said: list[tuple[str, str, Term]] = [
        (void, f"{RDF}type", NamedNode(f"{VOID}DatasetDescription")),
        (void, f"{FOAF}primaryTopic", NamedNode(dataset)),
        (dataset, f"{RDF}type", NamedNode(f"{VOID}Dataset")),
        (dataset, f"{DCTERMS}title", Literal(schema.title, language="en")),
        (dataset, f"{DCTERMS}identifier", Literal(f"commit {counts.number}")),
        (dataset, f"{FOAF}homepage", NamedNode(f"{public_url}/")),
        (dataset, f"{VOID}sparqlEndpoint", NamedNode(f"{public_url}/sparql")),
        (dataset, f"{VOID}uriSpace", Literal(schema.base)),
        (dataset, f"{VOID}triples", _count(counts.triples)),
        (dataset, f"{VOID}classes", _count(len(counts.classes))),
        (dataset, f"{VOID}properties", _count(len(counts.properties))),
    ]
    different = (("distinctSubjects", counts.subjects), ("distinctObjects", counts.objects))
    said += [(dataset, VOID + name, _count(count)) for name, count in different if count is not None]
    spoken = {schema.namespace, *map(_namespace, (*counts.classes, *counts.properties))}
    said += [(dataset, f"{VOID}vocabulary", NamedNode(iri)) for iri in sorted(spoken)]
    said += [(dataset, f"{VOID}feature", NamedNode(FORMATS + name)) for name in INPUT_FORMATS]
    said += [(dataset, f"{VOID}dataDump", NamedNode(address)) for address in dumps]
    if schema.description:
        said.append((dataset, f"{DCTERMS}description", Literal(schema.description, language="en")))
    if schema.licence:
        said.append((dataset, f"{DCTERMS}license", NamedNode(schema.licence)))
    return list(_quads([*said, *_partitions(void, counts), *_linksets(void, counts)]))


def _partitions(void: str, counts: Counts) -> Iterator[tuple[str, str, Term]]:
    """A part of the dataset for each class and each property, with its count."""
    for name, table, measure in (("class", counts.classes, "entities"), ("property", counts.properties, "triples")):
        for number, (iri, count) in enumerate(sorted(table.items()), start=1):
            part = f"{void}#{name}-{number}"
            yield f"{void}#dataset", f"{VOID}{name}Partition", NamedNode(part)
            yield part, VOID + name, NamedNode(iri)
            yield part, VOID + measure, _count(count)


def _namespace(iri: str) -> str:
    """What an IRI of a term begins with, up to its last # or /."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] or iri


def _linksets(void: str, counts: Counts) -> Iterator[tuple[str, str, Term]]:
    """Each linkset as a part of the dataset, and each place that links lead to as a dataset of its own."""
    dataset = f"{void}#dataset"
    places = {place: number for number, place in enumerate(sorted({one.target for one in counts.linksets}), start=1)}
    for place, number in places.items():
        node = f"{void}#place-{number}"
        yield node, f"{RDF}type", NamedNode(f"{VOID}Dataset")
        yield node, f"{VOID}uriSpace", Literal(place)
    for number, one in enumerate(counts.linksets, start=1):
        node = f"{void}#linkset-{number}"
        yield dataset, f"{VOID}subset", NamedNode(node)
        yield node, f"{RDF}type", NamedNode(f"{VOID}Linkset")
        yield node, f"{VOID}linkPredicate", NamedNode(one.predicate)
        yield node, f"{VOID}subjectsTarget", NamedNode(dataset)
        yield node, f"{VOID}objectsTarget", NamedNode(f"{void}#place-{places[one.target]}")
        yield node, f"{VOID}triples", _count(one.links)


def _quads(said: Sequence[tuple[str, str, Term]]) -> Iterator[Quad]:
    for subject, predicate, value in said:
        yield Quad(NamedNode(subject), NamedNode(predicate), value)


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(f"{XSD}integer"))
