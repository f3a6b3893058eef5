"""Shapes as queries over a whole graph give the results that they give node by node."""

import random
from pathlib import Path

import pytest
from tests.validation.test_compiled import BESIDE, CONSTRAINTS, DATA, ODD, PATHS, quads

from atlas.rdf.terms import Dataset, NamedNode, Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import Rules, load_rules, load_schema, read_file
from atlas.store.memory import MemoryStore
from atlas.validation.closure import Superclasses
from atlas.validation.compiled import NotTakenError
from atlas.validation.result import Result
from atlas.validation.targets import stated_once
from atlas.validation.validate import Shapes
from atlas.validation.whole import areas
from atlas.validation.whole.areas import Area
from atlas.validation.whole.leftover import Leftover
from atlas.validation.whole.plan import make_tasks
from atlas.validation.whole.queries import ShapeQueries
from atlas.validation.whole.worker import Validation

ROOT = Path(__file__).resolve().parents[3]
NOTHING = Dataset([])
OF_VALUES = ("sh:minCount", "sh:maxCount", "sh:uniqueLang", "sh:qualified", "sh:deactivated")


def keys(results) -> set[tuple]:
    return {(r.focus, r.path, r.value, r.severity, r.component, r.shape) for r in results}


def by_queries(shapes: Dataset, ontology: Dataset, store: MemoryStore) -> tuple[list[Result], int]:
    """Results, and how many shapes were left."""
    superclasses = Superclasses(ontology)
    stated = stated_once(shapes, superclasses)
    queries = ShapeQueries(stated, superclasses, store)
    leftover = Leftover(shapes, superclasses, store)
    found: list[Result] = []
    left = 0
    for task in make_tasks(stated, superclasses, queries.asker):
        try:
            found += queries.results(task.node, task.area, with_properties=task.with_properties)
        except NotTakenError:
            left += 1
            found += leftover.results(task.node, queries.asker.nodes(task.area))
    return found, left


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("path", [None, *PATHS])
def test_each_constraint_on_each_path_gives_the_same_results(path: str | None) -> None:
    narrower = Dataset([q for q in quads(DATA) if q.predicate.value.endswith("subClassOf")])
    store = MemoryStore(quads(DATA))
    data = list(store.statements())
    seen = left = 0
    for number, constraint in enumerate(CONSTRAINTS):
        if path is None and constraint.startswith(OF_VALUES):
            continue
        kind = f"sh:PropertyShape ; sh:path {path}" if path else "sh:NodeShape"
        shape = f':S{number} a {kind} ; sh:targetClass :T ; sh:message "No."@en ; {constraint} . {BESIDE}'
        shapes = Dataset(quads(shape))
        found, asked = by_queries(shapes, narrower, store)
        expected = Shapes(shapes, Superclasses(narrower)).judge(data, [])
        assert keys(found) == keys(expected), constraint
        seen, left = seen + len(found), left + asked
    assert seen > 30
    assert left < len(CONSTRAINTS) or path is not None


@pytest.mark.parametrize("target", ["sh:targetNode :a, :zz", "sh:targetSubjectsOf :q", "sh:targetObjectsOf :p"])
def test_each_kind_of_target_is_found(target: str) -> None:
    shapes = Dataset(quads(f':S a sh:NodeShape ; {target} ; sh:message "No."@en ; sh:nodeKind sh:BlankNode .'))
    store = MemoryStore([q for q in quads(DATA) if "Literal" not in type(q.object).__name__])
    found, left = by_queries(shapes, NOTHING, store)
    assert left == 0
    assert found
    assert keys(found) == keys(Shapes(shapes, Superclasses(NOTHING)).judge(list(store.statements()), [])) | {
        key for key in keys(found) if key[0] == NamedNode("urn:zz")
    }


@pytest.fixture(scope="module")
def damaged() -> tuple[Rules, MemoryStore]:
    """The shipped rules, and some shipped records of which one value in ten is another."""
    rules, chance = load_rules(ROOT), random.Random(7)
    files = list(iter_home_files(ROOT, load_schema(ROOT).base, frozenset({"record", "source"})))
    given = [quad for file in chance.sample(files, 60) for quad in sorted(read_file(file), key=str)]
    assert given
    changed = [
        Quad(q.subject, q.predicate, chance.choice(ODD), q.graph_name) if chance.random() < 0.1 else q for q in given
    ]
    return rules, MemoryStore([*changed, *rules.ontology])


def test_shipped_records_damaged_at_random_give_the_same_results(damaged) -> None:
    rules, store = damaged
    found, left = by_queries(rules.shapes, rules.ontology, store)
    expected = Shapes(rules.shapes, Superclasses(rules.ontology)).judge(list(store.statements()), [])
    assert left == 0
    assert len(found) > 300
    assert keys(found) == keys(expected)


@pytest.mark.parametrize(("lookup", "few", "at_once"), [(0, 0, 3), (10**9, 0, 3), (0, 10**9, 1_000)])
def test_however_a_question_is_put_the_answer_is_the_same(damaged, monkeypatch, lookup, few, at_once) -> None:
    rules, store = damaged
    expected, _ = by_queries(rules.shapes, rules.ontology, store)
    for name, value in (("LOOKUP", lookup), ("FEW", few), ("NAMED_AT_ONCE", at_once)):
        monkeypatch.setattr(areas, name, value)
    assert keys(by_queries(rules.shapes, rules.ontology, store)[0]) == keys(expected)


def test_several_threads_find_what_one_does(damaged) -> None:
    validation = Validation(*damaged)
    one, three = ({result for found, _ in validation.run_all(n) for result in found} for n in (1, 3))
    assert one == three
    shapes = {result for found, _ in Validation(*damaged, checks=False).run_all(2) for result in found}
    assert shapes < one
    assert any("/check/" in str(result.shape) for result in one - shapes)
    assert not any("/check/" in str(result.shape) for result in shapes)


def test_an_area_of_several_classes_holds_each_node_once() -> None:
    store = MemoryStore(quads(":a a :T, :U . :b a :U ."))
    asker = ShapeQueries(NOTHING, Superclasses(NOTHING), store).asker
    assert asker.nodes(Area.of_classes({"urn:T", "urn:U"})) == {NamedNode("urn:a"), NamedNode("urn:b")}
    assert asker.inside(frozenset({NamedNode("urn:b")}), Area.of_classes({"urn:T"})) == frozenset()
