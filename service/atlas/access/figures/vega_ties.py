"""Networks, trees and flows as Vega-Lite: it cannot lay them out, so things and ties come with their places.

Every value has its place in pixels (`x`, `y`, from the upper left) beside what it is about.
"""

import math
from collections.abc import Sequence
from typing import Any, Final

from atlas.access.figures.flow import Ribbon, Stop, lay_out
from atlas.access.figures.network import LABELS as CIRCLE_LABELS
from atlas.access.figures.network import lay_circle
from atlas.access.figures.points import Flow, Link
from atlas.access.figures.sankey import BAR, THINNEST, TOP, place, side
from atlas.access.figures.svg import Linker
from atlas.access.figures.tree import BETWEEN, ROW, lay_tree
from atlas.access.figures.tree import LABELS as TREE_LABELS
from atlas.access.saved_queries.questions import Cell

Spec = dict[str, Any]
FLAT: Final = 0.35
AWAY: Final = 5  # a name from its dot, beside the shift that every name has
TIE: Final[Spec] = {"type": "rule", "strokeWidth": 1.4, "opacity": 0.6}
SIDES: Final = (("", "right"), ("!", "left"))
HREF: Final[Spec] = {"field": "href", "type": "nominal"}


def specify_network(links: Sequence[Link], link: Linker) -> Spec:
    """Things on a circle with straight ties."""
    circle = lay_circle(links)
    middle = circle.radius + CIRCLE_LABELS
    at = {name: (middle + one.x, middle + one.y) for name, one in circle.places.items()}
    things = [
        {
            **_thing(one.cell, link),
            "x": at[name][0],
            "y": at[name][1],
            "ties": one.degree,
            "angle": math.degrees(one.angle) + (180 if one.is_left else 0),
            "left": one.is_left,
            "textX": at[name][0] + AWAY * math.cos(one.angle),
            "textY": at[name][1] + AWAY * math.sin(one.angle),
        }
        for name, one in circle.places.items()
    ]
    ties = [
        _tie(circle.places[first].cell, circle.places[second].cell, ", ".join(dict.fromkeys(labels)))
        | _ends(at[first], at[second])
        for first, second, labels in circle.ties
    ]
    size = (2 * middle, 2 * middle)
    dots = {**_places("x", "y", *size), "tooltip": _text("name"), "href": HREF}
    return _layered(
        *size,
        _lines(ties, *size),
        {"data": {"values": things}, "mark": {"type": "circle", "size": 50, "opacity": 1}, "encoding": dots},
        *(_turned(_names(things, f"{sign}datum.left", align, *size, limit=CIRCLE_LABELS)) for sign, align in SIDES),
    )


def specify_tree(links: Sequence[Link], link: Linker) -> Spec:
    """Columns of things, ties from left to right."""
    forest = lay_tree(links)
    columns, rows = forest.size
    width, height = columns * (TREE_LABELS + BETWEEN) - BETWEEN, ROW * rows
    at = {name: (column * (TREE_LABELS + BETWEEN), row * ROW) for name, (column, row) in forest.places.items()}
    things = [
        {**_thing(forest.cells[name], link), "x": x, "x2": x + TREE_LABELS, "y": y - ROW / 2 + 4, "y2": y + ROW / 2 - 4}
        for name, (x, y) in at.items()
    ]
    ties = [
        _tie(forest.cells[first], forest.cells[second], label)
        | _ends((at[first][0] + TREE_LABELS, at[first][1]), at[second])
        for first, second, label in forest.ties
    ]
    box = {**_places("x", "y", width, height), "x2": {"field": "x2"}, "y2": {"field": "y2"}, "tooltip": _text("name")}
    names = {**_places("x", "y", width, height), "text": _text("name"), "href": HREF}
    return _layered(
        width,
        height,
        _lines(ties, width, height),
        {
            "data": {"values": things},
            "mark": {"type": "rect", "fill": "#eef3f9", "stroke": "#9aa3b0", "cornerRadius": 5},
            "encoding": {**box, "href": HREF},
        },
        {
            "data": {"values": things},
            "mark": {"type": "text", "align": "left", "dx": 8, "dy": ROW / 2 - 4, "limit": TREE_LABELS - 16},
            "encoding": names,
        },
    )


def specify_flows(flows: Sequence[Flow], rest: str, link: Linker) -> Spec:
    """Bars of things and bands between them."""
    laid = lay_out(flows, rest)
    last = max((stop.column for stop in laid.stops), default=0)
    left = side(laid, 0)
    width, height = place(left, last) + BAR + side(laid, last), laid.height + 2 * TOP
    things = [_bar(stop, left, link) for stop in laid.stops]
    bands = [value for number, ribbon in enumerate(laid.ribbons) for value in _band(ribbon, left, number)]
    band: Spec = {
        **_places("x", "y", width, height),
        "y2": {"field": "y2"},
        "detail": _text("band"),
        "color": {**_text("from"), "legend": None},
        "tooltip": [_text("way"), {"field": "value", "type": "quantitative"}],
    }
    box = {**_places("x", "y", width, height), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    tip = [_text("name"), {"field": "value", "type": "quantitative"}]
    return _layered(
        width,
        height,
        {
            "data": {"values": bands},
            "mark": {"type": "area", "interpolate": "monotone", "opacity": 0.45, "line": False},
            "encoding": band,
        },
        {
            "data": {"values": things},
            "mark": {"type": "rect", "fill": "#1c2330"},
            "encoding": {**box, "tooltip": tip, "href": HREF},
        },
        _names(things, "datum.column === 0", "right", width, height, limit=left),
        _names(things, "datum.column > 0", "left", width, height, limit=side(laid, last)),
    )


def _names(things: list[Spec], which: str, align: str, width: float, height: float, *, limit: float) -> Spec:
    """The names of some things, beside their marks."""
    shift = 6 if align == "left" else -6
    return {
        "data": {"values": things},
        "transform": [{"filter": which}],
        "mark": {"type": "text", "align": align, "baseline": "middle", "dx": shift, "limit": limit},
        "encoding": {**_places("textX", "textY", width, height), "text": _text("name"), "href": HREF},
    }


def _turned(names: Spec) -> Spec:
    names["encoding"]["angle"] = {"field": "angle", "type": "quantitative", "scale": None}
    return names


def _bar(stop: Stop, left: float, link: Linker) -> Spec:
    x, y = place(left, stop.column), TOP + stop.y
    spot = {"x": x, "x2": x + BAR, "y": y, "y2": y + stop.height}
    text = {"textX": x if stop.column == 0 else x + BAR, "textY": y + stop.height / 2}
    return {**_thing(stop.cell, link), "column": stop.column, "value": stop.value, **spot, **text}


def _band(ribbon: Ribbon, left: float, number: int) -> list[Spec]:
    """Four points of a band: level where it leaves and where it arrives."""
    x1, x2 = place(left, ribbon.column) + BAR, place(left, ribbon.column + 1)
    way = ribbon.flow.way
    said = {
        "band": number,
        "from": way[0].text,
        "way": " → ".join(cell.text for cell in way),
        "value": ribbon.flow.value,
    }
    return [
        {**said, "x": x1 + (x2 - x1) * share, "y": TOP + y, "y2": TOP + y + max(ribbon.height, THINNEST)}
        for share, y in ((0, ribbon.y1), (FLAT, ribbon.y1), (1 - FLAT, ribbon.y2), (1, ribbon.y2))
    ]


def _thing(cell: Cell, link: Linker) -> Spec:
    address = link(cell.iri) if cell.iri else None
    return {"name": cell.text, **({"href": address} if address else {})}


def _tie(start: Cell, end: Cell, label: str) -> Spec:
    return {"from": start.text, "to": end.text, "tie": label}


def _ends(start: tuple[float, float], end: tuple[float, float]) -> Spec:
    return {"x": start[0], "y": start[1], "x2": end[0], "y2": end[1]}


def _lines(ties: list[Spec], width: float, height: float) -> Spec:
    ends = {**_places("x", "y", width, height), "x2": {"field": "x2"}, "y2": {"field": "y2"}}
    tip = [_text("from"), _text("to"), _text("tie")]
    named = any(tie["tie"] for tie in ties)
    colour = {"color": {"field": "tie", "type": "nominal", "title": None}} if named else {}
    return {"data": {"values": ties}, "mark": TIE, "encoding": {**ends, **colour, "tooltip": tip}}


def _places(x: str, y: str, width: float, height: float) -> Spec:
    """Fields that hold pixels: no axis, nought at the upper left."""
    across = {"domain": [0, width], "nice": False, "zero": False}
    down = {"domain": [0, height], "nice": False, "zero": False, "reverse": True}
    return {
        "x": {"field": x, "type": "quantitative", "axis": None, "scale": across},
        "y": {"field": y, "type": "quantitative", "axis": None, "scale": down},
    }


def _text(field: str) -> Spec:
    """A field of words."""
    return {"field": field, "type": "nominal"}


def _layered(width: float, height: float, *layers: Spec) -> Spec:
    return {"width": width, "height": height, "layer": list(layers)}
