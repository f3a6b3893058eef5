"""A full derivation of what is too big for memory: rules over a working copy in, facts out in a file of N-Quads.

Each rule runs for some hundred focuses at a time; what it makes is seen when it is through, and stands on disk.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import IO, Final

from atlas.errors import HomeError
from atlas.rdf.terms import NamedNode, Quad
from atlas.schema.rules import Rule
from atlas.schema.starts import Start
from atlas.store.layers import Layers, Values
from atlas.store.whole import Whole

ROUNDS: Final = 50
FOCUSES: Final = 500  # of more than about a thousand values the engine thinks it better to begin elsewhere
REMEMBERED: Final = 1_000_000
News = Mapping[str, int]
Tell = Callable[[News], None]


def run_windows(
    whole: Whole, rules: Sequence[Rule], described: set[Quad], added: IO[str], tell: Tell | None
) -> tuple[int, int]:
    """Derive everything; how many facts there are, and how many of them the store's layers did not hold.

    added: where those are written as N-Quads. tell: hears `rules` done `of` how many, and `facts` so far. Raises
    HomeError for a fixpoint not reached.
    """
    facts = come = 0
    for number, rule in enumerate(rules):
        for _ in range(ROUNDS):
            for _ in whole.gather(*_work(whole.layers, rule)):
                if tell is not None:
                    tell({"rules": number, "of": len(rules), "facts": facts})
            fresh, new = whole.settle(rule.graph, added)
            facts, come = facts + fresh, come + new
            if not rule.is_fixpoint or not fresh:
                break
        else:
            raise HomeError(f"The rule {rule.query.stem} does not come to an end.", expected=f"at most {ROUNDS} rounds")
    for quad in sorted(described, key=str):
        come += whole.write_new([quad.triple], str(quad.graph_name)[1:-1], added)
    return facts + len(described), come


def _work(layers: Layers, rule: Rule) -> tuple[str, Iterator[Values]]:
    """The query to be run and what for."""
    if rule.is_fixpoint or rule.starts is None:
        return rule.query.text, iter([{}])
    return rule.restricted, ({"focus": some} for some in iter_focuses(layers, rule.starts))


def iter_focuses(layers: Layers, starts: Sequence[Start]) -> Iterator[list[NamedNode]]:
    """Every focus that a rule may have, so many at once; of very many, some may come twice."""
    known, some = set[str](), list[NamedNode]()
    for start in starts:
        for predicate in [start.predicate] if start.predicate else _predicates(layers, start):
            for term in layers.terms(start.place, predicate, start.object, ()):
                if not isinstance(term, NamedNode) or term.value in known:
                    continue
                if len(known) >= REMEMBERED:
                    known.clear()
                known.add(term.value)
                some.append(term)
                if len(some) >= FOCUSES:
                    yield some
                    some = []
    if some:
        yield some


def _predicates(layers: Layers, start: Start) -> list[str]:
    return [row[0].value for row in layers.select(start.predicates, ()) if isinstance(row[0], NamedNode)]
