"""What a mapping folder says of its catalogue besides context and queries: its source, its files, how they are read.

Read from the folder's `source.ttl`; a folder without one takes every file that can be lifted.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from atlas.errors import HomeError
from atlas.intake.reading.mappings import FOLDER
from atlas.namespaces import DCTERMS, SYS
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad, objects

SOURCE_FILE: Final = "source.ttl"
LINKED_DATA: Final = ("ttl", "nt", "nq", "trig", "rdf", "owl", "jsonld")
LIFTED: Final = ("json", "jsonl", "ndjson", "yaml", "yml", "csv", "tsv", "md", "cff")
ALL_FILES: Final = tuple(f"*.{suffix}" for suffix in (*LIFTED, *LINKED_DATA))


@dataclass(frozen=True)
class Catalogue:
    """A catalogue as its mapping knows it.

    source: IRI of the source record. takes, leaves: patterns of file names below the folder given. separators: column
    of a table to what stands between several values in its cells. versioned: kinds of which each release makes things
    of its own. matches_only: nothing but links is kept. described: statements about the source and who
    stands behind it, kept where the graph lacks them.
    """

    source: str
    takes: tuple[str, ...]
    leaves: tuple[str, ...]
    reads_comments: bool
    looks_up: bool
    matches_only: bool
    separators: Mapping[str, str]
    versioned: frozenset[str]
    described: tuple[Quad, ...]

    def is_left(self, name: str) -> bool:
        """Whether a file that a pattern takes is left all the same."""
        return any(fnmatch(name, pattern) or fnmatch(name.rpartition("/")[2], pattern) for pattern in self.leaves)


def load_catalogue(home: Path, name: str, base: str) -> Catalogue:
    """The catalogue of a mapping. Raises HomeError where its file says what cannot be followed."""
    path = home / FOLDER / name / SOURCE_FILE
    quads = parse(path.read_bytes(), TURTLE, base_iri=base) if path.is_file() else []
    said, node = Dataset(quads), NamedNode(f"{base}mapping/{name}")
    sources = _values(said, node, f"{DCTERMS}source")
    if path.is_file() and len(sources) != 1:
        raise HomeError(f"{path} does not name one source.", expected=f"{node} dcterms:source <id/source/…>")
    return Catalogue(
        source=sources[0] if sources else f"{base}id/source/{name}",
        takes=_values(said, node, f"{SYS}takesFile") or ALL_FILES,
        leaves=_values(said, node, f"{SYS}leavesFile"),
        reads_comments=_values(said, node, f"{SYS}readsComments") == ("true",),
        looks_up=_values(said, node, f"{SYS}looksUp") == ("true",),
        matches_only=_values(said, node, f"{SYS}matchesOnly") == ("true",),
        separators=dict(_separator(text, path) for text in _values(said, node, f"{SYS}splitsColumn")),
        versioned=frozenset(_values(said, node, f"{SYS}versionsKind")),
        described=tuple(quad for quad in quads if quad.subject != node),
    )


def _values(said: Dataset, node: NamedNode, predicate: str) -> tuple[str, ...]:
    return tuple(term.value for term in objects(said, node, predicate) if isinstance(term, Literal | NamedNode))


def _separator(text: str, path: Path) -> tuple[str, str]:
    column, equals, separator = text.rpartition("=")
    if not equals or not column or not separator:
        raise HomeError(f"{path}: {text!r} splits no column.", expected="column=separator")
    return column, separator
