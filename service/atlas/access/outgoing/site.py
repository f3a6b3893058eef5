"""What the service says of itself in RDF, for exports: VoID, the ontology's header, dumps with checksums."""

from collections.abc import Iterator
from typing import Final

from atlas.access.outgoing.downloads import Release
from atlas.access.outgoing.dumps import Download
from atlas.access.outgoing.tables import SEPARATOR, Table, make_tables
from atlas.access.protocol.description import describe_dataset
from atlas.access.protocol.void import Counts
from atlas.namespaces import CSVW, DCAT, DCTERMS, RDF, SH, SPDX, VOID, XSD
from atlas.rdf.formats import find_format
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad, Term
from atlas.schema.model import Schema

MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
GZIP: Final = f"{MEDIA_TYPES}application/gzip"
SHA256: Final = f"{SPDX}checksumAlgorithm_sha256"
Said = tuple[str, str, Term]


def describe_site(schema: Schema, public_url: str, counts: Counts, release: Release | None) -> Dataset:
    """The statements that an export's head.rq asks."""
    header = schema.ontology.quads_for_subject(NamedNode(schema.ontology_iri))
    said = [*describe_dataset(schema, public_url, counts), *(Quad(q.subject, q.predicate, q.object) for q in header)]
    if release is not None:
        said += describe_downloads(schema, public_url, release)
    return Dataset(said)


def describe_downloads(schema: Schema, public_url: str, release: Release) -> list[Quad]:
    """Each dump as a dcat:Distribution with size and checksum; each table with its columns (csvw:)."""
    dataset = f"{public_url}/.well-known/void#dataset"
    tables = {table.kind: table for table in make_tables(schema)}
    said: list[Said] = [
        (dataset, f"{DCTERMS}modified", Literal(release.at, datatype=NamedNode(f"{XSD}dateTime"))),
        (dataset, f"{DCTERMS}hasVersion", Literal(str(release.number))),
    ]
    for one in release.files:
        said += _describe_file(public_url, dataset, one)
        if one.table in tables:
            said += _describe_table(public_url, one, tables[one.table])
    return [Quad(NamedNode(s), NamedNode(p), o) for s, p, o in said]


def _describe_file(public_url: str, dataset: str, one: Download) -> Iterator[Said]:
    url = f"{public_url}/downloads/{one.name}"
    node, checksum = _name(public_url, one), f"{_name(public_url, one)}-sha256"
    form = find_format(one.media_type)
    yield dataset, f"{DCAT}distribution", NamedNode(node)
    if not one.table:
        yield dataset, f"{VOID}dataDump", NamedNode(url)
    yield node, f"{RDF}type", NamedNode(f"{DCAT}Distribution")
    yield node, f"{DCTERMS}title", Literal(f"{one.name} ({form.label if form else one.media_type})", language="en")
    yield node, f"{DCTERMS}identifier", Literal(one.name)
    yield node, f"{DCAT}downloadURL", NamedNode(url)
    yield node, f"{DCAT}accessURL", NamedNode(f"{public_url}/downloads")
    yield node, f"{DCAT}mediaType", NamedNode(MEDIA_TYPES + one.media_type)
    if one.compressed:
        yield node, f"{DCAT}compressFormat", NamedNode(GZIP)
    yield node, f"{DCAT}byteSize", _count(one.size_bytes)
    yield node, f"{SPDX}checksum", NamedNode(checksum)
    yield checksum, f"{RDF}type", NamedNode(f"{SPDX}Checksum")
    yield checksum, f"{SPDX}algorithm", NamedNode(SHA256)
    yield checksum, f"{SPDX}checksumValue", Literal(one.sha256, datatype=NamedNode(f"{XSD}hexBinary"))
    yield SHA256, f"{RDF}type", NamedNode(f"{SPDX}ChecksumAlgorithm")


def _describe_table(public_url: str, one: Download, table: Table) -> Iterator[Said]:
    node = _name(public_url, one)
    schema = f"{node}-columns"
    yield node, f"{CSVW}tableSchema", NamedNode(schema)
    yield schema, f"{DCTERMS}title", Literal(table.label, language="en")
    for position, column in enumerate(table.columns):
        name = f"{schema}-{column.name}"
        yield schema, f"{CSVW}column", NamedNode(name)
        yield name, f"{CSVW}name", Literal(column.name)
        yield name, f"{SH}order", Literal(position)
        yield name, f"{DCTERMS}description", Literal(column.description, language="en")
        yield name, f"{CSVW}datatype", NamedNode(column.datatype)
        if column.path:
            yield name, f"{CSVW}propertyUrl", NamedNode(column.path)
        if column.repeated:
            yield name, f"{CSVW}separator", Literal(SEPARATOR)


def _name(public_url: str, one: Download) -> str:
    return f"{public_url}/downloads#{one.name.replace('/', '-')}"


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(f"{XSD}nonNegativeInteger"))
