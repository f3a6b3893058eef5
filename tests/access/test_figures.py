import csv
import io
import xml.etree.ElementTree as Tree

import pytest

from atlas.access.figures.chart import KINDS, Chart, fit_chart, parse_chart
from atlas.access.figures.draw import Figure, draw, write_csv
from atlas.access.figures.svg import Told
from atlas.access.saved_queries.questions import Cell, Table
from atlas.errors import ParameterError
from atlas.http.languages import Languages
from atlas.http.pages import find_web

SVG = "{http://www.w3.org/2000/svg}"
SAY = Languages(find_web() / "text").default.say_text
TOLD = Told("plants", "Plants & gardens", "How many <plants> each garden grows.", SAY)
HOSTILE = '"><script>alert(1)</script><style>*{}</style>\x00\x1b]]>&'
GARDENS = Table(
    ("garden", "plant", "count", "opened", "closed"),
    (
        (Cell("North", "https://gardens.example/id/garden/north"), Cell("fern"), Cell("12"), Cell("1901-05"), None),
        (Cell("North", "https://gardens.example/id/garden/north"), Cell("moss"), Cell("30"), Cell("1901-05"), None),
        (Cell("South", "https://gardens.example/id/garden/south"), Cell("fern"), Cell("0"), Cell("1950"), Cell("1999")),
        (Cell("East"), Cell("rose"), None, Cell("2001-02-28"), None),
    ),
)


def link(iri: str) -> str | None:
    return iri.replace("https://gardens.example/id", "") if iri.startswith("https://gardens.example/") else None


def drawn(words: str, table: Table = GARDENS, told: Told = TOLD) -> Figure:
    return draw(table, parse_chart(words), told, link)


def elements(figure: Figure) -> list[Tree.Element]:
    return list(Tree.fromstring(figure.svg).iter())


def texts(figure: Figure) -> list[str]:
    return [element.text or "" for element in elements(figure) if element.tag == f"{SVG}text"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_draws_a_table_whose_columns_nobody_named(kind: str) -> None:
    root = Tree.fromstring(drawn(kind).svg)
    assert root.tag == f"{SVG}svg"
    assert len(root) > 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_says_in_words_what_it_is(kind: str) -> None:
    root = Tree.fromstring(drawn(kind).svg)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert (title.text, description.text) == (TOLD.title, TOLD.description)
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_stays_text(kind: str) -> None:
    table = Table(GARDENS.names, tuple((Cell(HOSTILE), *row[1:]) for row in GARDENS.rows))
    told = Told("x", HOSTILE, HOSTILE, SAY)
    found = elements(drawn(kind, table, told))
    assert not [element for element in found if element.tag in (f"{SVG}script", f"{SVG}style", f"{SVG}foreignObject")]
    names = {name for element in found for name in element.attrib}
    assert not [name for name in names if name == "style" or name.startswith("on")]


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_comes_with_its_data(kind: str) -> None:
    data = drawn(kind).data
    assert data.rows
    assert all(len(row) == len(data.names) for row in data.rows)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_table_gives_the_same_picture(kind: str) -> None:
    assert drawn(kind).svg == drawn(kind).svg


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_table_gives_a_bounded_picture_that_says_so(kind: str) -> None:
    rows = tuple((Cell(f"g{n}"), Cell(f"p{n}"), Cell(str(n)), Cell(str(1000 + n)), None) for n in range(2_000))
    figure = drawn(kind, Table(GARDENS.names, rows))
    assert len(figure.svg) < 600_000
    assert figure.hidden or kind == "line"


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_without_rows_cannot_be_drawn(kind: str) -> None:
    with pytest.raises(ParameterError):
        drawn(kind, Table(GARDENS.names, ()))


def test_bars_have_their_number_beside_them_and_say_when_it_is_not_known() -> None:
    found = texts(drawn("bar x=plant y=count group=garden"))
    assert {"12", "30", "not known"} <= set(found)


def test_numbers_are_counted_once_for_each_thing() -> None:
    table = Table(("garden", "plant"), tuple((Cell("North"), Cell(name)) for name in ("fern", "fern", "moss")))
    assert drawn("bar x=garden y=count(plant)", table).data.rows == ((Cell("North"), Cell("2")),)
    assert drawn("bar x=garden y=count(*)", table).data.rows == ((Cell("North"), Cell("3")),)


def test_a_grid_tells_no_number_from_nought() -> None:
    figure = drawn("grid x=plant y=garden value=count")
    empty = [element for element in elements(figure) if element.get("class") == "empty"]
    assert len(empty) == 9 - 2
    assert texts(figure).count("0") == 1


def test_things_that_have_an_address_are_links() -> None:
    found = {element.get("href") for element in elements(drawn("bar x=garden y=count")) if element.tag == f"{SVG}a"}
    assert found == {"/garden/north", "/garden/south"}


def test_a_period_is_a_bar_and_a_moment_a_dot() -> None:
    found = [element.tag for element in elements(drawn("timeline label=garden start=opened end=closed"))]
    assert found.count(f"{SVG}circle") == 3


def test_a_ring_of_ties_is_drawn_all_the_same() -> None:
    rows = tuple((Cell(one), Cell(other)) for one, other in ("ab", "bc", "ca", "aa"))
    for kind in ("tree", "network"):
        found = elements(drawn(kind, Table(("from", "to"), rows)))
        assert len([element for element in found if element.tag == f"{SVG}path"]) >= 3


def test_a_thing_that_stands_alone_is_drawn_without_a_tie() -> None:
    table = Table(("from", "to"), ((Cell("a"), Cell("b")), (Cell("c"), None), (None, Cell("d"))))
    assert {"a", "b", "c", "d"} <= set(texts(drawn("tree from=from to=to", table)))


def test_a_column_may_be_named_by_the_variable_of_its_label() -> None:
    fitted = fit_chart(parse_chart("heatmap x=plantLabel y=gardenLabel value=count"), GARDENS)
    assert fitted == Chart("grid", {"x": "plant", "y": "garden", "value": "count"})


@pytest.mark.parametrize(
    "words", ["", "pie", "bar x", "bar z=count", "bar x=<svg>", "bar y=sum(count)", "bar x=" + "a" * 500]
)
def test_words_that_name_no_chart_are_refused(words: str) -> None:
    with pytest.raises(ParameterError):
        parse_chart(words)


@pytest.mark.parametrize(
    "words", ["bar x=nothing y=count", "line x=plant y=count", "timeline label=garden start=plant"]
)
def test_a_chart_that_the_columns_do_not_fit_is_refused(words: str) -> None:
    with pytest.raises(ParameterError):
        drawn(words)


def test_rows_as_csv_keep_labels_and_addresses() -> None:
    rows = list(csv.DictReader(io.StringIO(write_csv(GARDENS))))
    assert [row["garden"] for row in rows] == ["North", "North", "South", "East"]
    assert rows[0]["garden (IRI)"] == "https://gardens.example/id/garden/north"
    assert rows[3]["garden (IRI)"] == ""
