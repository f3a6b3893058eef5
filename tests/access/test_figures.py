import csv
import io
import xml.etree.ElementTree as Tree
from dataclasses import replace

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


def numbers(*texts: str) -> Table:
    return Table(("a", "n"), tuple((Cell(text), Cell(text)) for text in texts))


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


def test_flows_are_as_wide_as_they_weigh_and_name_what_nobody_knows() -> None:
    table = Table(
        ("giver", "thing", "taker"),
        (
            (Cell("a"), Cell("x"), Cell("c")),
            (Cell("a"), Cell("x"), Cell("c")),
            (Cell("a"), Cell("y"), Cell("d")),
            (None, Cell("y"), Cell("d")),
        ),
    )
    figure = drawn("sankey from=giver through=thing to=taker", table)
    assert [[cell.text if cell else "" for cell in row] for row in figure.data.rows] == [
        ["a", "x", "c", "1"],
        ["a", "y", "d", "1"],
        ["not known", "y", "d", "1"],
    ]
    counted = drawn("sankey from=giver through=thing to=taker value=count(*)", table)
    assert counted.data.rows[0][-1] == Cell("2")
    bars = {
        (element[0].text or ""): float(element.get("height") or 0)
        for element in elements(counted)
        if element.tag == f"{SVG}rect" and len(element)
    }
    assert bars["a: 3"] == pytest.approx(3 * bars["not known: 1"])


def test_the_lightest_things_of_a_crowded_flow_stand_together() -> None:
    table = Table(("from", "to", "n"), tuple((Cell(f"g{n}"), Cell("all"), Cell(str(n))) for n in range(1, 101)))
    figure = drawn("sankey from=from to=to value=n", table)
    assert figure.hidden == 61
    assert any(text.startswith("others") for text in texts(figure))
    assert "all (5,050)" in texts(figure)


def test_numbers_are_grouped_and_axes_are_short() -> None:
    found = texts(drawn("bar x=a y=n", numbers("7000000000", "1234567")))
    assert {"7,000,000,000", "1,234,567", "0"} <= set(found)
    assert "2B" in found


def test_years_are_not_grouped_and_days_of_one_year_have_months_on_their_axis() -> None:
    days = Table(("x", "y"), tuple((Cell(f"2024-0{month}-15"), Cell("1")) for month in range(1, 6)))
    assert {"2024", "2024-03", "2024-05"} <= set(texts(drawn("line x=x y=y", days)))
    old = Table(("name", "start"), ((Cell("Rome"), Cell("-0753")), (Cell("Trier"), Cell("12024-01-01"))))
    assert "10000" in texts(drawn("timeline label=name start=start", old))


def test_a_period_lasts_to_the_end_of_the_year_it_ends_in() -> None:
    table = Table(("name", "start", "end"), ((Cell("a"), Cell("2020"), Cell("2020")), (Cell("b"), Cell("2024"), None)))
    (bar,) = [one for one in elements(drawn("timeline", table)) if one.tag == f"{SVG}rect" and one.get("rx") == "3"]
    assert float(bar.get("width") or 0) > 80


def test_two_numbers_of_one_thing_are_both_shown() -> None:
    table = Table(("a", "b", "n"), tuple((Cell("x"), Cell("y"), Cell(number)) for number in ("600", "1200", "600")))
    assert {"600", "1,200"} <= set(texts(drawn("bar x=a y=n", table)))
    assert "600 / 1,200" in texts(drawn("grid x=a y=b value=n", table))


@pytest.mark.parametrize("text", ["NaN", "INF", "-INF", "high", "", "1e400", "0x10"])
@pytest.mark.parametrize("kind", ["bar x=a y=n", "grid x=a y=b value=n"])
def test_what_is_no_number_is_not_drawn_as_one(kind: str, text: str) -> None:
    table = Table(("a", "b", "n"), ((Cell("x"), Cell("y"), Cell(text)), (Cell("z"), Cell("y"), Cell("-4.5"))))
    found = texts(drawn(kind, table))
    assert "-4.5" in found
    assert text not in found or not text


@pytest.mark.parametrize("number", ["0", "1e-9", "999999999999999999", "1e30", "-3"])
@pytest.mark.parametrize("kind", ["bar x=a y=n", "line x=n y=n", "line x=d y=n", "timeline label=a start=n", "grid"])
def test_a_single_value_of_any_size_has_its_axis(kind: str, number: str) -> None:
    table = Table(("a", "n", "d"), ((Cell("x"), Cell(number), Cell("2024-05-06")),))
    assert texts(drawn(kind, table))


def test_a_legend_with_long_names_takes_more_lines_rather_than_more_width() -> None:
    names = [f"a group with quite a long name, number {number}" for number in range(6)]
    figure = drawn("bar x=a y=n group=g", Table(("a", "n", "g"), tuple((Cell("x"), Cell("1"), Cell(n)) for n in names)))
    assert float(Tree.fromstring(figure.svg).get("width") or 0) < 800
    assert set(names) <= set(texts(figure))


def test_counted_bars_stand_by_size() -> None:
    table = Table(("a", "b"), tuple((Cell(a), Cell(b)) for a, b in ("x1", "y1", "y2", "y3", "z1", "z2")))
    assert [row[0] for row in drawn("bar x=a y=count(b)", table).data.rows] == [Cell("y"), Cell("z"), Cell("x")]


def test_what_the_numbers_are_stands_under_their_axis() -> None:
    assert "number of plant" in texts(drawn("bar x=garden y=count(plant)"))
    assert "beds" in texts(drawn("bar x=garden y=count(plant)", told=replace(TOLD, unit="beds")))


def test_a_ring_of_ties_is_drawn_all_the_same() -> None:
    rows = tuple((Cell(one), Cell(other)) for one, other in ("ab", "bc", "ca", "aa"))
    for kind in ("tree", "network"):
        found = elements(drawn(kind, Table(("from", "to"), rows)))
        assert len([element for element in found if element.tag == f"{SVG}path"]) >= 3


def test_two_ties_of_one_pair_lie_side_by_side() -> None:
    table = Table(("from", "to", "how"), tuple((Cell("a"), Cell("b"), Cell(how)) for how in ("cut", "grown")))
    ties = [one for one in elements(drawn("tree from=from to=to label=how", table)) if one.tag == f"{SVG}path"]
    assert len({tie.get("d") for tie in ties}) == 2


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
