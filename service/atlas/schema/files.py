"""The files of a home and the named graph each one is: path in, graph IRI out, and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atlas.errors import HomeError

SINGLE_FOLDERS: Final = {
    "ontology": "ontology",
    "ontology/schemes": "scheme",
    "ontology/alignments": "alignment",
    "ontology/labels": "label",
    "shapes": "shape",
    "data/sources": "source",
}
RECORDS: Final = "data/records"
SCHEMA_PARTS: Final = frozenset({"ontology", "scheme", "alignment", "label"})


@dataclass(frozen=True)
class HomeFile:
    """One Turtle file and its graph's IRI. part: ontology, scheme, alignment, label, shape, source or record."""

    path: Path
    graph: str
    part: str


def iter_home_files(home: Path, base: str, parts: frozenset[str] | None = None) -> Iterator[HomeFile]:
    """Every Turtle file of a home in a fixed order.

    parts: only these, all when None. Raises HomeError when there is no ontology file at all.
    """
    if not any((home / "ontology").glob("*.ttl")):
        raise HomeError(f"{home / 'ontology'} holds no .ttl file.", expected="at least ontology/ontology.ttl")
    for folder, part in SINGLE_FOLDERS.items():
        if parts is None or part in parts:
            for path in sorted((home / folder).glob("*.ttl")):
                yield HomeFile(path, f"{base}graph/{part}/{path.stem}", part)
    if parts is None or "record" in parts:
        for path in sorted((home / RECORDS).glob("*/*.ttl")):
            yield HomeFile(path, f"{base}graph/{path.parent.name}/{path.stem}", "record")


def record_path(home: Path, base: str, graph: str) -> Path | None:
    """File in which an accepted record's graph stands, or None for a graph that has no file.

    The inverse of iter_home_files for records and sources.
    """
    kind, _, slug = graph.removeprefix(f"{base}graph/").partition("/")
    if not graph.startswith(f"{base}graph/") or not slug or "/" in slug or ".." in slug:
        return None
    if kind == "source":
        return home / "data" / "sources" / f"{slug}.ttl"
    if kind in {"ontology", "scheme", "alignment", "label", "shape", "rule", "import"}:
        return None
    return home / RECORDS / kind / f"{slug}.ttl"


def rule_graph(base: str, stem: str) -> str:
    """Graph that holds what one rule derived."""
    return f"{base}graph/rule/{stem}"


def import_graph(base: str, mapping: str, release: str) -> str:
    """Graph that holds one edition of a foreign catalogue."""
    return f"{base}graph/import/{mapping}-{release}"
