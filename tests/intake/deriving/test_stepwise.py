"""Deriving from what changed comes to the facts of a full derivation, quad for quad."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from atlas.intake.deriving.derive import derive, rules_in_order
from atlas.intake.deriving.focuses import Change
from atlas.intake.deriving.full import to_quad
from atlas.intake.deriving.stepwise import advance
from atlas.rdf.canonical import skolemize
from atlas.rdf.terms import DefaultGraph, NamedNode, Quad
from atlas.schema.files import iter_home_files, rule_graph
from atlas.schema.load import load_schema, read_file
from atlas.schema.model import SavedQuery
from atlas.schema.rules import Rule
from atlas.store.layers import Layers

BASE = "urn:base/"
NODES = [NamedNode(f"urn:n/{number}") for number in range(7)]
PREDICATES = [NamedNode(f"urn:p/{name}") for name in ("part", "likes", "rank", "next", "kind")]
GRAPHS = [NamedNode(f"urn:g/{number}") for number in range(3)]
RULES = {
    "a-closure": (
        "focus: ?start;repeat: fixpoint",
        "CONSTRUCT { ?start p:next ?end } WHERE { ?start p:next ?middle . ?middle p:next ?end FILTER(?start != ?end) }",
    ),
    "b-inherits": (
        "focus: ?thing",
        "CONSTRUCT { ?thing p:kind ?kind . ?piece p:of ?thing } "
        "WHERE { { ?thing p:part ?piece . ?piece p:kind ?kind } UNION { ?one p:likes ?piece . BIND(?one AS ?thing) } }",
    ),
    "c-best": (
        "focus: ?thing",
        "CONSTRUCT { ?thing p:best ?best } WHERE { { SELECT ?thing (MIN(STR(?rank)) AS ?best) "
        "WHERE { ?thing p:likes/p:rank ?rank } GROUP BY ?thing } }",
    ),
    "d-lacks": (
        "focus: ?thing;parts: ?gap",
        "CONSTRUCT { ?thing p:lacks ?piece . ?gap p:about ?piece } WHERE { ?thing p:likes ?piece "
        'MINUS { ?thing p:best ?any . ?piece p:kind ?any } BIND(IRI(CONCAT(STR(?thing), "#gap")) AS ?gap) }',
    ),
    "e-reaches": ("focus: ?thing", "CONSTRUCT { ?thing p:reaches ?end } WHERE { ?thing p:part+/^p:likes ?end }"),
    "f-again": (
        "focus: ?thing",
        "CONSTRUCT { ?thing p:kind ?other ; p:lone true } WHERE { ?thing p:reaches ?other "
        "OPTIONAL { ?thing p:lacks ?gap . ?gap p:kind ?of } FILTER(!BOUND(?of)) }",
    ),
    "g-whole": ("focus: none", "CONSTRUCT { ?a p:pair ?b } WHERE { ?a p:kind ?k . ?b p:kind ?k FILTER(?a != ?b) }"),
    "h-any": (
        "focus: ?value",
        "CONSTRUCT { ?value ?inverse ?thing } WHERE { ?property p:likes ?inverse . ?thing ?property ?value }",
    ),
}


def saved(stem: str, header: str, text: str) -> SavedQuery:
    """A rule that stands in no file."""
    said = dict(line.split(": ", 1) for line in header.split(";"))
    return SavedQuery(
        id=f"rules/{stem}",
        text=f"PREFIX p: <urn:p/>\n{text}\n",
        header={key: (value,) for key, value in said.items()},
        parameters=(),
        path=Path(stem),
    )


def lay(stated: set[Quad], facts: set[Quad], base: str) -> Layers:
    """Layers in memory that hold these facts."""
    layers = Layers.empty(rule_graph(base, ""))
    layers.store.extend(stated)
    layers.store.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in stated)
    layers.store.extend(facts)
    return layers


def read(layers: Layers) -> set[Quad]:
    """Every fact of layers."""
    return {to_quad(fact, layer) for layer in layers.layers() for fact in layers.facts(layer)}


def follow(
    stated: set[Quad], facts: set[Quad], rules: Sequence[SavedQuery], base: str, less: set[Quad], more: set[Quad]
) -> set[Quad]:
    """The facts after a change, derived from it; the change told must be the one that the layers went through."""
    old, new = lay(stated, facts, base), lay(stated, facts, base)
    change = Change(*new.change(less, more))
    gone, come = advance(old, new, [Rule(query, base) for query in rules], change)
    assert (facts - set(gone)) | set(come) == read(new)
    return read(new)


def draw(chance: random.Random, count: int) -> set[Quad]:
    """Random quads; a predicate may be a subject, so that statements about predicates occur."""
    things = [*NODES, *NODES, *PREDICATES]
    quads = set()
    for _ in range(count):
        subject, value, predicate = chance.choice(things), chance.choice(things), chance.choice(PREDICATES)
        quads.add(Quad(subject, predicate, value, chance.choice(GRAPHS)))
    return quads


@pytest.mark.parametrize("seed", range(40))
def test_random_changes_of_a_small_graph_are_followed(seed: int) -> None:
    chance = random.Random(seed)
    rules = [saved(stem, header, text) for stem, (header, text) in sorted(RULES.items())]
    assert not [rule.stem for rule in rules if Rule(rule, BASE).complaint]
    stated = draw(chance, chance.randrange(5, 40))
    facts = derive(stated, rules, BASE)
    for _ in range(6):
        less = set(chance.sample(sorted(stated, key=str), min(len(stated), chance.randrange(4))))
        more = draw(chance, chance.randrange(4)) - less
        if chance.random() < 0.3 and facts:
            made = chance.choice(sorted(facts, key=str))
            more.add(Quad(made.subject, made.predicate, made.object, GRAPHS[0]))
        found = follow(stated, facts, rules, BASE, less, more)
        stated = (stated - less) | more
        facts = derive(stated, rules, BASE)
        assert found == facts


@pytest.mark.parametrize(("home", "rounds"), [("tests/toy", 8), (".", 3)])
def test_random_records_of_a_home_are_followed(root: Path, home: str, rounds: int) -> None:
    schema = load_schema(root / home)
    rules = rules_in_order(schema)
    records: dict[str, set[Quad]] = {}
    rest: set[Quad] = set()
    for file in iter_home_files(schema.home, schema.base):
        quads = set(skolemize(read_file(file), f"{file.graph}/genid/"))
        if file.part in ("record", "source"):
            records[file.graph] = quads
        else:
            rest |= quads
    chance = random.Random(rounds)
    stated = rest.union(*records.values())
    facts = derive(stated, rules, schema.base)
    assert facts
    out: set[Quad] = set()
    for number in range(rounds):
        less = set(records[chance.choice(sorted(records))]) & stated
        kept = set(chance.sample(sorted(less, key=str), len(less) // 2)) if number % 2 else set()
        less, more = (less - kept) - out, out
        facts = follow(stated, facts, rules, schema.base, less, more)
        stated, out = (stated - less) | more, less
    assert facts == derive(stated, rules, schema.base)
