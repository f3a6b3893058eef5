from pathlib import Path

import pytest

from atlas.access.figures.chart import Chart
from atlas.access.saved_queries.stories import find_chart, read_stories, read_story
from atlas.errors import HomeError
from atlas.schema.load import load_schema
from atlas.schema.model import SavedQuery

SCHEMA = load_schema(Path(__file__).resolve().parents[2] / "toy")
FILE = Path("queries/pages/page.rq")


def page(text: str = "", **header: tuple[str, ...]) -> SavedQuery:
    return SavedQuery("pages/page", text, header, (), FILE)


def test_a_page_is_read_section_by_section() -> None:
    story = read_stories(SCHEMA)["beds"]
    (section,) = story.sections
    assert (section.name, section.page) == ("what-grows-where", "/question/what-grows-where")
    assert section.chart == Chart("bar", {"x": "gardenLabel", "y": "count", "group": "plantLabel"})
    assert "$climate" not in section.text
    assert story.about == ""


def test_a_section_may_be_a_view_and_have_no_figure() -> None:
    (section,) = read_story(SCHEMA, page(section=("views/landing",))).sections
    assert (section.query.id, section.chart, section.page) == ("views/landing", None, "")


def test_a_page_may_say_by_a_query_what_it_is_about() -> None:
    story = read_story(SCHEMA, page("SELECT * {}", section=("what-grows-where",)))
    assert story.about == "SELECT * {}"


@pytest.mark.parametrize(
    "sections",
    [(), ("no-such-question",), ("what-grows-where -> pie",), ("what-grows-where -> bar x",), ("views/record",)],
)
def test_a_page_that_cannot_be_read_names_its_file(sections: tuple[str, ...]) -> None:
    with pytest.raises(HomeError) as caught:
        read_story(SCHEMA, page(section=sections))
    assert str(FILE) in caught.value.detail


def test_a_question_whose_chart_cannot_be_read_names_its_file() -> None:
    with pytest.raises(HomeError) as caught:
        find_chart(page(chart=("pie",)))
    assert str(FILE) in caught.value.detail
    assert find_chart(page()) is None
