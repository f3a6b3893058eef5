"""Verdicts on the models the atlas holds: each is explained and rests on facts; shipped entries are as mapped."""

import re
from pathlib import Path

import pytest
from tests.openness.conftest import BASE, DAY, TOOL
from tests.questions.graph import Shipped

from atlas.intake.reading.documents import read_documents
from atlas.intake.reading.mappings import apply_mapping, load_mapping
from atlas.rdf.canonical import equal
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import read_file
from atlas.store.memory import Row

ENTRIES = {
    "olmo-7b": ("olmo-7b", 3),
    "pythia-12b": ("pythia-12b", 3),
    "bloom": ("bloom", 0),
    "starcoder": ("starcoder", 0),
    "sea-lion": ("sea-lion-v1-7b", 0),
    "aquila-7b": ("aquila-7b", 0),
    "gpt-neox-20b": ("gpt-neox-20b", 1),
    "llama-3-1-8b": ("llama-3-1-8b", 0),
    "llama-2-7b": ("llama-2-7b", 0),
}
DEFINITION = {
    "olmo-3-1-32b-think": ("unknown", "code"),
    "pythia-12b": ("unknown", "code, data information"),
    "bloom": ("fails", "parameters"),
    "llama-3-1-405b-instruct": ("fails", "parameters"),
    "bielik-11b-v3-0-instruct": ("fails", "code"),
    "smollm3-3b": ("unknown", "code"),
}


def rows_on(shipped: Shipped, path: str) -> list[Row]:
    view = shipped.schema.queries["views/openness"]
    return shipped.ask(view, focus=NamedNode(f"{BASE}id/{path}"))


def text(row: Row, name: str) -> str:
    return str(getattr(row.get(name), "value", ""))


@pytest.mark.parametrize("entry", sorted(ENTRIES))
def test_each_entry_of_the_tool_has_its_class_and_model(shipped: Shipped, entry: str) -> None:
    model, order = ENTRIES[entry]
    rows = [
        r for r in rows_on(shipped, f"assessment/mot-{entry}") if text(r, "framework").endswith("openness-framework")
    ]
    assert len(rows) == 17
    levels = {0: "", 1: "Class III, open model", 3: "Class I, open science"}
    assert {text(row, "level_label") for row in rows} == {levels[order]}
    assert {text(row, "verdict") for row in rows} <= {
        text(row, "verdict") for row in rows_on(shipped, f"model/{model}")
    }


@pytest.mark.parametrize("model", sorted(DEFINITION))
def test_the_definition_is_met_fails_or_is_unknown_at_named_criteria(shipped: Shipped, model: str) -> None:
    rows = [
        row
        for row in rows_on(shipped, f"model/{model}")
        if text(row, "basis").endswith(f"/model/{model}") and text(row, "framework").endswith("source-ai-definition")
    ]
    assert len(rows) == 7
    value, at = DEFINITION[model]
    assert {text(row, "value_label") for row in rows} == {value}
    assert {", ".join(sorted(text(row, "decided_at").lower().split(", "))) for row in rows} == {at}


def test_every_sampled_project_with_a_model_has_a_verdict_on_one_of_its_models(shipped: Shipped) -> None:
    query = """PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
    SELECT ?family (COUNT(DISTINCT ?verdict) AS ?verdicts) WHERE {
      ?family a atlas:ModelFamily .
      OPTIONAL { ?verdict a atlas:OpennessVerdict ; atlas:isVerdictOn/atlas:belongsToFamily ?family }
    } GROUP BY ?family"""
    found = {text(row, "family").rpartition("/")[2]: int(text(row, "verdicts")) for row in shipped.store.select(query)}
    wanted = {"llama", "olmo", "smollm", "typhoon", "ling", "sea-lion", "aquila", "nb-llama", "teuken", "pythia"}
    wanted |= {"bielik", "aya", "bloom"}
    assert [family for family in wanted if not found[family]] == []


def test_every_verdict_is_explained_in_one_paragraph_of_whole_sentences(shipped: Shipped) -> None:
    query = """PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
    SELECT ?verdict ?explanation
    WHERE { ?verdict a atlas:OpennessVerdict OPTIONAL { ?verdict atlas:explanation ?explanation } }"""
    rows = shipped.store.select(query)
    assert len(rows) > 300
    assert len({text(row, "verdict") for row in rows}) == len(rows)
    broken = [text(row, "verdict") for row in rows if not re.fullmatch(r"[^{}\n]{40,3000}\.", text(row, "explanation"))]
    assert broken == []


def test_every_finding_rests_on_something_stated(shipped: Shipped) -> None:
    query = """PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
    SELECT ?finding (COUNT(?type) AS ?facts) WHERE {
      ?finding a atlas:CriterionFinding .
      OPTIONAL {
        ?finding atlas:restsOn+ ?fact .
        FILTER(!CONTAINS(STR(?fact), "#component-"))
        ?fact a ?type
      }
    } GROUP BY ?finding"""
    rows = shipped.store.select(query)
    assert len(rows) > 1000
    assert [text(row, "finding") for row in rows if text(row, "facts") == "0"] == []


def test_rules_never_say_what_they_found_of_a_stated_part(shipped: Shipped) -> None:
    query = """PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
    SELECT ?part WHERE {
      ?part a atlas:ComponentStatement . FILTER(CONTAINS(STR(?part), "/assessment/"))
      GRAPH ?graph { ?part a ?class } FILTER(CONTAINS(STR(?graph), "/graph/rule/openness-facts"))
    }"""
    assert shipped.store.select(query) == []


def test_the_shipped_entries_and_the_licence_list_are_what_their_mappings_make(
    root: Path, shared: Path, shipped: Shipped
) -> None:
    folder = shared / "catalogues" / TOOL
    files = {file.graph: file for file in iter_home_files(root, BASE, frozenset({"record"}))}
    held = {graph: tuple(read_file(file)) for graph, file in files.items()}
    known = [quad for quads in held.values() for quad in quads]
    entries = sorted((folder / "models").glob("*.yml"))
    tool = [doc for path in entries for doc in read_documents(path.read_bytes(), path.name)]
    made = made_by(root, TOOL, tool, known)
    made |= made_by(
        root, "spdx-licence-list", read_documents((folder / "licences/licenses.json").read_bytes(), "l.json"), known
    )
    kept = {graph for graph in files if "/licence-list/" in graph or "/assessment/mot-" in graph}
    assert len(kept) > 20
    assert kept <= set(made)
    assert [graph for graph in sorted(kept) if not equal(made[graph], held[graph])] == []


def made_by(root: Path, name: str, documents: list, known: list[Quad]) -> dict[str, tuple[Quad, ...]]:  # type: ignore[type-arg]
    mapping = load_mapping(root, name, BASE)
    return dict(apply_mapping(mapping, documents, known, {"date": DAY}, BASE).records)
