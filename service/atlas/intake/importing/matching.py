"""The matcher of an import: the identities of everything that a snapshot holds."""

from collections.abc import Iterator
from pathlib import Path

from atlas.intake.importing.settle import Matcher
from atlas.rdf.terms import Quad
from atlas.schema.files import rule_graph
from atlas.schema.model import Schema
from atlas.store.contents import iter_quads


def make_matcher(schema: Schema, snapshot: Path) -> Matcher:
    """Identities of what a snapshot's folder states; what rules derived is left out."""
    from atlas.intake.identities.resolve import Identities

    return Identities(schema, _stated(schema, snapshot) if snapshot.is_dir() else ())


def _stated(schema: Schema, snapshot: Path) -> Iterator[Quad]:
    derived = rule_graph(schema.base, "")
    return (quad for quad in iter_quads(snapshot) if not str(quad.graph_name).startswith(f"<{derived}"))
