"""Shipped files into the store: at start, only graphs whose file changed since it was last loaded are committed.

A graph that was changed in the store too stays as it is and is listed; nothing accepted is overwritten.
"""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Literal

from atlas.intake.deriving.derive import Derivation, refresh, takes_long
from atlas.namespaces import GENID_SEGMENT
from atlas.rdf.canonical import skolemize
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.files import HomeFile, iter_home_files
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Change, Commit, Store
from atlas.store.rows import select

LOADED_FILE: Final = "loaded.json"
GRAPH_SEGMENT: Final = "/graph/"
GRAPH_QUADS: Final = "SELECT ?s ?p ?o WHERE { GRAPH $graph { ?s ?p ?o } }"
Prefer = Literal["files", "store"]
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Loading:
    """What loading did. kept: graphs changed in file and store alike, left as the store has them.

    is_behind: something is left to be derived.
    """

    commit: Commit | None
    changed: tuple[str, ...]
    kept: tuple[str, ...]
    derivation: Derivation | None
    is_behind: bool = False


@dataclass(frozen=True)
class Loaded:
    """What the state file remembers of one graph: its file's SHA-256 and the revision the load gave it."""

    digest: str
    revision: int


def tell_loading(loading: Loading | None) -> list[str]:
    """What a load did, in words: what was committed and derived, and what was left as the store has it."""
    if loading is None:
        return []
    commit, derived = loading.commit, loading.derivation
    said = []
    if commit is not None:
        said.append(
            f"Commit {commit.number}: {len(commit.graphs)} graphs, {commit.added} added, {commit.removed} removed."
        )
    if derived is not None and derived.commit is not None:
        said.append(f"Derived: {derived.facts} facts.")
    if loading.is_behind:
        said.append("Answering from what is stated; facts are derived meanwhile (/readyz says how far that is).")
    return [*said, *(f"Changed in file and store, left as the store has it: {graph}" for graph in loading.kept)]


async def load_shipped(
    store: Store, schema: Schema, directory: Path, prefer: Prefer | None = None, *, waits: bool = True
) -> Loading:
    """Commit what changed in the home's files, then derive, unless all that is stated has been derived from.

    directory: of the store's state. prefer: who wins where file and store both changed; None keeps the store
    and says so. waits: derive also where that takes long; it is left to the caller otherwise.
    """
    files = {file.graph: file for file in iter_home_files(schema.home, schema.base)}
    digests = {graph: sha256(file.path.read_bytes()).hexdigest() for graph, file in files.items()}
    before = read_loaded(directory)
    revisions = await store.revisions()
    changed, kept = _compare(digests, before, revisions, prefer)
    for graph in [one for one in kept if await _agrees(store, one, files.get(one), revisions)]:
        kept.remove(graph)
        changed.append(graph)
    commit = None
    if changed:
        change = await _change(store, {graph: files.get(graph) for graph in changed}, revisions)
        if change.added or change.removed:
            commit = await store.commit(change)
    number = commit.number if commit else store.number
    after = {graph: old for graph, old in before.items() if graph in digests}
    for graph in changed:
        if graph in digests:
            touched = commit is not None and graph in commit.graphs
            after[graph] = Loaded(digests[graph], number if touched else revisions.get(graph, 0))
    derivation = None
    is_behind = not waits and isinstance(store, EmbeddedStore) and await takes_long(store, schema)
    if not is_behind and (commit is not None or isinstance(store, EmbeddedStore)):
        derivation = await refresh(store, schema, whole=False)
    write_loaded(directory, after)
    log.info("event=loaded changed=%d kept=%d commit=%s", len(changed), len(kept), commit.number if commit else "none")
    return Loading(commit, tuple(changed), tuple(kept), derivation, is_behind)


def read_loaded(directory: Path) -> dict[str, Loaded]:
    """What was loaded last, by graph; empty where nothing was."""
    path = directory / LOADED_FILE
    if not path.is_file():
        return {}
    said = json.loads(path.read_text(encoding="utf-8"))
    return {graph: Loaded(entry["digest"], entry["revision"]) for graph, entry in said.items()}


def write_loaded(directory: Path, loaded: dict[str, Loaded]) -> None:
    """Remember what was loaded; the file is replaced as a whole."""
    said = {graph: {"digest": one.digest, "revision": one.revision} for graph, one in sorted(loaded.items())}
    partial = directory / f"{LOADED_FILE}.partial"
    partial.write_text(json.dumps(said, indent=0), encoding="utf-8")
    partial.replace(directory / LOADED_FILE)


def _compare(
    digests: dict[str, str], before: dict[str, Loaded], revisions: Mapping[str, int], prefer: Prefer | None
) -> tuple[list[str], list[str]]:
    """Graphs to commit, and graphs that both sides changed and that stay."""
    changed: list[str] = []
    kept: list[str] = []
    for graph in sorted(digests.keys() | before.keys()):
        old = before.get(graph)
        if old is not None and digests.get(graph) == old.digest and prefer != "files":
            continue
        untouched = revisions.get(graph, 0) == (old.revision if old else 0)
        if untouched or prefer == "files":
            changed.append(graph)
        else:
            kept.append(graph)
    return changed, kept


async def _agrees(store: Store, graph: str, file: HomeFile | None, revisions: Mapping[str, int]) -> bool:
    """Whether both sides came to say the same, as after a merge of what was loaded elsewhere."""
    change = await _change(store, {graph: file}, revisions)
    return not change.removed and not change.added


async def _change(store: Store, files: dict[str, HomeFile | None], revisions: Mapping[str, int]) -> Change:
    """The difference between the store's graphs and the files'; a missing file empties its graph."""
    removed: list[Quad] = []
    added: list[Quad] = []
    for graph, file in files.items():
        name = NamedNode(graph)
        old: set[Quad] = set()
        if graph in revisions:
            rows = await select(store, GRAPH_QUADS, {"graph": name}, deadline_s=60)
            old = {Quad(r["s"], r["p"], r["o"], name) for r in rows}  # type: ignore[arg-type]
        new = set(skolemize(read_file(file), f"{graph.replace(GRAPH_SEGMENT, GENID_SEGMENT)}/")) if file else set()
        removed += sorted(old - new, key=str)
        added += sorted(new - old, key=str)
    return Change(removed, added, who="files", why="load the shipped files")
