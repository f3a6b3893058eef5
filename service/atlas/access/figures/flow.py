"""Where flows and the things they join stand: a column for each step, things by weight, flows that cross little."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from atlas.access.figures.points import Flow, key_of
from atlas.access.saved_queries.questions import Cell

SHOWN: Final = 40
HEIGHT: Final = 480.0
MOST: Final = 24.0
SLOT: Final = 17.0
GAP: Final = 6.0
ROUNDS: Final = 4
Key = tuple[int, str]


@dataclass(frozen=True)
class Stop:
    """One thing in one column. y: its upper edge; height: as much as runs through it."""

    cell: Cell
    column: int
    y: float
    height: float
    value: float


@dataclass(frozen=True)
class Ribbon:
    """A flow between two neighbouring columns. group: number of the first thing of its way; y1, y2: upper edges."""

    flow: Flow
    column: int
    group: int
    y1: float
    y2: float
    height: float


@dataclass(frozen=True)
class Laid:
    """Everything at its place. hidden: things that share the name for the rest."""

    stops: tuple[Stop, ...]
    ribbons: tuple[Ribbon, ...]
    height: float
    hidden: int


def lay_out(flows: Sequence[Flow], rest: str) -> Laid:
    """Places of all things and flows. rest: what the lightest things of a crowded column are called together."""
    flows, hidden = _gather(flows, rest)
    steps = len(flows[0].way) if flows else 0
    cells = {(step, key_of(flow.way[step])): flow.way[step] for flow in flows for step in range(steps)}
    weight: dict[Key, float] = defaultdict(float)
    for flow in flows:
        for step, cell in enumerate(flow.way):
            weight[step, key_of(cell)] += flow.value
    unit = min(MOST, HEIGHT / max(sum(flow.value for flow in flows), 1e-9))
    columns = _order(flows, [[key for key in cells if key[0] == step] for step in range(steps)], weight)
    tall = [sum(max(weight[key] * unit, SLOT) + GAP for key in column) for column in columns]
    stops: dict[Key, Stop] = {}
    for column, height in zip(columns, tall, strict=True):
        y = (max(tall) - height) / 2 + GAP / 2
        for key in column:
            slot = max(weight[key] * unit, SLOT)
            size = max(weight[key] * unit, 1.0)
            stops[key] = Stop(cells[key], key[0], y + (slot - size) / 2, size, weight[key])
            y += slot + GAP
    ribbons = _run(flows, stops, columns, unit)
    return Laid(tuple(stops.values()), ribbons, max(tall, default=0.0), hidden)


def _gather(flows: Sequence[Flow], rest: str) -> tuple[list[Flow], int]:
    """Flows with the lightest things of a crowded column taken together, and how many those are."""
    hidden = 0
    found = list(flows)
    for step in range(len(found[0].way) if found else 0):
        weight: dict[str, float] = defaultdict(float)
        for flow in found:
            weight[key_of(flow.way[step])] += flow.value
        if len(weight) <= SHOWN:
            continue
        kept = set(sorted(weight, key=lambda name: -weight[name])[: SHOWN - 1])
        hidden += len(weight) - len(kept)
        merged: dict[tuple[str, ...], Flow] = {}
        for flow in found:
            way = flow.way
            if key_of(way[step]) not in kept:
                way = (*way[:step], Cell(rest), *way[step + 1 :])
            key = tuple(map(key_of, way))
            merged[key] = replace(flow, way=way, value=flow.value + (merged[key].value if key in merged else 0))
        found = list(merged.values())
    return found, hidden


def _order(flows: Sequence[Flow], columns: list[list[Key]], weight: Mapping[Key, float]) -> list[list[Key]]:
    """Heaviest first, then each thing towards the middle of those it is joined with."""
    near: dict[Key, list[tuple[Key, float]]] = defaultdict(list)
    for flow in flows:
        for one, other in pairwise(_keys(flow)):
            near[one].append((other, flow.value))
            near[other].append((one, flow.value))
    for column in columns:
        column.sort(key=lambda key: -weight[key])
    for _ in range(ROUNDS):
        for number in [*range(1, len(columns)), *range(len(columns) - 2, -1, -1)]:
            place = {key: (row + 0.5) / len(column) for column in columns for row, key in enumerate(column)}
            side = {
                key: sum(place[other] * value for other, value in near[key]) / sum(value for _, value in near[key])
                for key in columns[number]
            }
            columns[number].sort(key=side.__getitem__)
    return columns


def _run(
    flows: Sequence[Flow], stops: Mapping[Key, Stop], columns: Sequence[Sequence[Key]], unit: float
) -> tuple[Ribbon, ...]:
    """Flows from column to column, side by side where they leave and where they arrive."""
    rank = {key: number for column in columns for number, key in enumerate(column)}
    used: dict[tuple[Key, int], float] = defaultdict(float)
    made: list[Ribbon] = []
    for step in range(len(columns) - 1):
        joined = [(_keys(flow)[step], _keys(flow)[step + 1], _keys(flow)[0]) for flow in flows]
        ranks = [(rank[one], rank[other], rank[first]) for one, other, first in joined]
        edges: tuple[dict[int, float], dict[int, float]] = ({}, {})
        for side, found in enumerate(edges):
            order = sorted(range(len(flows)), key=[(one[side], one) for one in ranks].__getitem__)
            for number in order:
                key = joined[number][side]
                found[number] = stops[key].y + used[key, side]
                used[key, side] += flows[number].value * unit
        made += [
            Ribbon(flow, step, ranks[number][2], edges[0][number], edges[1][number], flow.value * unit)
            for number, flow in enumerate(flows)
        ]
    return tuple(made)


def _keys(flow: Flow) -> list[Key]:
    return [(step, key_of(cell)) for step, cell in enumerate(flow.way)]
