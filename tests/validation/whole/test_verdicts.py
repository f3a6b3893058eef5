"""The verdict on a record is the one on it within the whole shipped graph: the same findings, sound or damaged."""

import random
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.validation.test_compiled import ODD

from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore
from atlas.validation.checks import read_results
from atlas.validation.closure import Superclasses
from atlas.validation.context import Known
from atlas.validation.judge import Judge
from atlas.validation.result import Result
from atlas.validation.targets import stated_once
from atlas.validation.whole.plan import make_tasks
from atlas.validation.whole.queries import ShapeQueries

ROOT = Path(__file__).resolve().parents[3]
SHACL = "http://www.w3.org/ns/shacl#"
Key = tuple[str, str | None, str, str]
LONG = pytest.mark.long
ANY = NamedNode("urn:any")
KEPT = [value for value in ODD if next(iter(MemoryStore([Quad(ANY, ANY, value)]).statements())).object == value]


@pytest.mark.parametrize(
    ("number", "share"),
    [(40, 0.0), (60, 0.1), pytest.param(10_000, 0.0, marks=LONG), pytest.param(10_000, 0.1, marks=LONG)],
    ids=["some", "some damaged", "all", "all damaged"],
)
def test_each_record_is_judged_as_within_the_whole_graph(number: int, share: float) -> None:
    schema, chance = load_schema(ROOT), random.Random(1)
    files = list(iter_home_files(ROOT, schema.base))
    graphs = {file.graph: read_file(file) for file in files}
    named = sorted(file.graph for file in files if file.part in ("record", "source"))
    looked_at = chance.sample(named, min(number, len(named)))
    graphs |= {graph: damage(graphs[graph], share, chance) for graph in looked_at}
    assert sum(map(len, graphs.values())) > 50_000
    judge, known = Judge(schema), Known(schema, (bare(quad) for quads in graphs.values() for quad in quads))
    within = judge_whole(schema, graphs)
    seen: set[Key] = set()
    for graph in looked_at:
        record = [bare(quad) for quad in graphs[graph]]
        report = judge.judge(record, known.find(judge.references(record)))
        said = {
            (one.focus, one.value, one.component, one.rule_url)
            for one in report.findings
            if one.component.startswith(SHACL)
        }
        own = {quad.subject.value for quad in record if isinstance(quad.subject, NamedNode)}
        assert said == set().union(*(within[iri] for iri in own)), graph
        seen |= said
    rules = {rule for *_, rule in seen}
    assert len(rules) > (100 if share else 5)
    assert not share or sum("/check/" in rule for rule in rules) > 5


def damage(quads: list[Quad], share: float, chance: random.Random) -> list[Quad]:
    """Some values replaced by odd ones that the engine keeps as they are written, some statements left out."""
    kept = [quad for quad in sorted(quads, key=str) if chance.random() >= share / 2]
    return [
        Quad(q.subject, q.predicate, chance.choice(KEPT), q.graph_name) if chance.random() < share else q for q in kept
    ]


def judge_whole(schema: Schema, graphs: Mapping[str, list[Quad]]) -> dict[str, set[Key]]:
    """Results of every shape and check on everything, by focus node."""
    store = MemoryStore(
        Quad(q.subject, q.predicate, q.object, NamedNode(graph)) for graph, quads in graphs.items() for q in quads
    )
    superclasses = Superclasses(schema.ontology)
    queries = ShapeQueries(stated_once(schema.shapes, superclasses), superclasses, store)
    found = [
        result
        for task in make_tasks(stated_once(schema.shapes, superclasses), superclasses, queries.asker)
        for result in queries.results(task.node, task.area, with_properties=task.with_properties)
    ]
    found += [one for check in schema.folder("checks") for one in read_results(store.construct(check.text))]
    within: dict[str, set[Key]] = defaultdict(set)
    for result in found:
        within[getattr(result.focus, "value", "")].add(key(result))
    return within


def bare(quad: Quad) -> Quad:
    """The statement in the default graph."""
    return Quad(quad.subject, quad.predicate, quad.object)


def key(result: Result) -> Key:
    """What is compared of a result; the shape stands for the path."""
    value = None if result.value is None else str(result.value)
    shape = getattr(result.shape, "value", "")
    return getattr(result.focus, "value", ""), value, result.component, shape
