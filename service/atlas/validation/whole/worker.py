"""The process of a whole validation: a snapshot opened read-only, several threads that ask it, results as JSON out.

The engine lets go of the interpreter while it answers, so threads keep all processors busy, and share what is known.
pySHACL is imported when something is left to it.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

from atlas.namespaces import SH
from atlas.rdf.terms import Term, one_object
from atlas.schema.load import Rules, load_rules
from atlas.store.memory import MemoryStore
from atlas.validation.checks import read_results
from atlas.validation.closure import Superclasses
from atlas.validation.compiled import NotTakenError
from atlas.validation.result import Result, to_row
from atlas.validation.targets import stated_once
from atlas.validation.whole.plan import Task, make_tasks
from atlas.validation.whole.queries import ShapeQueries

LEFTOVER: Final = "atlas.validation.whole.leftover"
Group = list[Task]


class Validation:
    """Every task of one graph, in groups whose tasks ask much the same; any thread may run any group.

    checks: whether the home's checks are groups as well.
    """

    def __init__(self, rules: Rules, store: MemoryStore, *, checks: bool = True) -> None:
        superclasses = Superclasses(rules.ontology)
        shapes = stated_once(rules.shapes, superclasses)
        self._store, self._queries = store, ShapeQueries(shapes, superclasses, store)
        self._turn = threading.Lock()
        self._leftover = cache(lambda: import_module(LEFTOVER).Leftover(rules.shapes, superclasses, store))
        self._checks = {name: one for name, one in rules.queries.items() if checks and name.startswith("checks/")}
        self.groups: dict[str, Group] = defaultdict(list)
        for task in make_tasks(shapes, superclasses, self._queries.asker):
            self._queries.compile(task.node)
            self.groups[_subject(one_object(shapes, task.node, f"{SH}path"), task.node)].append(task)

    @property
    def names(self) -> list[str]:
        """Names of all groups: the checks, then those of shapes, the largest first."""
        shapes = sorted(self.groups, key=lambda name: (-len(self.groups[name]), name))
        return [*self._checks, *shapes]

    def run(self, name: str) -> tuple[list[Result], list[str]]:
        """Results of one group, and the shapes that pySHACL had to judge."""
        if name in self._checks:
            return list(dict.fromkeys(read_results(self._store.construct_triples(self._checks[name].text)))), []
        results: list[Result] = []
        left: list[str] = []
        for task in self.groups[name]:
            try:
                results += self._queries.results(task.node, task.area, with_properties=task.with_properties)
            except NotTakenError:
                left.append(str(task.node))
                with self._turn:
                    results += self._leftover().results(task.node, self._queries.asker.nodes(task.area))
        return results, left

    def run_all(self, readers: int) -> Iterator[tuple[list[Result], list[str]]]:
        """What `run` gives of every group, as they come to their ends."""
        with ThreadPoolExecutor(readers) as threads:
            yield from (one.result() for one in as_completed([threads.submit(self.run, name) for name in self.names]))


def entry(setup: Mapping[str, object]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of the process. setup: home and snapshot (paths), readers, checks.

    Whatever the job, it answers with a line of JSON at the start and one for each group that is done.
    """
    rules = load_rules(Path(str(setup["home"])))
    store = MemoryStore.of_snapshot(Path(str(setup["snapshot"])))
    validation = Validation(rules, store, checks=bool(setup["checks"]))
    of = len(validation.names)

    def handle(job: bytes) -> Iterator[bytes]:
        yield _line([], [], of)
        for results, left in validation.run_all(int(str(setup["readers"]))):
            yield _line(results, left, of)

    return handle


def _line(results: list[Result], left: list[str], of: int) -> bytes:
    return json.dumps({"results": [to_row(one) for one in results], "left": left, "of": of}).encode() + b"\n"


def _subject(path: Term | None, node: Term) -> str:
    return f"path {path}" if path is not None else f"shape {node}"
