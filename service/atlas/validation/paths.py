"""SHACL property paths as functions: a path of the shapes in, a function from a node to its values out."""

from collections.abc import Callable, Collection
from typing import Final

from atlas.namespaces import SH
from atlas.rdf.terms import BlankNode, Dataset, NamedNode, Term, objects, one_object
from atlas.validation.facts import Facts
from atlas.validation.words import members

Path = Callable[[Facts, Term], Collection[Term]]
REPEATED: Final = {"zeroOrMorePath": (True, True), "oneOrMorePath": (False, True), "zeroOrOnePath": (True, False)}


def compile_path(shapes: Dataset, path: Term, *, inverse: bool = False) -> Path | None:
    """The function of a path (SHACL section 2.3.1), or None for one that is not well-formed.

    The inverse of a sequence is None as well: pySHACL 0.40 walks it in the order of the sequence.
    """
    if isinstance(path, NamedNode):
        return _step(path, inverse=inverse)
    if not isinstance(path, BlankNode):
        return None
    turned = one_object(shapes, path, f"{SH}inversePath")
    if turned is not None:
        return compile_path(shapes, turned, inverse=not inverse)
    alternatives = one_object(shapes, path, f"{SH}alternativePath")
    if alternatives is not None:
        return _joined(shapes, members(shapes, alternatives), inverse=inverse, as_choice=True)
    for name, (with_start, again) in REPEATED.items():
        inner = one_object(shapes, path, f"{SH}{name}")
        if inner is not None:
            step = compile_path(shapes, inner, inverse=inverse)
            return _repeated(step, with_start=with_start, again=again) if step else None
    return None if inverse else _joined(shapes, members(shapes, path), inverse=False, as_choice=False)


def predicates(shapes: Dataset, path: Term) -> set[str]:
    """IRIs of the predicates that a path goes along."""
    if isinstance(path, NamedNode):
        return {path.value}
    inner = [o for name in ("inversePath", *REPEATED) for o in objects(shapes, path, f"{SH}{name}")]
    alternatives = one_object(shapes, path, f"{SH}alternativePath")
    inner += members(shapes, alternatives if alternatives is not None else path)
    return {iri for one in inner for iri in predicates(shapes, one)}


def _step(predicate: NamedNode, *, inverse: bool) -> Path:
    if inverse:
        return lambda facts, node: facts.subjects(predicate, node)
    return lambda facts, node: facts.objects(node, predicate)


def _joined(shapes: Dataset, steps: list[Term], *, inverse: bool, as_choice: bool) -> Path | None:
    compiled = [compile_path(shapes, one, inverse=inverse) for one in steps]
    ready = [one for one in compiled if one is not None]
    if len(ready) < 2 or len(ready) < len(compiled):
        return None

    def choose(facts: Facts, node: Term) -> Collection[Term]:
        return {value: None for step in ready for value in step(facts, node)}

    def follow(facts: Facts, node: Term) -> Collection[Term]:
        reached: Collection[Term] = (node,)
        for step in ready:
            reached = {value: None for one in reached for value in step(facts, one)}
        return reached

    return choose if as_choice else follow


def _repeated(step: Path, *, with_start: bool, again: bool) -> Path:
    def walk(facts: Facts, node: Term) -> Collection[Term]:
        found: dict[Term, None] = {node: None} if with_start else {}
        waiting = list(step(facts, node))
        while waiting:
            one = waiting.pop()
            if one not in found:
                found[one] = None
                waiting += step(facts, one) if again else ()
        return found

    return walk
