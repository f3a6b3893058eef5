"""The matcher of an import: the identities of everything that a snapshot holds."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from atlas.intake.identities.resolve import FOLDER, Identities, Resolution
from atlas.intake.importing.settle import Matcher
from atlas.rdf.terms import Quad
from atlas.schema.files import rule_graph
from atlas.schema.model import Schema
from atlas.store.contents import iter_quads


class NoMatcher:
    """For a home that does not say how its things are told apart: matches nothing, so that all are new."""

    def resolve(self, quads: Iterable[Quad]) -> Resolution:
        """No link and nothing to review."""
        return Resolution()

    def add(self, quads: Iterable[Quad]) -> None:
        """Needs nothing to be held."""


def make_matcher(schema: Schema, snapshot: Path) -> Matcher:
    """Identities of what a snapshot's folder states; what rules derived is left out."""
    if not (schema.home / FOLDER).is_dir():
        return NoMatcher()
    return Identities(schema, _stated(schema, snapshot) if snapshot.is_dir() else ())


def _stated(schema: Schema, snapshot: Path) -> Iterator[Quad]:
    derived = f"<{rule_graph(schema.base, '')}"
    return (quad for quad in iter_quads(snapshot) if not str(quad.graph_name).startswith(derived))
