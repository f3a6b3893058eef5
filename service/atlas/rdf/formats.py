"""The RDF and result formats that go in and out, each with media type, extension and short name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat

from atlas.errors import UnknownMediaTypeError


@dataclass(frozen=True)
class Format:
    """One format. `name` is what `?format=` takes, `media_types[0]` what is sent."""

    name: str
    label: str
    media_types: tuple[str, ...]
    extension: str
    rdf: RdfFormat | None = None
    results: QueryResultsFormat | None = None
    holds_graphs: bool = False

    @property
    def media_type(self) -> str:
        """The media type sent."""
        return self.media_types[0]


TURTLE: Final = Format("turtle", "Turtle", ("text/turtle", "application/x-turtle"), "ttl", RdfFormat.TURTLE)
N_TRIPLES: Final = Format("ntriples", "N-Triples", ("application/n-triples", "text/plain"), "nt", RdfFormat.N_TRIPLES)
JSON_LD: Final = Format(
    "jsonld", "JSON-LD", ("application/ld+json", "application/json"), "jsonld", RdfFormat.JSON_LD, holds_graphs=True
)
RDF_XML: Final = Format("rdfxml", "RDF/XML", ("application/rdf+xml",), "rdf", RdfFormat.RDF_XML)
TRIG: Final = Format(
    "trig", "TriG", ("application/trig", "application/x-trig"), "trig", RdfFormat.TRIG, holds_graphs=True
)
N_QUADS: Final = Format("nquads", "N-Quads", ("application/n-quads",), "nq", RdfFormat.N_QUADS, holds_graphs=True)

JSON: Final = Format(
    "json", "JSON", ("application/sparql-results+json", "application/json"), "srj", results=QueryResultsFormat.JSON
)
XML: Final = Format(
    "xml", "XML", ("application/sparql-results+xml", "application/xml"), "srx", results=QueryResultsFormat.XML
)
CSV: Final = Format("csv", "CSV", ("text/csv",), "csv", results=QueryResultsFormat.CSV)
TSV: Final = Format("tsv", "TSV", ("text/tab-separated-values",), "tsv", results=QueryResultsFormat.TSV)

PLAIN_JSON: Final = Format("json", "JSON", ("application/json",), "json")
HTML: Final = Format("html", "HTML", ("text/html", "application/xhtml+xml"), "html")

GRAPH_FORMATS: Final = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
DATASET_FORMATS: Final = (TRIG, N_QUADS)
RDF_FORMATS: Final = (*GRAPH_FORMATS, *DATASET_FORMATS)
RESULT_FORMATS: Final = (JSON, XML, CSV, TSV)


def find_format(text: str, among: Iterable[Format] = (*RDF_FORMATS, *RESULT_FORMATS)) -> Format | None:
    """The format with this short name, extension or media type (parameters ignored), or None."""
    wanted = text.split(";")[0].strip().lower().removeprefix(".")
    for candidate in among:
        if wanted in (candidate.name, candidate.extension, *candidate.media_types):
            return candidate
    return None


def get_rdf_format(text: str) -> Format:
    """The RDF format with this short name, extension or media type.

    Raises UnknownMediaTypeError naming those that are taken.
    """
    found = find_format(text, RDF_FORMATS)
    if found is None:
        raise UnknownMediaTypeError(
            f"{text or 'No media type'} is not an RDF format that is taken here.",
            found=text,
            expected=", ".join(f.media_type for f in RDF_FORMATS),
        )
    return found
