from tests.questions.graph import Shipped

from atlas.access.things.panels import Panel, fill_in, read_panel
from atlas.rdf.terms import Literal, NamedNode


def panel_of(shipped: Shipped, path: str) -> Panel:
    focus = f"{shipped.schema.base}id/{path}"
    view = shipped.schema.queries["views/openness"]
    return read_panel(shipped.schema, view, focus, shipped.store.select(view.text, {"focus": NamedNode(focus)}))


def test_a_template_takes_values_and_leaves_out_bracketed_parts_without_one() -> None:
    row = {"a": Literal("one"), "b": Literal("two")}
    assert fill_in("{a}[ of {b}][ at {c}]", row) == "one of two"
    assert fill_in("[{c}]", row) == ""


def test_a_verdict_is_told_with_its_class_progress_paragraph_and_reasons(shipped: Shipped) -> None:
    panel = panel_of(shipped, "assessment/mot-bloom")
    assert panel.heading
    assert panel.note
    by_framework = {card.heading.split(",")[0]: card for card in panel.cards}
    classes = by_framework["Model Openness Framework 1.0"]
    assert classes.badge == "fails"
    assert [round(bar.percent, 2) for bar in classes.bars] == [16.67, 0, 0]
    assert classes.text.startswith("BLOOM reaches no class")
    reasons = {row[0][0].text: row[4][0].text for row in classes.rows if row[4]}
    assert reasons["Data preprocessing code"] == "Data preprocessing code: missing"
    assert len(classes.rows) == 17


def test_each_decided_component_links_to_the_statements_it_was_decided_by(shipped: Shipped) -> None:
    panel = panel_of(shipped, "model/bielik-11b-v3-0-instruct")
    facts = [cell.iri or "" for card in panel.cards for row in card.rows if row[4] for cell in row[5]]
    assert facts
    dangling = [
        iri
        for iri in dict.fromkeys(facts)
        if not shipped.store.ask(f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?q <{iri}> }} }}")
    ]
    assert dangling == []


def test_the_same_group_of_criteria_is_named_once(shipped: Shipped) -> None:
    panel = panel_of(shipped, "model/bielik-11b-v3-0-instruct")
    assert [card.lead for card in panel.cards if "Definition" in card.heading] == ["Decided at: Code"]


def test_a_thing_without_verdicts_has_no_rows_for_a_panel(shipped: Shipped) -> None:
    view = shipped.schema.queries["views/openness"]
    assert shipped.store.select(view.text, {"focus": NamedNode(f"{shipped.schema.base}id/organisation/meta")}) == []
