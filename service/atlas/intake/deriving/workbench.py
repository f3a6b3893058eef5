"""Where deriving is done: a store's snapshots and ledger in, files of facts that go and come out.

Works in a folder of its own beside the snapshots and commits nothing. Goes by what changed where it knows what the
store's facts were derived from, else from all that is stated.
"""

import json
import logging
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from atlas.errors import AtlasError
from atlas.intake.deriving.focuses import Change
from atlas.intake.deriving.full import describe_rules, iter_added, iter_removed, run_rules, write_quads
from atlas.intake.deriving.mark import WHO, Mark, digest_rules
from atlas.intake.deriving.stepwise import TooMuchError, advance
from atlas.intake.deriving.windows import News, Tell, run_windows
from atlas.rdf.terms import Quad
from atlas.schema.files import rule_graph
from atlas.schema.model import SavedQuery
from atlas.schema.queries import load_queries
from atlas.schema.rules import Rule, sort_rules
from atlas.store.archive import Archive
from atlas.store.layers import Layers, is_small, open_copy, open_flat, open_snapshot
from atlas.store.live import MERGED
from atlas.store.snapshots import Snapshots, read_snapshot
from atlas.store.whole import FOLDER as WHOLE
from atlas.store.whole import Whole
from atlas.workers.pipe import Output, Work

FOLDER: Final = "derived"
CHANGED: Final = 50_000
BIG: Final = 200_000
TELL_EVERY_S: Final = 0.5
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Found:
    """What a derivation comes to. removed, added: files of N-Quads, with gone and come lines. number: the commit
    that it is about. facts: how many there are then. how: `changes` or `whole`."""

    number: int
    facts: int
    removed: Path
    added: Path
    gone: int
    come: int
    how: str

    @property
    def is_big(self) -> bool:
        """Whether there is too much to be committed as one change."""
        return self.come > BIG


class Workbench:
    """Derives for one store, one derivation at a time; keeps its layers from one to the next until it is closed."""

    def __init__(self, directory: Path, rules: Sequence[SavedQuery], base: str) -> None:
        self._directory = directory
        self._folder = directory / FOLDER
        self._snapshots = Snapshots(directory)
        self._prefix = rule_graph(base, "")
        self._rules = [Rule(query, base) for query in rules]
        self._described = describe_rules(rules, base)
        self._digest = digest_rules(rules, base)
        self._layers: Layers | None = None
        self._at = -1

    def close(self) -> None:
        """Let go of the layers and remove the folder."""
        self._layers = None
        shutil.rmtree(self._folder, ignore_errors=True)

    def derive(self, number: int, mark: Mark | None, tell: Tell | None = None) -> Found:
        """What the store's facts must change by to stand for a commit. mark: how far they go, None if unknown."""
        self._folder.mkdir(exist_ok=True)
        if mark is not None and mark.rules == self._digest and mark.number <= number:
            found = self._derive_changes(number, mark)
            if found is not None:
                return found
        self._layers = None
        return self._derive_whole(number, tell)

    def _derive_whole(self, number: int, tell: Tell | None) -> Found:
        snapshot = self._snapshots.path(number) / "store"
        removed, added = self._folder / "removed.nq", self._folder / "added.nq"
        if is_small(snapshot):
            layers, held = open_flat(snapshot, self._prefix), open_snapshot(snapshot, self._prefix)
            run_rules(layers, self._rules, tell)
            gone = write_quads(removed, iter_removed(layers, held, self._described))
            come = write_quads(added, iter_added(layers, held, self._described))
            facts = sum(layers.count(layer) for layer in layers.layers()) + len(self._described)
            return Found(number, facts, removed, added, gone, come, "whole")
        whole = Whole.open(snapshot, self._folder, self._prefix, is_merged=self._is_merged(number))
        with added.open("w", encoding="utf-8") as file:
            facts, come = run_windows(whole, self._rules, self._described, file, tell)
        gone = write_quads(removed, whole.iter_left())
        del whole
        shutil.rmtree(self._folder / WHOLE, ignore_errors=True)
        return Found(number, facts, removed, added, gone, come, "whole")

    def _derive_changes(self, number: int, mark: Mark) -> Found | None:
        """None where what changed is not known, or is too much."""
        changes = self._read_changes(mark, number)
        if changes is None or not self._open(mark):
            return None
        new, self._layers = self._layers, None
        assert new is not None  # noqa: S101 - opened above
        change = Change()
        old = new.checkpoint(self._folder / "before")
        for less, more in changes:
            change.follow(*new.change(less, more))
        try:
            gone, come = advance(old, new, self._rules, change)
        except TooMuchError:
            return None
        self._layers, self._at = new, number
        removed, added = self._folder / "removed.nq", self._folder / "added.nq"
        write_quads(removed, sorted(gone, key=str))
        write_quads(added, sorted(come, key=str))
        facts = mark.count + len(come) - len(gone)
        return Found(number, facts, removed, added, len(gone), len(come), "changes")

    def _open(self, mark: Mark) -> bool:
        """Have layers that are what the store's facts were derived from."""
        if self._layers is not None and self._at == mark.number:
            return True
        self._layers = None
        snapshot = self._snapshots.path(mark.facts) / "store"
        since = self._read_changes(mark, mark.facts) if snapshot.is_dir() else None
        if since is None:
            return False
        layers = open_copy(snapshot, self._folder / "layers", self._prefix, is_merged=self._is_merged(mark.facts))
        for quad in self._described:
            layers.remove(str(quad.graph_name)[1:-1], [quad.triple])
        for less, more in reversed(since):
            layers.change(more, less)
        self._layers, self._at = layers, mark.number
        return True

    def _read_changes(self, mark: Mark, end: int) -> list[tuple[list[Quad], list[Quad]]] | None:
        """What the commits since a mark and up to `end` changed in stated graphs; None when that is too much to go by,
        or facts were committed of which the mark does not know."""
        found: list[tuple[list[Quad], list[Quad]]] = []
        archive = Archive(self._directory)
        try:
            for number in range(mark.number + 1, end + 1):
                commit = archive.commit(number)
                if commit.who == WHO and all(graph.startswith(self._prefix) for graph in commit.graphs):
                    if number > mark.facts:
                        return None
                    continue
                change = archive.changes(number)
                sides = [list(change.removed), list(change.added)]
                stated = [[quad for quad in side if not self._is_derived(quad)] for side in sides]
                if any(map(len, stated)) and stated != sides:
                    return None
                if any(map(len, stated)):
                    found.append((stated[0], stated[1]))
                if sum(len(less) + len(more) for less, more in found) > CHANGED:
                    return None
        except AtlasError as error:
            log.info("event=changes-unknown detail=%r", error.detail)
            return None
        finally:
            archive.close()
        return found

    def _is_merged(self, number: int) -> bool:
        snapshot = read_snapshot(self._snapshots.path(number))
        return snapshot is not None and snapshot.mode == MERGED

    def _is_derived(self, quad: Quad) -> bool:
        return str(quad.graph_name)[1:].startswith(self._prefix)


def entry(setup: Mapping[str, Any]) -> Callable[[bytes], Work]:
    """Handler of a worker. setup: directory, home, base. A job is JSON with number and mark, the answer lines of JSON:
    how far it is, now and then, and a Found, the last."""
    found = load_queries(Path(setup["home"]))
    rules = sort_rules(query for key, query in found.items() if key.startswith("rules/"))
    bench = Workbench(Path(setup["directory"]), rules, str(setup["base"]))

    def handle(job: bytes) -> Work:
        said = json.loads(job)
        mark = Mark(**said["mark"]) if said["mark"] else None

        def write(output: Output) -> None:
            told = 0.0

            def tell(news: News) -> None:
                nonlocal told
                if time.monotonic() - told > TELL_EVERY_S:
                    told = time.monotonic()
                    output.write(json.dumps(news).encode() + b"\n")
                    output.send()

            done = bench.derive(said["number"], mark, tell)
            output.write(json.dumps(asdict(done), default=str).encode() + b"\n")

        return Work(write)

    return handle


def parse_found(said: Mapping[str, Any]) -> Found:
    """What a worker found."""
    return Found(**{**said, "removed": Path(said["removed"]), "added": Path(said["added"])})
