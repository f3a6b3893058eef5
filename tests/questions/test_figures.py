import xml.etree.ElementTree as Tree
from pathlib import Path

import pytest
from tests.questions.graph import Shipped

from atlas.access.figures.chart import Chart
from atlas.access.figures.draw import draw
from atlas.access.saved_queries.answers import tell
from atlas.access.saved_queries.questions import fill, to_table
from atlas.access.saved_queries.stories import Story, find_chart, read_stories
from atlas.access.things.disagreements import read_disagreements
from atlas.http.languages import Languages
from atlas.http.pages import find_web
from atlas.rdf.terms import NamedNode
from atlas.schema.load import load_schema
from atlas.schema.model import SavedQuery

ROOT = Path(__file__).resolve().parents[2]
SAY = Languages(find_web() / "text").default.say_text
SCHEMA = load_schema(ROOT)
STORIES = read_stories(SCHEMA)
DRAWN = [(query, chart) for query in SCHEMA.folder("questions") if (chart := find_chart(query))]
SECTIONS = [(section.query, section.chart) for story in STORIES.values() for section in story.sections if section.chart]
FIGURES = [*DRAWN, *(pair for pair in SECTIONS if pair not in DRAWN)]
SVG = "{http://www.w3.org/2000/svg}"


def test_questions_and_pages_have_figures() -> None:
    assert len(DRAWN) >= 6
    assert {"findings", "quality"} <= STORIES.keys()
    assert len(SECTIONS) >= 10


@pytest.mark.parametrize(("query", "chart"), FIGURES, ids=lambda one: one.id if isinstance(one, SavedQuery) else "")
def test_a_figure_of_the_shipped_graph_is_drawn_from_its_columns(
    query: SavedQuery, chart: Chart, shipped: Shipped
) -> None:
    table = to_table(shipped.schema, shipped.store.select(fill(shipped.schema, query)), 2_000)
    figure = draw(table, chart, tell(query, SAY), lambda iri: iri)
    found = list(Tree.fromstring(figure.svg).iter())
    assert figure.data.rows
    assert {element.tag for element in found}.isdisjoint({f"{SVG}style", f"{SVG}script", f"{SVG}foreignObject"})
    assert "style" not in {name for element in found for name in element.attrib}
    assert all(element.text for element in found if element.tag in (f"{SVG}title", f"{SVG}desc"))


@pytest.mark.parametrize("story", STORIES.values(), ids=lambda story: story.name)
def test_every_section_says_what_it_cannot_show(story: Story) -> None:
    assert [section.name for section in story.sections if not section.query.first("limits")] == []
    assert story.query.first("limits")


def test_the_findings_have_a_section_for_each_finding_of_the_study() -> None:
    assert [section.name for section in STORIES["findings"].sections] == [
        "organisational-models",
        "practices-in-the-grid",
        "challenges-against-on-ramps",
        "motivations",
        "platform-use",
        "who-collaborates",
        "recommendations-by-group",
    ]


def test_both_sides_of_a_disagreement_and_the_preferred_one_are_found(shipped: Shipped) -> None:
    focus = NamedNode(f"{shipped.schema.base}id/study/cartography")
    rows = shipped.store.select(shipped.schema.queries["views/disagreements"].text, {"focus": focus})
    found = {one.label: one for one in read_disagreements(shipped.schema, rows)}
    interviews = found["interview count"]
    assert [(side.answer, side.is_preferred) for side in interviews.sides] == [("17", True), ("28", False)]
    assert all(side.supports for side in interviews.sides)
    assert interviews.rule is shipped.schema.queries["rules/preferred-claim"]
    assert len(found["case count"].preferred) == 2
