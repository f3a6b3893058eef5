"""A full derivation: every rule in turn over layers in, their facts out, in the layers; and what that changes."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from atlas.errors import HomeError
from atlas.intake.deriving.windows import ROUNDS, Tell
from atlas.namespaces import PROV, RDF, RDFS
from atlas.rdf.terms import Literal, NamedNode, Quad, Triple
from atlas.schema.files import rule_graph
from atlas.schema.model import SavedQuery
from atlas.schema.rules import Rule
from atlas.store.layers import Layers


def run_rules(layers: Layers, rules: Sequence[Rule], tell: Tell | None = None) -> None:
    """Fill empty layers: each rule sees what is stated and the facts of those before it, and makes only what is new.

    tell: hears `rules` done `of` how many. Raises HomeError for a fixpoint not reached in ROUNDS rounds.
    """
    for number, rule in enumerate(rules):
        if tell is not None:
            tell({"rules": number, "of": len(rules), "facts": 0})
        run_whole(layers, rule, rules[:number])


def run_whole(layers: Layers, rule: Rule, before: Sequence[Rule]) -> None:
    """Fill the empty layer of one rule."""
    seen = [one.graph for one in before if rule.can_read(one)]
    shadows = [one.graph for one in before if rule.can_make(one)]
    if not rule.is_fixpoint:
        layers.add(
            rule.graph, (fact for fact in layers.construct(rule.query.text, seen) if not layers.sees(fact, shadows))
        )
    else:
        _run_fixpoint(layers, rule, seen, shadows)


def _run_fixpoint(layers: Layers, rule: Rule, seen: list[str], shadows: list[str]) -> None:
    for _ in range(ROUNDS):
        found = layers.construct(rule.query.text, [*seen, rule.graph])
        fresh = {fact for fact in found if not layers.sees(fact, [*shadows, rule.graph])}
        if not fresh:
            return
        layers.add(rule.graph, fresh)
    raise HomeError(f"The rule {rule.query.stem} does not come to an end.", expected=f"at most {ROUNDS} rounds")


def describe_rules(rules: Iterable[SavedQuery], base: str) -> set[Quad]:
    """What each rule is called and does, in the graph of its facts, so that every derived fact names its rule."""
    described: set[Quad] = set()
    for rule in rules:
        graph, name = NamedNode(rule_graph(base, rule.stem)), NamedNode(f"{base}rule/{rule.stem}")
        described.add(Quad(graph, NamedNode(f"{PROV}wasDerivedFrom"), name, graph))
        described.add(Quad(name, NamedNode(f"{RDF}type"), NamedNode(f"{PROV}Plan"), graph))
        described.add(Quad(name, NamedNode(f"{RDFS}label"), Literal(rule.title, language="en"), graph))
        said = rule.first("description")
        if said:
            described.add(Quad(name, NamedNode(f"{RDFS}comment"), Literal(said, language="en"), graph))
    return described


def iter_removed(found: Layers, held: Layers, described: set[Quad]) -> Iterator[Quad]:
    """What stands in the layers of a store and was not found."""
    for layer in held.layers():
        for fact in held.facts(layer):
            quad = to_quad(fact, layer)
            if quad not in described and not found.holds(fact, layer):
                yield quad


def iter_added(found: Layers, held: Layers, described: set[Quad]) -> Iterator[Quad]:
    """What was found, and how the rules are described, that does not stand in the layers of a store."""
    for layer in found.layers():
        yield from (to_quad(fact, layer) for fact in found.facts(layer) if not held.holds(fact, layer))
    for quad in sorted(described, key=str):
        if not held.holds(quad.triple, str(quad.graph_name)[1:-1]):
            yield quad


def write_quads(path: Path, quads: Iterable[Quad]) -> int:
    """Write quads to a file of N-Quads as they come; how many."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for count, quad in enumerate(quads, start=1):  # noqa: B007 - the count is the answer
            file.write(f"{quad} .\n")
    return count


def to_quad(fact: Triple, layer: str) -> Quad:
    """A fact in its layer."""
    return Quad(fact.subject, fact.predicate, fact.object, NamedNode(layer))
