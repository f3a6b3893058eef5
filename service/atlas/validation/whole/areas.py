"""Sets of nodes as graph patterns, the steps of a path from them, and the questions that shapes put to both.

In: a store to ask. Out: terms. What is asked over and over (who is in an area) is remembered. A pattern is scanned
once where the nodes in question are many, and looked up node by node where they are few beside it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Self

from atlas.namespaces import RDF
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Term
from atlas.store.memory import MemoryStore
from atlas.validation.closure import Superclasses

TYPE: Final = f"<{RDF}type>"
NAMED_AT_ONCE: Final = 1_000
FEW: Final = 30
LOOKUP: Final = 10  # what it costs to look a node up, in rows scanned: about 5 microseconds beside 0.5
NOBODY: Final[frozenset[Term]] = frozenset()
IRI: Final = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Area:
    """Nodes. pattern: binds ?focus to each of them once. test: holds of a bound ?focus that is one of them."""

    pattern: str
    test: str

    @classmethod
    def of_classes(cls, classes: Iterable[str]) -> Self:
        """Everything that is of one of some classes."""
        names = [f"<{one}>" for one in sorted(classes)]
        if len(names) == 1:
            return cls(f"?focus {TYPE} {names[0]} .", f"?focus {TYPE} {names[0]} .")
        listed = f"VALUES ?type {{ {' '.join(names)} }} ?focus {TYPE} ?type ."
        test = f"?focus {TYPE} ?type FILTER(?type IN ({', '.join(names)}))"
        return cls(f"{{ SELECT DISTINCT ?focus WHERE {{ {listed} }} }}", test)

    @classmethod
    def of_pattern(cls, pattern: str) -> Self:
        """Every ?focus of a pattern."""
        return cls(f"{{ SELECT DISTINCT ?focus WHERE {{ {pattern} }} }}", pattern)


@dataclass(frozen=True)
class Steps:
    """A path from the nodes of an area; without a path each node is its own value."""

    area: Area
    path: str | None

    @property
    def is_simple(self) -> bool:
        """Whether the path is one predicate, so that a value comes once."""
        return self.path is not None and IRI.fullmatch(self.path) is not None

    @property
    def loose(self) -> str:
        """Binds ?focus and ?value along the path, whosesoever the values are."""
        return f"?focus {self.path} ?value ." if self.path else f"{self.area.pattern} BIND(?focus AS ?value)"

    @property
    def each(self) -> str:
        """Binds ?value to each value along the path once. Grouped, for the engine would filter before it dedupes."""
        return f"{{ SELECT ?value WHERE {{ {self.loose} }} GROUP BY ?value }}" if self.path else self.loose

    @property
    def strict(self) -> str:
        """Binds ?focus and ?value from the nodes of the area only."""
        return f"{self.area.pattern} ?focus {self.path} ?value ." if self.path else self.loose

    def reached(self) -> Area:
        """The values, perhaps with those of other nodes."""
        if self.path is None:
            return self.area
        return Area.of_pattern(f"?start {self.path} ?focus .")


class Asker:
    """Puts questions to one store; several threads may ask the same one."""

    def __init__(self, store: MemoryStore, superclasses: Superclasses) -> None:
        self._store, self._superclasses = store, superclasses
        self.nodes, self._terms, self._size = cache(self._nodes), cache(self._ask), cache(self._count)
        self._owners = cache(self._find_owners)

    def values(self, steps: Steps, suspect: str) -> frozenset[Term]:
        """Every value along the path of which an expression is true."""
        wanted = f"FILTER({suspect})" if suspect != "true" else ""
        return self._terms("value", f"SELECT ?value WHERE {{ {steps.each} {wanted} }}")

    def without_class(self, steps: Steps, wanted: Term) -> frozenset[Term]:
        """Values that are not known to be of a class."""
        iri = wanted.value if isinstance(wanted, NamedNode) else ""
        names = [f"<{one}>" for one in sorted(self._superclasses.narrower(iri))]
        known = f"VALUES ?kind {{ {' '.join(names)} }} ?value {TYPE} ?kind"
        if self._are_few(steps.loose, known):
            known = f"?value {TYPE} ?kind FILTER(?kind IN ({', '.join(names)}))"
            return self._terms("value", f"SELECT ?value WHERE {{ {steps.each} FILTER NOT EXISTS {{ {known} }} }}")
        return self._terms("value", f"SELECT DISTINCT ?value WHERE {{ {steps.loose} MINUS {{ {known} }} }}")

    def owners(self, steps: Steps, values: frozenset[Term]) -> tuple[tuple[Term, Term], ...]:
        """Who has some values, with the value."""
        if steps.path is None:
            return tuple((one, one) for one in values)
        return self._owners(steps.loose, values) if values else ()

    def _find_owners(self, loose: str, values: frozenset[Term]) -> tuple[tuple[Term, Term], ...]:
        if self._can_be_named(values, loose):
            return tuple(pair for part in _parts("?value", values) for pair in self._pairs(f"{part} {loose}"))
        return tuple(pair for pair in self._pairs(loose) if pair[1] in values)

    def pairs(self, steps: Steps, nodes: frozenset[Term]) -> Iterator[tuple[Term, Term]]:
        """Some nodes of the area with each of their values."""
        if self._can_be_named(nodes, steps.area.pattern):
            for part in _parts("?focus", nodes):
                yield from self._pairs(f"{part} ?focus {steps.path} ?value .")
        else:
            yield from (pair for pair in self._pairs(steps.strict) if pair[0] in nodes)

    def lacking(self, steps: Steps, value: Term) -> frozenset[Term]:
        """Nodes of the area that do not have a value."""
        if steps.path is None:
            return self.nodes(steps.area) - {value}
        return self._without(steps, f"?focus {steps.path} {value}")

    def fewer(self, steps: Steps, number: int) -> frozenset[Term]:
        """Nodes of the area with fewer values than a number."""
        if number == 0:
            return NOBODY
        if number == 1:
            return self._without(steps, f"?focus {steps.path} ?value")
        counted = f"{steps.area.pattern} OPTIONAL {{ ?focus {steps.path} ?value }}"
        return self._terms("focus", f"SELECT ?focus WHERE {{ {counted} }} {_grouped(steps, '<', number)}")

    def more(self, steps: Steps, number: int) -> frozenset[Term]:
        """Nodes with more values than a number, whether in the area or not."""
        return self._terms("focus", f"SELECT ?focus WHERE {{ {steps.loose} }} {_grouped(steps, '>', number)}")

    def repeating_language(self, steps: Steps) -> frozenset[Term]:
        """Nodes with two values in one language, whether in the area or not."""
        several = f"{{ SELECT ?focus WHERE {{ {steps.loose} }} {_grouped(steps, '>', 1)} }}"
        tagged = f'{several} {steps.loose} BIND(LCASE(LANG(?value)) AS ?tag) FILTER(?tag != "")'
        return self._terms("focus", f"SELECT ?focus WHERE {{ {tagged} }} {_grouped(steps, '>', 1, '?focus ?tag')}")

    def inside(self, nodes: frozenset[Term], area: Area) -> frozenset[Term]:
        """Those of some nodes that are in an area."""
        if not self._can_be_named(nodes, area.pattern):
            return nodes & self.nodes(area)
        return NOBODY.union(
            *(
                self._ask("focus", f"SELECT DISTINCT ?focus WHERE {{ {part} {area.test} }}")
                for part in _parts("?focus", nodes)
            )
        )

    def exists(self, pattern: str) -> bool:
        """Whether a pattern has any solution."""
        return self._store.ask(f"ASK {{ {pattern} }}")

    def _nodes(self, area: Area) -> frozenset[Term]:
        return self._ask("focus", f"SELECT ?focus WHERE {{ {area.pattern} }}")

    def _without(self, steps: Steps, pattern: str) -> frozenset[Term]:
        one_by_one = steps.is_simple and self._are_few(steps.area.pattern, pattern)
        absent = f"FILTER NOT EXISTS {{ {pattern} }}" if one_by_one else f"MINUS {{ {pattern} }}"
        return self._terms("focus", f"SELECT ?focus WHERE {{ {steps.area.pattern} {absent} }}")

    def _are_few(self, pattern: str, other: str) -> bool:
        """Whether looking up each solution of a pattern costs less than to scan another."""
        return self._size(pattern) * LOOKUP < self._size(other)

    def _can_be_named(self, nodes: frozenset[Term], pattern: str) -> bool:
        """Whether nodes have names to ask for, and are few beside the solutions of a pattern."""
        if any(isinstance(one, BlankNode) for one in nodes):
            return False
        return len(nodes) <= FEW or len(nodes) * LOOKUP < self._size(pattern)

    def _count(self, pattern: str) -> int:
        (row,) = self._store.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        return int(row["n"].value) if isinstance(row["n"], Literal) else 0

    def _ask(self, name: str, text: str) -> frozenset[Term]:
        return frozenset(row[name] for row in self._store.select(text))

    def _pairs(self, pattern: str) -> Iterator[tuple[Term, Term]]:
        for row in self._store.select(f"SELECT DISTINCT ?focus ?value WHERE {{ {pattern} }}"):
            yield row["focus"], row["value"]


def _parts(variable: str, nodes: Iterable[Term]) -> Iterator[str]:
    """Patterns that bind a variable to each of some nodes, so many in each."""
    names = sorted(map(str, nodes))
    for start in range(0, len(names), NAMED_AT_ONCE):
        yield f"VALUES {variable} {{ {' '.join(names[start : start + NAMED_AT_ONCE])} }}"


def _grouped(steps: Steps, sign: str, number: int, by: str = "?focus") -> str:
    """Grouping by node, and how many values of each are too many or too few."""
    distinct = "" if steps.is_simple else "DISTINCT "
    return f"GROUP BY {by} HAVING(COUNT({distinct}?value) {sign} {number})"
