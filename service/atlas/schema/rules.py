"""Rules taken apart: a saved query in; its focus, what it reads and makes, and how it is run for some focuses out.

`focus: ?x` in a rule's header says that its facts are partitioned by ?x; `parts: ?y` that the IRI of ?y is the focus's
and a fragment, `names: ?z` that ?z is minted from the focus otherwise: no other focus makes a fact about either.
`focus: none` has the rule run in full whenever it is concerned.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from atlas.errors import HomeError, SparqlSyntaxError
from atlas.namespaces import XSD
from atlas.rdf.terms import Literal, NamedNode, Triple
from atlas.schema.construct import read_construct
from atlas.schema.files import rule_graph
from atlas.schema.links import Link, find_links, find_makers
from atlas.schema.model import SavedQuery
from atlas.schema.patterns import Alias, Aside, Construct, Group, Part, Select, Step, Union
from atlas.schema.starts import Start, find_starts
from atlas.schema.together import is_variable

WHOLE: Final = "none"
TRUTHS: Final = ("true", "false")


@dataclass(frozen=True)
class Shape:
    """A kind of triple: its predicate as an IRI and its object, None where they may be anything."""

    predicate: str | None
    object: NamedNode | Literal | None

    def meets(self, other: "Shape") -> bool:
        """Whether one triple can be of both kinds."""
        return _meet(self.predicate, other.predicate) and _meet(self.object, other.object)

    def has(self, fact: Triple) -> bool:
        """Whether a triple is of this kind."""
        return _meet(self.predicate, fact.predicate.value) and self.object in (None, fact.object)


ANYTHING: Final = Shape(None, None)


@dataclass(frozen=True)
class Made:
    """One triple of a rule's template. makers: how its subject leads to focuses where it is not theirs alone."""

    subject: str
    shape: Shape
    makers: tuple[Link, ...]


class Rule:
    """One rule, taken apart. complaint: why it cannot be, else empty; such a rule is always run in full."""

    def __init__(self, query: SavedQuery, base: str) -> None:
        self.query, self.graph, self.complaint = query, rule_graph(base, query.stem), ""
        self.is_fixpoint = query.first("repeat") == "fixpoint"
        said = query.first("focus") or WHOLE
        self.focus = None if said == WHOLE else said
        self.parts = frozenset((query.first("parts") or "").split())
        self.own = (
            self.parts | frozenset((query.first("names") or "").split()) | ({self.focus} if self.focus else set())
        )
        self.tree: Construct | None = None
        try:
            self.tree = read_construct(query.text)
            self._check()
        except (HomeError, SparqlSyntaxError) as error:
            self.complaint, self.focus, self.tree = error.detail, None, None

    def _check(self) -> None:
        for name in self.own:
            if not is_variable(name) or not re.search(rf"\{name}\b", self.query.text):
                raise HomeError(f"The header names {name}, which is no variable of the query.")
        for made in self.made if self.focus else ():
            leads = bool(made.makers) and all(maker.leads for maker in made.makers)
            if made.subject not in self.own and not leads:
                raise HomeError(
                    f"There are facts about {made.subject}, which does not lead to {self.focus}: "
                    "say `parts` or `names` where it is minted from the focus, or `focus: none`."
                )
        if self.focus and not self.links:
            raise HomeError(f"Nothing leads to {self.focus}.")

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """How the triples it reads lead to its focuses; none for a rule without focus."""
        return find_links(self.tree, self.focus) if self.tree and self.focus else ()

    @cached_property
    def starts(self) -> tuple[Start, ...] | None:
        """Where its focuses can be found; None where that is not known."""
        return find_starts(self.tree, self.focus) if self.tree and self.focus else None

    @cached_property
    def reads(self) -> frozenset[Shape]:
        """Kinds of triples that its patterns match."""
        if self.tree is None:
            return frozenset({ANYTHING})
        found = set()
        for step in _steps(self.tree.where):
            for touch in step.touches:
                end = None if step.repeats else _resolve_end(self.tree, step.subject if touch.inverse else step.object)
                found.add(Shape(_resolve(self.tree, touch.predicate), end))
        return frozenset(found)

    @cached_property
    def made(self) -> tuple[Made, ...]:
        """The triples of its template."""
        if self.tree is None:
            return (Made("", ANYTHING, ()),)
        return tuple(self._made(self.tree, step) for step in self.tree.template)

    def _made(self, tree: Construct, step: Step) -> Made:
        shape = Shape(_resolve(tree, step.touches[0].predicate), _resolve_end(tree, step.object))
        if self.focus is None or step.subject in self.own:
            return Made(step.subject, shape, ())
        return Made(step.subject, shape, find_makers(tree, self.focus, step.subject))

    @cached_property
    def restricted(self) -> str:
        """The query for the focuses bound to $focus."""
        if self.focus is None or self.tree is None:
            raise HomeError(f"The rule {self.query.stem} has no focus.")
        text, where = self.query.text, self.tree.where
        places = list(_openings(where, self.focus))
        if not _is_opened(where, self.focus):
            places.append((text.rindex("}"), f"VALUES {self.focus} {{ $focus }} "))
        for offset, said in sorted(places, reverse=True):
            text = f"{text[:offset]} {said}{text[offset:]}"
        return text

    @cached_property
    def reads_only(self) -> tuple[tuple[str | None, NamedNode | Literal | None], ...]:
        """What it reads, as predicates and objects."""
        return tuple((read.predicate, read.object) for read in self.reads)

    def can_read(self, other: "Rule") -> bool:
        """Whether a fact of the other rule can match a pattern of this one."""
        return any(read.meets(made.shape) for read in self.reads for made in other.made)

    def can_make(self, other: "Rule") -> bool:
        """Whether both rules can make one and the same fact."""
        return any(mine.shape.meets(theirs.shape) for mine in self.made for theirs in other.made)


def sort_rules(rules: Iterable[SavedQuery]) -> list[SavedQuery]:
    """Rules by the number in their `order` header, then by name."""
    return sorted(rules, key=lambda rule: (int(rule.first("order") or 0), rule.id))


def lint_rule(query: SavedQuery, base: str) -> list[str]:
    """Why a rule cannot be derived for single records; nothing when it can, or says that it is run in full."""
    if not query.header.get("focus"):
        return ["the header does not say `focus`: the variable that its facts are partitioned by, or none"]
    complaint = Rule(query, base).complaint
    return [complaint] if complaint else []


def _name_here(group: Group, focus: str) -> str:
    """Under which name the focus stands in a group's own steps; empty where it does not."""
    steps = [part for part in group.parts if isinstance(part, Step)]
    aliases = [part for part in group.parts if isinstance(part, Alias) and part.target == focus]
    name = aliases[0].source if aliases else focus
    return name if any(name in (step.subject, step.path, step.object) for step in steps) else ""


def _is_opened(part: Part, focus: str) -> bool:
    """Whether every solution of a part comes by a place where focuses are said."""
    if isinstance(part, Union):
        return all(_is_opened(branch, focus) for branch in part.branches)
    if isinstance(part, Select):
        return focus in part.keeps and _is_opened(part.group, focus)
    return isinstance(part, Group) and (
        bool(_name_here(part, focus)) or any(_is_opened(inner, focus) for inner in part.parts)
    )


def _openings(group: Group, focus: str, *, here: bool = True) -> Iterator[tuple[int, str]]:
    """Where in the text focuses are said first, and under which name. What is only looked up for each row of the rest
    (OPTIONAL) has them already."""
    if here and (name := _name_here(group, focus)):
        yield group.start, f"VALUES {name} {{ $focus }}"
    for part in group.parts:
        if isinstance(part, Group):
            yield from _openings(part, focus, here=here)
        elif isinstance(part, Union):
            for branch in part.branches:
                yield from _openings(branch, focus, here=here)
        elif isinstance(part, Aside):
            yield from _openings(part.group, focus, here=part.stands_alone)
        elif isinstance(part, Select) and focus in part.keeps:
            yield from _openings(part.group, focus)


def _steps(group: Group) -> Iterator[Step]:
    for part in group.parts:
        if isinstance(part, Step):
            yield part
        elif isinstance(part, Union):
            for branch in part.branches:
                yield from _steps(branch)
        elif isinstance(part, Group):
            yield from _steps(part)
        elif isinstance(part, Aside | Select):
            yield from _steps(part.group)


def _resolve(tree: Construct, term: str) -> str | None:
    return None if is_variable(term) else tree.resolve(term)


def _resolve_end(tree: Construct, term: str) -> NamedNode | Literal | None:
    """The object that a pattern asks for; a literal of another form than true and false may be written in many ways."""
    if term in TRUTHS:
        return Literal(term, datatype=NamedNode(f"{XSD}boolean"))
    iri = _resolve(tree, term)
    return NamedNode(iri) if iri else None


def _meet(one: object, other: object) -> bool:
    return one is None or other is None or one == other
