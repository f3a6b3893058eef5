"""One reader of a whole validation: a snapshot opened read-only, jobs of tasks in, their results as JSON out."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from atlas.namespaces import SH
from atlas.rdf.terms import Term, one_object
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore
from atlas.validation.checks import read_results
from atlas.validation.closure import Superclasses
from atlas.validation.compiled import NotTakenError
from atlas.validation.result import Result, to_row
from atlas.validation.shapes_graph import stated_once
from atlas.validation.whole.leftover import Leftover
from atlas.validation.whole.plan import Task, make_tasks
from atlas.validation.whole.queries import ShapeQueries

ENTRY = f"{__name__}:entry"
Group = list[Task]


class Validation:
    """Every task of one graph, in groups whose tasks ask much the same."""

    def __init__(self, schema: Schema, store: MemoryStore) -> None:
        superclasses = Superclasses(schema.ontology)
        shapes = stated_once(schema.shapes, superclasses)
        self._store, self._queries = store, ShapeQueries(shapes, superclasses, store)
        self._leftover = Leftover(schema.shapes, superclasses, store)
        self._checks = {check.id: check for check in schema.folder("checks")}
        self.groups: dict[str, Group] = defaultdict(list)
        for task in make_tasks(shapes, superclasses, self._queries.asker):
            self.groups[_subject(one_object(shapes, task.node, f"{SH}path"), task.node)].append(task)

    @property
    def names(self) -> list[str]:
        """Names of all groups: those of shapes, the largest first, and the checks."""
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
                results += self._leftover.results(task.node, self._queries.asker.nodes(task.area))
        return results, left


def entry(setup: Mapping[str, object]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of a reader. setup: home, snapshot (paths). A job is the name of a group; empty for the list of names."""
    schema = load_schema(Path(str(setup["home"])))
    validation = Validation(schema, MemoryStore.of_snapshot(Path(str(setup["snapshot"]))))

    def handle(job: bytes) -> Iterator[bytes]:
        if not job:
            yield json.dumps(validation.names).encode()
            return
        results, left = validation.run(job.decode())
        yield json.dumps({"results": [to_row(one) for one in results], "left": left}).encode()

    return handle


def _subject(path: Term | None, node: Term) -> str:
    return f"path {path}" if path is not None else f"shape {node}"
