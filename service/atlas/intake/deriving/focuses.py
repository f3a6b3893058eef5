"""Which focuses of a rule a change concerns: changed triples and the rule's links in, nodes out, or None for all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from atlas.rdf.terms import BlankNode, NamedNode, Term, Triple
from atlas.schema.links import Link
from atlas.schema.rules import Made, Rule
from atlas.store.layers import Layers

ROWS_AT_ONCE: Final = 300


@dataclass
class Change:
    """Triples that a rule does not see any more, and triples that it sees now."""

    gone: set[Triple] = field(default_factory=set)
    come: set[Triple] = field(default_factory=set)

    def follow(self, gone: set[Triple], come: set[Triple]) -> None:
        """Add the change of one more layer: a triple that only moved between layers has not changed."""
        for fact in gone:
            (self.come.discard if fact in self.come else self.gone.add)(fact)
        for fact in come:
            (self.gone.discard if fact in self.gone else self.come.add)(fact)


def find_focuses(rule: Rule, change: Change, old: Layers, new: Layers, seen: Sequence[str]) -> set[NamedNode] | None:
    """Focuses in whose solutions a triple that went stood, or one that came stands; None when it may be any."""
    if rule.focus is None:
        both = (*change.gone, *change.come)
        return None if any(read.has(fact) for fact in both for read in rule.reads) else set()
    found = set[NamedNode]()
    for facts, layers in ((change.gone, old), (change.come, new)):
        sorted_facts = _by_predicate(facts)
        for link in rule.links:
            some = _follow(rule, link, _iter_rows(link, sorted_facts), layers, seen)
            if some is None:
                return None
            found |= some
    return found


def find_makers(
    rule: Rule, facts: Iterable[Triple], layers: Layers, seen: Sequence[str], *, others: bool = False
) -> set[NamedNode] | None:
    """Focuses that may make one of these facts; None when it may be any.

    others: the facts are no longer made by their own focus; only another one may still make them.
    """
    found = set[NamedNode]()
    for fact in facts:
        for made in rule.made:
            if made.shape.has(fact) and not (others and made.subject in rule.own):
                some = _find_makers(rule, made, fact.subject, layers, seen)
                if some is None:
                    return None
                found |= some
    return found


def _find_makers(rule: Rule, made: Made, subject: Term, layers: Layers, seen: Sequence[str]) -> set[NamedNode] | None:
    if rule.focus is None or not isinstance(subject, NamedNode):
        return None
    if made.subject == rule.focus:
        return {subject}
    if made.subject in rule.parts:
        return set(_wholes(subject))
    found = None if made.subject in rule.own else set[NamedNode]()
    for link in made.makers:
        some = _follow(rule, link, [(subject,)], layers, seen)
        found = None if found is None or some is None else found | some
    return found


def _wholes(part: NamedNode) -> Iterator[NamedNode]:
    """What a thing may be a part of, by its IRI."""
    name = part.value
    place = name.rfind("#")
    while place > 0:
        yield NamedNode(name[:place])
        place = name.rfind("#", 0, place)


def _by_predicate(facts: Iterable[Triple]) -> dict[str, list[Triple]]:
    found: dict[str, list[Triple]] = defaultdict(list)
    for fact in facts:
        found[fact.predicate.value].append(fact)
    return found


def _iter_rows(link: Link, facts: dict[str, list[Triple]]) -> Iterator[tuple[Term, ...]]:
    """What the variables of a link are in the facts that it is about."""
    for some in facts.values() if link.predicate is None else (facts.get(link.predicate, ()),):
        for fact in some:
            terms: tuple[Term, ...] = (fact.subject, fact.predicate, fact.object)
            if _is(terms[0], link.subject) and _is(terms[2], link.object):
                yield tuple(terms[place] for place in link.places)


def _is(term: Term, wanted: str | None) -> bool:
    return wanted is None or (isinstance(term, NamedNode) and term.value == wanted)


def _follow(
    rule: Rule, link: Link, rows: Iterable[tuple[Term, ...]], layers: Layers, seen: Sequence[str]
) -> set[NamedNode] | None:
    """Focuses that rows lead to; None when the link leads nowhere and one of them matters."""
    waiting = list(dict.fromkeys(rows))
    if not waiting:
        return set()
    if any(isinstance(term, BlankNode) for row in waiting for term in row):
        return None
    if not link.body and link.leads:
        return {row[0] for row in waiting if isinstance(row[0], NamedNode)}
    found = set[NamedNode]()
    for start in range(0, len(waiting), ROWS_AT_ONCE):
        text, values = _ask(rule, link, waiting[start : start + ROWS_AT_ONCE])
        for row in layers.select(text, seen, values):
            if not link.leads:
                return None
            if isinstance(row[0], NamedNode):
                found.add(row[0])
    return found


def _ask(rule: Rule, link: Link, rows: Sequence[tuple[Term, ...]]) -> tuple[str, dict[str, Term]]:
    """The query of a link for some rows. A variable that stands twice in a pattern is asked for twice."""
    prologue = rule.tree.prologue if rule.tree else ""
    values = {f"v{number}_{place}": term for number, row in enumerate(rows) for place, term in enumerate(row)}
    width = range(len(link.variables))
    table = " ".join(f"({' '.join(f'$v{number}_{place}' for place in width)})" for number in range(len(rows)))
    wanted = f"DISTINCT {rule.focus}" if link.leads else "*"
    end = "" if link.leads else " LIMIT 1"
    return (
        f"{prologue}SELECT {wanted} WHERE {{ VALUES ({' '.join(link.variables)}) {{ {table} }} {link.body} }}{end}",
        values,
    )
