"""Every kind of figure as a Vega-Lite specification that the official schema accepts."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.access.test_figures import GARDENS, HOSTILE, TOLD, link

from atlas.access.figures.chart import KINDS, fit_chart, parse_chart
from atlas.access.figures.vega import SCHEMA, specify
from atlas.access.saved_queries.questions import Cell, Table


@cache
def _validator() -> Any:
    altair = pytest.importorskip("altair", reason="Altair is not installed, which brings the official schema")
    jsonschema = pytest.importorskip("jsonschema", reason="jsonschema is not installed")
    path = Path(altair.__file__).parent / "vegalite" / "v6" / "schema" / "vega-lite-schema.json"
    return jsonschema.Draft7Validator(json.loads(path.read_text(encoding="utf-8")))


def specified(words: str, table: Table = GARDENS) -> dict[str, Any]:
    return specify(table, fit_chart(parse_chart(words), table), TOLD, link, {"page": "https://gardens.example/p"})


def values(spec: dict[str, Any]) -> list[dict[str, Any]]:
    parts = [spec, *spec.get("layer", ())]
    return [value for part in parts for value in part.get("data", {}).get("values", ())]


def fields(node: object) -> set[str]:
    """Every field that an encoding names."""
    if isinstance(node, list):
        return {name for one in node for name in fields(one)}
    if not isinstance(node, dict):
        return set()
    own = {node["field"]} if isinstance(node.get("field"), str) else set()
    return own | {name for key, one in node.items() if key != "values" for name in fields(one)}


@pytest.mark.parametrize("kind", KINDS)
def test_the_official_schema_accepts_every_kind(kind: str) -> None:
    spec = specified(kind)
    assert spec["$schema"] == SCHEMA
    assert [error.message for error in _validator().iter_errors(spec)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_that_is_drawn_is_in_the_data(kind: str) -> None:
    spec = specified(kind)
    named = {name for value in values(spec) for name in value}
    assert named
    assert fields(spec) - named <= {"href", "group"}


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_is_data_and_never_an_expression(kind: str) -> None:
    table = Table(GARDENS.names, tuple((Cell(HOSTILE), *row[1:]) for row in GARDENS.rows))
    spec = specified(kind, table)
    said = [one for part in [spec, *spec.get("layer", ())] for one in part.get("transform", ())]
    assert HOSTILE not in json.dumps(said)
    assert [error.message for error in _validator().iter_errors(spec)] == []


def test_bars_keep_their_numbers_and_addresses() -> None:
    spec = specified("bar x=garden y=count group=plant")
    assert {"x": "North", "group": "moss", "value": 30.0, "href": "/garden/north"} in values(spec)
    assert spec["encoding"]["y"]["sort"] is None


def test_days_are_dates_and_what_no_calendar_of_programs_has_is_a_number() -> None:
    dated = specified("timeline label=garden start=opened end=closed")
    assert {"1901-05-01", "1950-01-01", "2001-02-28"} == {value["start"] for value in values(dated)}
    assert {"2000-01-01"} == {value["end"] for value in values(dated) if "end" in value}
    early = Table(("name", "start"), ((Cell("Rome"), Cell("-0753-04-21")), (Cell("Trier"), Cell("-0016"))))
    told = specified("timeline label=name start=start", early)
    assert told["encoding"]["x"]["type"] == "quantitative"
    assert min(value["start"] for value in values(told)) < -752


def test_ties_name_both_ends_and_lie_within_the_picture() -> None:
    for kind in ("network", "tree", "sankey"):
        spec = specified(f"{kind} from=garden to=plant")
        assert {value["name"] for value in values(spec) if "name" in value} >= {"North", "fern"}
        for value in values(spec):
            assert 0 <= value["x"] <= spec["width"]
            assert 0 <= value["y"] <= spec["height"]
