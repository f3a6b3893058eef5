"""A figure as a Vega-Lite specification: the same data inline, the same marks, so that anybody can go on from there.

Fields are called by the roles of the figure's columns; a thing that has an address has it in `href`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from atlas.access.figures.chart import Chart
from atlas.access.figures.draw import name_measure
from atlas.access.figures.points import Point, find_flows, iter_links, iter_points, iter_spans
from atlas.access.figures.svg import COLOURS, FONT, SHADES, Linker, Told
from atlas.access.figures.values import is_date, read_moment, write_day
from atlas.access.figures.vega_ties import specify_flows, specify_network, specify_tree
from atlas.access.saved_queries.questions import Cell, Table

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"
LABELS: Final = 240
STEP: Final = 22
YEARS: Final = range(1, 10_000)
DEEP: Final = 0.6
Spec = dict[str, Any]


def specify(table: Table, chart: Chart, told: Told, link: Linker, about: Mapping[str, str]) -> Spec:
    """The specification of a table drawn as a fitted chart says. about: where it comes from, kept in its `usermeta`."""
    return {
        "$schema": SCHEMA,
        "title": told.title,
        "description": told.description,
        "usermeta": dict(about),
        **SPECIFIERS[chart.kind](table, chart, told, link),
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"labelLimit": LABELS, "domain": False, "ticks": False},
            "legend": {"labelLimit": LABELS},
            "range": {"category": list(COLOURS)},
        },
    }


def _specify_bars(table: Table, chart: Chart, told: Told, link: Linker) -> Spec:
    points = list(iter_points(table, chart, "x", "group", "y"))
    grouped = {"yOffset": {"field": "group", "sort": None}} if "group" in chart.columns else {}
    return {
        "data": {"values": [_value(point, link) for point in points]},
        "mark": {"type": "bar", "tooltip": True},
        "height": {"step": STEP, "for": "offset"} if grouped else {"step": STEP},
        "encoding": {
            "y": _names("x"),
            "x": {"field": "value", "type": "quantitative", "title": name_measure(told, chart.columns["y"])},
            **grouped,
            **_shared(chart, link, (point.x for point in points)),
        },
    }


def _specify_lines(table: Table, chart: Chart, told: Told, link: Linker) -> Spec:
    points = [one for one in iter_points(table, chart, "x", "group", "y") if read_moment(one.x.text) is not None]
    moments = [read_moment(one.x.text) or 0.0 for one in points]
    is_dated = _are_days(moments) and all(is_date(one.x.text) for one in points)
    values = [
        _value(one, link) | {"x": write_day(moment) if is_dated else moment}
        for one, moment in zip(points, moments, strict=True)
    ]
    return {
        "data": _dated(values, "x") if is_dated else {"values": values},
        "mark": {"type": "line", "point": True, "tooltip": True},
        "width": 620,
        "height": 280,
        "encoding": {
            "x": _moments("x", chart.columns["x"], is_dated=is_dated),
            "y": {"field": "value", "type": "quantitative", "title": name_measure(told, chart.columns["y"])},
            **_shared(chart, link, ()),
        },
    }


def _specify_grid(table: Table, chart: Chart, told: Told, link: Linker) -> Spec:
    points = [one for one in iter_points(table, chart, "x", "y", "value") if one.value is not None]
    most = max((one.value or 0 for one in points), default=0)
    title = name_measure(told, chart.columns["value"])
    shade = {"field": "value", "type": "quantitative", "title": title, "scale": {"range": list(SHADES)}}
    ink = {"condition": {"test": f"datum.value > {DEEP * most:g}", "value": "white"}, "value": "black"}
    return {
        "data": {"values": [{"x": one.x.text, "y": one.y.text, "value": one.value} for one in points]},
        "width": {"step": 100},
        "height": {"step": 2 * STEP},
        "encoding": {"x": {**_names("x"), "axis": {"orient": "top", "labelAngle": 0}}, "y": _names("y")},
        "layer": [
            {"mark": {"type": "rect", "tooltip": True}, "encoding": {"color": shade}},
            {
                "mark": {"type": "text"},
                "encoding": {"text": {"field": "value", "type": "quantitative", "format": ",.6~g"}, "color": ink},
            },
        ],
    }


def _specify_timeline(table: Table, chart: Chart, told: Told, link: Linker) -> Spec:
    spans = list(iter_spans(table, chart))
    moments = [moment for span in spans for moment in (span.start, span.end) if moment is not None]
    is_dated = _are_days(moments) and all(is_date(span.began) for span in spans)
    say: Callable[[float], str | float] = write_day if is_dated else float
    values: list[Spec] = [
        {
            "label": span.label.text,
            "start": say(span.start),
            "told": span.told,
            "group": span.group,
            **({"end": say(span.end)} if span.end is not None else {}),
            **_address(span.label, link),
        }
        for span in spans
    ]
    return {
        "data": _dated(values, "start", "end") if is_dated else {"values": values},
        "width": 460,
        "height": {"step": STEP},
        "encoding": {
            "y": _names("label"),
            "x": _moments("start", None, is_dated=is_dated),
            "tooltip": [{"field": "label", "type": "nominal"}, {"field": "told", "type": "nominal"}],
            **_shared(chart, link, (span.label for span in spans)),
        },
        "layer": [
            {
                "transform": [{"filter": "isValid(datum.end)"}],
                "mark": {"type": "bar"},
                "encoding": {"x2": {"field": "end"}},
            },
            {"transform": [{"filter": "!isValid(datum.end)"}], "mark": {"type": "point", "filled": True, "size": 80}},
        ],
    }


def _value(point: Point, link: Linker) -> Spec:
    group = {"group": point.y.text} if point.y.text else {}
    return {"x": point.x.text, **group, "value": point.value, **_address(point.x, link)}


def _address(cell: Cell, link: Linker) -> dict[str, str]:
    address = link(cell.iri) if cell.iri else None
    return {"href": address} if address else {}


def _names(field: str) -> Spec:
    return {"field": field, "type": "nominal", "sort": None, "title": None}


def _moments(field: str, title: str | None, *, is_dated: bool) -> Spec:
    place = {"field": field, "title": title, "type": "temporal" if is_dated else "quantitative"}
    return {**place, "scale": {"type": "utc"} if is_dated else {"zero": False}}


def _dated(values: list[Spec], *fields: str) -> Spec:
    return {"values": values, "format": {"parse": dict.fromkeys(fields, "utc:'%Y-%m-%d'")}}


def _are_days(moments: Sequence[float]) -> bool:
    return all(int(moment) in YEARS for moment in moments)


def _shared(chart: Chart, link: Linker, cells: Iterable[Cell]) -> Spec:
    """Colours by group, and links where any of the cells has an address."""
    colour = {"field": "group", "type": "nominal", "sort": None, "title": chart.columns.get("group")}
    linked = any(_address(cell, link) for cell in cells)
    return {
        **({"color": colour} if "group" in chart.columns else {}),
        **({"href": {"field": "href", "type": "nominal"}} if linked else {}),
    }


SPECIFIERS: Final[Mapping[str, Callable[[Table, Chart, Told, Linker], Spec]]] = {
    "bar": _specify_bars,
    "line": _specify_lines,
    "grid": _specify_grid,
    "timeline": _specify_timeline,
    "network": lambda table, chart, told, link: specify_network(list(iter_links(table, chart)), link),
    "tree": lambda table, chart, told, link: specify_tree(list(iter_links(table, chart)), link),
    "sankey": lambda table, chart, told, link: specify_flows(
        find_flows(table, chart, told.say("figure-unknown")), told.say("figure-others"), link
    ),
}
