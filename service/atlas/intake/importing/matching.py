"""The matcher of an import: the identities of everything that a snapshot holds."""

from pathlib import Path

from atlas.intake.identities.resolve import FOLDER, Identities, Resolution
from atlas.intake.identities.things import Described, describe_memory
from atlas.intake.importing.settle import Matcher
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore


class NoMatcher:
    """For a home that does not say how its things are told apart: matches nothing, so that all are new."""

    def find(self, described: Described) -> Resolution:
        """No link and nothing to review."""
        return Resolution()

    def hold(self, described: Described) -> None:
        """Needs nothing to be held."""


def has_identities(schema: Schema) -> bool:
    """Whether a home says how its things are told apart."""
    return (schema.home / FOLDER).is_dir()


def make_matcher(schema: Schema, snapshot: Path) -> Matcher:
    """Identities of what a snapshot's folder holds."""
    if not has_identities(schema):
        return NoMatcher()
    found = Identities(schema)
    if snapshot.is_dir():
        found.hold(describe_memory(schema, MemoryStore.of_snapshot(snapshot)))
    return found
