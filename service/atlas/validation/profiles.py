"""What somebody may choose to have a text judged by: the shapes of another profile, or the rules of one class.

A profile is an outgoing form in the home's exports/ that has checks/. Reads files of the home; stores nothing.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Final

from atlas.errors import InputError
from atlas.namespaces import RDF, SH
from atlas.rdf.terms import Dataset, NamedNode, Quad, Term
from atlas.schema.files import HomeFile
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.validation.judge import Judge
from atlas.validation.records import RecordGraph, split
from atlas.validation.result import VIOLATION, Result
from atlas.validation.unknown import NO_SHAPE

TYPE: Final = NamedNode(f"{RDF}type")
TARGETS: Final = (f"{SH}targetClass", f"{SH}targetSubjectsOf")
NAMED: Final = 8


def find_profiles(home: Path) -> dict[str, str]:
    """Titles of the profiles by name: what the folder's README is headed with."""
    folders = sorted({path.parent.parent for path in (home / "exports").glob("*/checks/*.ttl")})
    return {folder.name: _title(folder) for folder in folders}


def load_profile(schema: Schema, name: str) -> Schema:
    """The schema with the shapes of a profile in place of its own. Raises InputError naming those there are."""
    known = find_profiles(schema.home)
    if name not in known:
        raise InputError(f"There is no profile {name}.", found=name, expected=", ".join(known) or "none")
    files = sorted((schema.home / "exports" / name / "checks").glob("*.ttl"))
    quads = [quad for path in files for quad in read_file(HomeFile(path, f"urn:profile:{path.stem}", "shape"))]
    return replace(schema, shapes=Dataset(quads))


class ProfileJudge(Judge):
    """Judges by the shapes of a profile alone: terms, checks and records of the graph do not matter to it."""

    def _find_results(
        self, record: RecordGraph, statements: list[Quad], context: list[Quad], ends: float
    ) -> tuple[list[Result], int]:
        results = [*self._languages.wrong(statements), *self._shapes.judge(statements, context)]
        return [*results, *([] if self._shapes.targets(statements) else [self._nothing_seen(record)])], 0

    def _label(self, record: RecordGraph, label: str) -> str:
        return label if record.topic else "The text"

    def _nothing_seen(self, record: RecordGraph) -> Result:
        """A text that the profile does not speak of must not pass."""
        looked_at = (
            quad.object for name in TARGETS for quad in self.schema.shapes.quads_for_predicate(NamedNode(name))
        )
        names = sorted({self.schema.compact(one.value) for one in looked_at if isinstance(one, NamedNode)})
        fix = f"Give it a class or property that this profile has rules for: {', '.join(names[:NAMED])}."
        return Result(record.name, TYPE, None, VIOLATION, NO_SHAPE, NamedNode(NO_SHAPE), fix)


def take_as(quads: Iterable[Quad], class_iri: str) -> tuple[Quad, ...]:
    """The same statements, with what each record is about said to be of one class and of no other."""
    found: list[Quad] = []
    for record in split(quads):
        topic = NamedNode(record.topic) if record.topic else _root(record)
        kept = (quad for quad in record.statements if quad.subject != topic or quad.predicate != TYPE)
        found += kept
        if isinstance(topic, NamedNode) and record.statements:
            found.append(Quad(topic, TYPE, NamedNode(class_iri), record.statements[0].graph_name))
    return tuple(found)


def _root(record: RecordGraph) -> Term | None:
    """The one thing of a record that nothing else in it points to, where it does not say what it is about."""
    pointed = {quad.object for quad in record.statements if quad.object != quad.subject}
    subjects = dict.fromkeys(quad.subject for quad in record.statements)
    roots = [one for one in subjects if one not in pointed and one != record.name]
    return roots[0] if len(roots) == 1 else None


def _title(folder: Path) -> str:
    readme = folder / "README.md"
    lines = readme.read_text(encoding="utf-8").splitlines() if readme.is_file() else []
    return next((line.removeprefix("# ").strip() for line in lines if line.startswith("# ")), folder.name)
