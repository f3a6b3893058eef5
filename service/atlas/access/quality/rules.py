"""One rule in words: a shape or a check by its short name in, what it asks of whom and how to mend it out."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from atlas.namespaces import RDF, RDFS, SH
from atlas.rdf.terms import NamedNode, Term, find_iri, objects, one_object, subjects
from atlas.schema.labels import literal_text
from atlas.schema.model import SavedQuery, Schema

SHAPE: Final = "shape/"
CHECK: Final = "check/"
CHECKS: Final = "checks"
OF_ITS_OWN: Final = ("and", "or", "not", "xone", "node", "sparql", "closed", "nodeKind", "pattern")
LEVELS: Final = {f"{SH}Violation": "must", f"{SH}Warning": "should", f"{SH}Info": "nice"}


@dataclass(frozen=True)
class Rule:
    """One rule. level: must, should or nice. classes: IRIs of what it judges. path: the property it is about, or empty.

    fix: what a contributor is told to do. text: the query of a check, empty for a shape.
    """

    iri: str
    name: str
    title: str
    about: str
    fix: str
    level: str
    classes: tuple[str, ...] = ()
    path: str = ""
    text: str = ""


def find_rule(schema: Schema, name: str) -> Rule | None:
    """The rule of a short name: the end of a shape's IRI, or the file name of a check."""
    check = schema.queries.get(f"{CHECKS}/{name}")
    if check is not None:
        return _read_check(schema, check)
    node = find_iri(f"{schema.base}{SHAPE}{name}")
    return _read_shape(schema, node) if node is not None and _is_rule(schema, node) else None


def list_rules(schema: Schema) -> list[Rule]:
    """Every rule that can be broken by itself: property shapes of classes, shapes without any, checks; by title."""
    nodes = {node.value: node for node in _targeting(schema)}
    shapes = [_read_shape(schema, node) for node in nodes.values() if _is_rule(schema, node)]
    rules = [*shapes, *(_read_check(schema, check) for check in schema.folder(CHECKS))]
    return sorted(rules, key=lambda rule: (rule.title.lower(), rule.name))


def name_of(schema: Schema, iri: str) -> str:
    """Short name of the rule with an IRI; empty for what is no rule of ours."""
    for prefix in (SHAPE, CHECK):
        if iri.startswith(schema.base + prefix):
            return iri.removeprefix(schema.base + prefix)
    return ""


def _targeting(schema: Schema) -> Iterator[NamedNode]:
    """Property shapes of the shapes that target a class, and those shapes themselves where they ask something more."""
    for quad in schema.shapes.quads_for_predicate(NamedNode(f"{SH}targetClass")):
        parts = objects(schema.shapes, quad.subject, f"{SH}property")
        asks = any(objects(schema.shapes, quad.subject, f"{SH}{name}") for name in OF_ITS_OWN)
        for node in [*parts, quad.subject] if asks else parts:
            if isinstance(node, NamedNode):
                yield node


def _is_rule(schema: Schema, node: NamedNode) -> bool:
    kinds = {f"{SH}NodeShape", f"{SH}PropertyShape"}
    stated = {one.value for one in objects(schema.shapes, node, f"{RDF}type") if isinstance(one, NamedNode)}
    return bool(kinds & stated) and bool(name_of(schema, node.value))


def _read_shape(schema: Schema, node: NamedNode) -> Rule:
    def text(predicate: str) -> str:
        return literal_text(schema.shapes, node, predicate, schema.language)

    name = name_of(schema, node.value)
    severity = one_object(schema.shapes, node, f"{SH}severity")
    owners = [node, *subjects(schema.shapes, f"{SH}property", node)]
    classes = [one for owner in owners for one in objects(schema.shapes, owner, f"{SH}targetClass")]
    return Rule(
        iri=node.value,
        name=name,
        title=text(f"{RDFS}label") or text(f"{SH}name") or name.replace("-", " "),
        about=text(f"{SH}description"),
        fix=text(f"{SH}message"),
        level=LEVELS.get(severity.value, "must") if isinstance(severity, NamedNode) else "must",
        classes=tuple(dict.fromkeys(one.value for one in classes if isinstance(one, NamedNode))),
        path=_path(schema, node),
    )


def _path(schema: Schema, node: Term) -> str:
    """The property a shape is about: its own, or that of its first way out. Empty where only some values count."""
    choices = [one_object(schema.shapes, head, f"{RDF}first") for head in objects(schema.shapes, node, f"{SH}or")]
    asking = [one for one in [node, *choices] if one is not None]
    if any(objects(schema.shapes, one, f"{SH}qualifiedValueShape") for one in asking):
        return ""
    paths = [one_object(schema.shapes, one, f"{SH}path") for one in asking]
    return next((path.value for path in paths if isinstance(path, NamedNode)), "")


def _read_check(schema: Schema, check: SavedQuery) -> Rule:
    return Rule(
        iri=f"{schema.base}{CHECK}{check.stem}",
        name=check.stem,
        title=check.title,
        about=check.first("description") or "",
        fix="",
        level=LEVELS.get(f"{SH}{check.first('severity') or 'Violation'}", "must"),
        text=check.text,
    )
