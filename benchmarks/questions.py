"""The query mix, written once in mix/*.rq, with parameters drawn by seed for a catalogue of a given size."""

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atlas.rdf.terms import NamedNode
from atlas.store.parameters import bind, parameter_names
from benchmarks.catalogue import Catalogue, thing

FOLDER: Final = Path(__file__).parent / "mix"
GRAPHS: Final = ("CONSTRUCT", "DESCRIBE")


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
