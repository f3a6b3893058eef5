"""Questions: every competency question timed over a running service; and the query mix of the other benchmarks.

The mix is written once in mix/*.rq, with parameters drawn by seed for a catalogue of a given size.
"""

import argparse
import os
import random
import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.load import load_schema
from atlas.schema.model import Parameter, SavedQuery
from atlas.settings import find_home
from atlas.store.parameters import bind, parameter_names
from benchmarks.catalogue import Catalogue, thing

FOLDER: Final = Path(__file__).parent / "mix"
GRAPHS: Final = ("CONSTRUCT", "DESCRIBE")
TARGET_MS: Final = 100


@dataclass(frozen=True)
class Question:
    """One query of the mix. texts: the same query with different things in it."""

    name: str
    kind: str
    media_type: str
    texts: tuple[str, ...]


def read_mix(models: int, rounds: int, seed: int = 7) -> list[Question]:
    """The mix for a catalogue of so many models, each query with `rounds` draws of its parameters."""
    paths = sorted(FOLDER.glob("*.rq"))
    if len(paths) < 20:
        raise FileNotFoundError(f"{FOLDER} holds {len(paths)} queries")
    return [_read(path, Catalogue(models), rounds, random.Random(f"{seed} {path.stem}")) for path in paths]


def _read(path: Path, catalogue: Catalogue, rounds: int, chance: random.Random) -> Question:
    text = path.read_text(encoding="utf-8")
    kind = text.split("#+ kind:", 1)[1].split("\n", 1)[0].strip()
    names = parameter_names(text)
    texts = [bind(text, {name: _draw(name, catalogue, chance) for name in names}) for _ in range(rounds)]
    is_graph = any(f"\n{form} " in text for form in GRAPHS)
    media_type = "application/n-triples" if is_graph else "application/sparql-results+json"
    drawn = tuple(dict.fromkeys(texts)) if parameter_names(text) else tuple(texts)
    return Question(path.stem, kind, media_type, drawn)


def _draw(name: str, catalogue: Catalogue, chance: random.Random) -> NamedNode:
    kind = "model" if name == "late" else name
    count = {
        "model": catalogue.models,
        "organisation": catalogue.organisations,
        "dataset": catalogue.datasets,
        "family": catalogue.families,
    }[kind]
    first = count * 9 // 10 if name == "late" else count // 20
    return NamedNode(thing(kind, chance.randrange(first, count)))


def main(arguments: list[str]) -> int:
    """Median of every question of the home, warm, asked of a running service with its parameters' defaults."""
    parser = argparse.ArgumentParser(prog="benchmarks questions", description=main.__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000", help="of the running service")
    parser.add_argument("--rounds", type=int, default=15)
    given = parser.parse_args(arguments)
    schema = load_schema(find_home())
    with httpx.Client(base_url=given.url, timeout=60) as client:
        rows = [_measure(client, query, given.rounds) for query in schema.folder("questions")]
    rows.sort(key=lambda row: -row[1])
    slow = sum(row[1] > TARGET_MS for row in rows)
    print(
        f"{len(rows)} questions, {given.rounds} rounds each, load {os.getloadavg()[0]:.1f}; "
        f"{slow} above {TARGET_MS} ms\n"
    )
    print("| question | median ms | slowest ms | rows |\n|---|---:|---:|---:|")
    for name, middle, slowest, count in rows:
        print(f"| {name} | {middle:.1f} | {slowest:.1f} | {count} |")
    return 0


def _measure(client: httpx.Client, query: SavedQuery, rounds: int) -> tuple[str, float, float, int]:
    """Name, median and slowest answer in milliseconds, rows. Every text is new, so that no answer is a cached one."""
    values = {one.name: _default(one) for one in query.parameters}
    text = bind(query.text, values)
    times: list[float] = []
    for number in range(rounds + 1):
        began = time.perf_counter()
        answer = client.post("/sparql", data={"query": f"{text}\n# {number} {began}"}, headers={"Accept": "text/csv"})
        times.append(1000 * (time.perf_counter() - began))
        answer.raise_for_status()
    return query.stem, statistics.median(times[1:]), max(times[1:]), max(0, answer.text.count("\n") - 1)


def _default(parameter: Parameter) -> Term | list[Term]:
    given = parameter.default or ""
    if parameter.type == "iri":
        return NamedNode(given)
    if parameter.type == "iris":
        return [NamedNode(one) for one in given.split()]
    return Literal(given)
