"""The verdict on a record is the one on it within the whole shipped graph: record by record the same findings."""

import random
from collections import defaultdict
from pathlib import Path

import pytest

from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.store.memory import MemoryStore
from atlas.validation.closure import Superclasses
from atlas.validation.context import HomeContext
from atlas.validation.judge import Judge
from atlas.validation.result import Result
from atlas.validation.shapes_graph import stated_once
from atlas.validation.whole.plan import make_tasks
from atlas.validation.whole.queries import ShapeQueries

ROOT = Path(__file__).resolve().parents[3]
SHACL = "http://www.w3.org/ns/shacl#"
Key = tuple[str, str | None, str, str]


@pytest.mark.parametrize("number", [40, pytest.param(10_000, marks=pytest.mark.long)])
def test_each_record_is_judged_as_within_the_whole_graph(number: int) -> None:
    schema = load_schema(ROOT)
    judge, home, superclasses = Judge(schema), HomeContext(schema), Superclasses(schema.ontology)
    files = list(iter_home_files(ROOT, schema.base))
    queries = ShapeQueries(stated_once(schema.shapes, superclasses), superclasses, whole_graph(schema, files))
    within: dict[str, set[Key]] = defaultdict(set)
    for task in make_tasks(stated_once(schema.shapes, superclasses), superclasses, queries.asker):
        for result in queries.results(task.node, task.area, with_properties=task.with_properties):
            within[getattr(result.focus, "value", "")].add(key(result))
    records = [file for file in files if file.part in ("record", "source")]
    seen = 0
    for file in random.Random(1).sample(records, min(number, len(records))):
        quads = read_file(file)
        report = judge.judge(quads, home.find(judge.references(quads)))
        said = {
            (one.focus, one.value, one.component, one.rule_url)
            for one in report.findings
            if one.component.startswith(SHACL) and "/check/" not in one.rule_url
        }
        own = {quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}
        assert said == set().union(*(within[iri] for iri in own)), file.path
        seen += len(said)
    assert seen


def whole_graph(schema, files) -> MemoryStore:  # type: ignore[no-untyped-def]
    """Everything that is shipped."""
    quads = [Quad(q.subject, q.predicate, q.object, NamedNode(file.graph)) for file in files for q in read_file(file)]
    assert len(quads) > 50_000
    return MemoryStore(quads)


def key(result: Result) -> Key:
    """What is compared of a result; the shape stands for the path."""
    value = None if result.value is None else str(result.value)
    shape = getattr(result.shape, "value", "")
    return getattr(result.focus, "value", ""), value, result.component, shape
