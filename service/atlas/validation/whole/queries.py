"""Shapes answered by queries over a whole graph: a shape and its targets in, its results out.

Every shape is one that `Compiler` takes, and the results are those it would give node by node. Constraints on values
are asked of all values of the path at once, whosesoever they are, for most graphs have none that is wrong; only then
is it asked whose they are. Constraints on absence are asked of the targets.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from atlas.namespaces import SH
from atlas.rdf.terms import Dataset, Literal, NamedNode, Term, objects
from atlas.store.memory import MemoryStore
from atlas.validation.closure import Superclasses
from atlas.validation.compiled import BESIDE, PARAMETERS, CompiledShape, Compiler, NotTakenError
from atlas.validation.constraints import MAKERS
from atlas.validation.facts import Facts
from atlas.validation.result import Result
from atlas.validation.whole.areas import IRI, Area, Asker, Steps
from atlas.validation.whole.suspects import suspects
from atlas.validation.words import members, path_text

REPEATED: Final = re.compile(r"[*+?]")
LOGIC: Final = ("node", "and", "or", "xone", "not")


class ShapeQueries:
    """Judges shapes against one graph in an engine."""

    def __init__(self, shapes: Dataset, superclasses: Superclasses, store: MemoryStore) -> None:
        self._shapes = shapes
        self._compiler = Compiler(shapes)
        self._known: dict[tuple[Term, Area], frozenset[Term]] = {}
        self._nothing = Facts((), superclasses)
        self.asker = Asker(store, superclasses)

    def compile(self, node: Term) -> None:
        """Make a shape ready, with all that it holds: compiling is for one thread, asking for many."""
        self._compiler.part(node)

    def results(self, node: Term, area: Area, *, with_properties: bool = True) -> list[Result]:
        """Results of one shape on the nodes of an area. Raises NotTakenError for a shape that is left to pySHACL."""
        shape = self._compiler.part(node, with_properties=with_properties)
        if shape is None:
            raise NotTakenError
        found = list(self._judge(shape, area, with_properties=with_properties))
        return list(dict.fromkeys(self._only(found, area)))

    def _only(self, results: list[Result], area: Area) -> list[Result]:
        """Those on nodes of the area."""
        inside = self.asker.inside(frozenset(one.focus for one in results), area)
        return [one for one in results if one.focus in inside]

    def _judge(self, shape: CompiledShape, area: Area, *, with_properties: bool = True) -> Iterator[Result]:
        """Results on the nodes of the area, and perhaps on others."""
        for name in self._parameters(shape.node):
            if name in BESIDE or (name == "property" and not with_properties):
                continue
            for value in objects(self._shapes, shape.node, f"{SH}{name}"):
                yield from self._constraint(shape, name, value, area)

    def _parameters(self, node: Term) -> list[str]:
        off = objects(self._shapes, node, f"{SH}deactivated")
        if isinstance(node, Literal) or any(isinstance(one, Literal) and one.value in ("true", "1") for one in off):
            return []
        stated = {quad.predicate.value for quad in self._shapes.quads_for_subject(node)}
        return sorted(iri.removeprefix(SH) for iri in stated & PARAMETERS)

    def _constraint(self, shape: CompiledShape, name: str, value: Term, area: Area) -> Iterator[Result]:
        steps = Steps(area, self._path(shape))
        if name == "property":
            if steps.path is not None:
                raise NotTakenError
            yield from self._judge(self._compiler.shape(value), area)
        elif name in MAKERS or name in LOGIC:
            wrong = self._wrong_values(shape, name, value, steps)
            component = name[0].upper() + name[1:]
            for focus, one in self.asker.owners(steps, wrong):
                yield shape.result(focus, one, component)
        else:
            component, nodes = self._wrong_nodes(shape, name, value, steps)
            for focus in nodes:
                yield shape.result(focus, None, component)

    def _path(self, shape: CompiledShape) -> str | None:
        path = path_text(self._shapes, shape.path_term)
        if path is None or isinstance(shape.path_term, NamedNode):
            return f"<{path}>" if path else None
        if REPEATED.search(IRI.sub("", path)):
            raise NotTakenError
        return path

    def _wrong_values(self, shape: CompiledShape, name: str, value: Term, steps: Steps) -> frozenset[Term]:
        if name == "class":
            return self.asker.without_class(steps, value)
        if name in MAKERS:
            test = MAKERS[name](self._shapes, shape.node, value)
            if test is None:
                raise NotTakenError
            found = self.asker.values(steps, suspects(self._shapes, name, value))
            return frozenset(one for one in found if not test(self._nothing, one))
        return self._logic(name, value, steps)

    def _logic(self, name: str, value: Term, steps: Steps) -> frozenset[Term]:
        named = [value] if name in ("node", "not") else members(self._shapes, value)
        area = steps.reached()
        if name == "or":
            wrong = self._faulty(named[0], area)
            for one in named[1:]:
                wrong = wrong & self._faulty(one, area) if wrong else wrong
            return wrong
        faulty = [self._faulty(one, area) for one in named]
        if name in ("node", "and"):
            return frozenset().union(*faulty)
        everything = self.asker.values(steps, "true")
        if name == "not":
            return everything - faulty[0]
        return frozenset(one for one in everything if sum(one not in bad for bad in faulty) != 1)

    def _faulty(self, node: Term, area: Area) -> frozenset[Term]:
        """Nodes of an area, and perhaps others, that do not conform to a shape."""
        if (node, area) not in self._known:
            judged = self._judge(self._compiler.shape(node), area)
            self._known[node, area] = frozenset(result.focus for result in judged)
        return self._known[node, area]

    def _wrong_nodes(self, shape: CompiledShape, name: str, value: Term, steps: Steps) -> tuple[str, Iterable[Term]]:
        if name == "hasValue":
            return "HasValue", self.asker.lacking(steps, value)
        if name == "uniqueLang":
            is_on = isinstance(value, Literal) and value.value == "true"
            return "UniqueLang", self.asker.repeating_language(steps) if is_on else ()
        if name == "qualifiedValueShape":
            return self._qualified(shape, value, steps)
        number = int(value.value) if isinstance(value, Literal) else 0
        if name == "minCount":
            return "MinCount", self.asker.fewer(steps, number)
        if name == "maxCount":
            return "MaxCount", self.asker.more(steps, number)
        raise NotTakenError

    def _qualified(self, shape: CompiledShape, value: Term, steps: Steps) -> tuple[str, Iterable[Term]]:
        low, high = (objects(self._shapes, shape.node, f"{SH}{name}") for name in BESIDE)
        if high or len(low) != 1 or not isinstance(low[0], Literal):
            raise NotTakenError
        least, faulty = int(low[0].value), self._faulty(value, steps.reached())
        if not faulty:
            return "QualifiedMinCount", self.asker.fewer(steps, least)
        few = self.asker.fewer(steps, least)
        doubtful = self.asker.inside(frozenset(one for one, _ in self.asker.owners(steps, faulty)), steps.area) - few
        right = Counter(focus for focus, one in self.asker.pairs(steps, doubtful) if one not in faulty)
        return "QualifiedMinCount", [*few, *(node for node in doubtful if right[node] < least)]
