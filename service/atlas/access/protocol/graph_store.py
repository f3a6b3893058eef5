"""The SPARQL 1.1 Graph Store HTTP Protocol: which graph a request means, and its ETag. Knows no web framework.

Section numbers are those of the W3C Recommendation of 21 March 2013.
"""

import re
from dataclasses import dataclass
from typing import Final

from atlas.access.protocol.sparql_request import Pairs
from atlas.errors import PreconditionError, SparqlRequestError
from atlas.rdf.formats import Format

METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
NEVER_NAMES: Final = ("javascript", "data", "file", "vbscript", "blob")
DEFAULT_NAME: Final = "default"
EVERY_TRIPLE: Final = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")


@dataclass(frozen=True)
class GraphTarget:
    """The graph meant: `iri`, None for the default graph; is_new: a POST to the store itself, which names a graph."""

    iri: str | None
    is_new: bool = False

    @property
    def name(self) -> str:
        """How revisions name it."""
        return self.iri if self.iri is not None else DEFAULT_NAME


def find_target(pairs: Pairs, method: str) -> GraphTarget:
    """Indirect identification (section 4.2): exactly one of `graph` and `default`.

    Raises SparqlRequestError for both, neither or several, and for a graph that is not an absolute IRI. A POST with
    neither adds a new graph (section 5.5).
    """
    graphs = [value for name, value in pairs if name == "graph"]
    defaults = [value for name, value in pairs if name == "default"]
    if len(graphs) + len(defaults) == 0 and method == "POST":
        return GraphTarget(None, is_new=True)
    if len(graphs) + len(defaults) != 1 or any(defaults):
        raise SparqlRequestError(
            "The request must name one graph.",
            found=f"{len(graphs)} of graph, {len(defaults)} of default",
            expected="?graph= and an absolute IRI, or ?default",
        )
    if defaults:
        return GraphTarget(None)
    return GraphTarget(check_iri(graphs[0]))


def check_iri(iri: str) -> str:
    """The IRI itself. Raises SparqlRequestError when it is not absolute, or runs or reads something when followed."""
    if not _ABSOLUTE.fullmatch(iri):
        raise SparqlRequestError("graph is not an absolute IRI.", found=iri[:200], expected="an absolute IRI")
    if iri.partition(":")[0].lower() in NEVER_NAMES:
        raise SparqlRequestError(
            "This IRI names no graph.", found=iri[:200], expected="an http or https IRI, or a urn:"
        )
    return iri


def make_etag(identity: str, revision: int, format_: Format, coding: str = "") -> str:
    """ETag of a graph in a format: its own revision, so that a commit elsewhere never changes it."""
    return f'"{identity}.{revision}.{format_.name}{"." + coding if coding else ""}"'


def check_preconditions(if_match: str, if_none_match: str, identity: str, revision: int | None) -> int | None:
    """The revision a write must find (0: no such graph), None for any.

    revision: the present one, None where there is no graph. The format in an ETag does not matter to a write.
    Raises PreconditionError (RFC 9110 section 13.2.2).
    """
    present = f"{identity}.{revision}." if revision is not None else None
    if if_match:
        named = [part.strip().strip('"') for part in if_match.split(",")]
        if present is None or not ("*" in named or any(f"{name}.".startswith(present) for name in named)):
            raise PreconditionError(
                "The graph is not what If-Match says.", found=f"revision {revision or 0}", expected=if_match[:100]
            )
        return revision
    if if_none_match:
        named = [part.strip().removeprefix("W/").strip('"') for part in if_none_match.split(",")]
        if present is not None and ("*" in named or any(f"{name}.".startswith(present) for name in named)):
            raise PreconditionError("There is such a graph already.", found=f"revision {revision}", expected="none")
        return revision or 0
    return None
