"""The context: what a judge is told is enough, and the same wherever it is asked."""

from pathlib import Path

import pytest
from tests.validation.conftest import GRAPH, SOUND, component, quads

from atlas.rdf.canonical import canonical
from atlas.rdf.terms import Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.validation.context import HomeContext, References
from atlas.validation.judge import Judge

ROOT = Path(__file__).resolve().parents[2]
PARTS = frozenset({"record", "source"})


def test_a_record_points_to_what_is_neither_its_own_nor_of_the_ontology(judge):
    pointed = judge.references(quads(SOUND + "<id/garden/new> g:hasBed <id/garden/new#a>, <id/garden/old#b> ."))
    assert set(pointed.nodes) == {
        "https://gardens.example/id/source/survey",
        "https://gardens.example/id/garden/old#b",
    }


def test_files_tell_what_they_say_of_each_node(home_context):
    told = home_context.find(References(("https://gardens.example/id/plant/fern",), ()))
    assert {q.predicate.value.rpartition("#")[2] for q in told} == {"type", "prefLabel"}


def test_many_references_are_asked_in_turns(home_context):
    nodes = tuple(f"https://gardens.example/id/plant/none-{n}" for n in range(900))
    told = home_context.find(References((*nodes, "https://gardens.example/id/plant/fern"), ()))
    assert len(told) == 2


@pytest.fixture(scope="module")
def shipped() -> tuple[Judge, HomeContext, dict[str, list[Quad]]]:
    schema = load_schema(ROOT)
    files = list(iter_home_files(ROOT, schema.base, PARTS))
    assert files
    return Judge(schema), HomeContext(schema), {file.graph: read_file(file) for file in files}


@pytest.mark.parametrize("keep", [1, 2])
def test_the_verdict_is_that_of_judging_within_the_whole_graph(shipped, keep):
    judge, home, graphs = shipped
    everything = [quad for statements in graphs.values() for quad in statements]
    graph = sorted(graphs)[keep * len(graphs) // 3]
    whole = sorted(canonical(graphs[graph]), key=str)
    record = [q for number, q in enumerate(whole) if number % keep == 0 or q.predicate.value.endswith("#type")]
    bare = [Quad(q.subject, q.predicate, q.object) for q in record]
    told = judge.judge(bare, home.find(judge.references(bare)))
    assert told == judge.judge(bare, everything)
    assert told.conforms or keep > 1


def test_an_identifier_that_another_record_bears_is_found(shipped):
    judge, home, graphs = shipped
    name = judge.schema.queries["checks/duplicate-identifier"].stem
    (path,) = {
        quad.predicate.value
        for statements in graphs.values()
        for quad in statements
        if quad.predicate.value.endswith("identifierValue")
    }
    held = next(graph for graph in sorted(graphs) if any(q.predicate.value == path for q in graphs[graph]))
    kind_and_slug = held.partition("/graph/")[2]
    text = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in graphs[held]).replace(
        f"/{kind_and_slug}", f"/{kind_and_slug}-again"
    )
    again = judge.read(text.encode(), "application/n-triples", None).quads
    report = judge.judge(again, home.find(judge.references(again)))
    assert any(finding.rule_url.endswith(name) for finding in report.findings)


def test_an_unknown_reference_stays_unknown(judging):
    report = judging(GRAPH.replace("source/survey", "source/none") + SOUND.removeprefix(GRAPH))
    assert {component(f) for f in report.findings if (f.path or "").endswith("/source")} == {"Class", "SPARQL"}
