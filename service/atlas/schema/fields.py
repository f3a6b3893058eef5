"""Fields of each class: its property shapes, those of the shapes it includes, in form order."""

from atlas.namespaces import RDF, SH
from atlas.rdf.terms import Dataset, NamedNode, Term, objects, one_object, subjects
from atlas.schema.labels import ENGLISH, literal_text
from atlas.schema.model import Field


def shapes_of(shapes: Dataset, class_iri: str) -> list[NamedNode]:
    """Node shapes that target a class, by IRI."""
    found = subjects(shapes, f"{SH}targetClass", NamedNode(class_iri))
    return [shape for shape in found if isinstance(shape, NamedNode)]


def fields_of(shapes: Dataset, class_iri: str, language: str = ENGLISH) -> tuple[Field, ...]:
    """Fields of a class from every shape that targets it and every shape those include by sh:node.

    In order of sh:order, then path. A path constrained by several shapes comes once per property shape.
    """
    seen: set[str] = set()
    found: dict[str, Field] = {}
    waiting: list[Term] = list(shapes_of(shapes, class_iri))
    while waiting:
        shape = waiting.pop(0)
        if str(shape) in seen:
            continue
        seen.add(str(shape))
        waiting += objects(shapes, shape, f"{SH}node")
        for node in objects(shapes, shape, f"{SH}property"):
            field = read_field(shapes, node, language)
            if field is not None:
                found[field.iri] = field
    return tuple(sorted(found.values(), key=lambda f: (f.order, f.path, f.iri)))


def read_field(shapes: Dataset, node: Term, language: str = ENGLISH) -> Field | None:
    """One property shape as a field, named in the language; None where its path is not a single predicate."""
    path = one_object(shapes, node, f"{SH}path")
    if not isinstance(path, NamedNode) or not isinstance(node, NamedNode):
        return None
    choices = [node, *_list_members(shapes, one_object(shapes, node, f"{SH}or"))]
    kind = one_object(shapes, node, f"{SH}nodeKind")
    group = one_object(shapes, node, f"{SH}group")
    severity = one_object(shapes, node, f"{SH}severity")
    maximum = literal_text(shapes, node, f"{SH}maxCount")
    return Field(
        iri=node.value,
        path=path.value,
        name=literal_text(shapes, node, f"{SH}name", language),
        description=literal_text(shapes, node, f"{SH}description", language),
        order=float(literal_text(shapes, node, f"{SH}order") or 0),
        group=group.value if isinstance(group, NamedNode) else None,
        datatypes=_iris(shapes, choices, f"{SH}datatype"),
        classes=_iris(shapes, choices, f"{SH}class"),
        node_kind=kind.value if isinstance(kind, NamedNode) else None,
        min_count=int(literal_text(shapes, node, f"{SH}minCount") or 0),
        max_count=int(maximum) if maximum else None,
        severity=severity.value if isinstance(severity, NamedNode) else f"{SH}Violation",
        message=literal_text(shapes, node, f"{SH}message", language),
    )


def _iris(shapes: Dataset, nodes: list[Term], predicate: str) -> tuple[str, ...]:
    found = (value for node in nodes for value in objects(shapes, node, predicate))
    return tuple(dict.fromkeys(value.value for value in found if isinstance(value, NamedNode)))


def _list_members(shapes: Dataset, head: Term | None) -> list[Term]:
    members: list[Term] = []
    while head is not None and str(head) != f"<{RDF}nil>":
        first = one_object(shapes, head, f"{RDF}first")
        if first is not None:
            members.append(first)
        head = one_object(shapes, head, f"{RDF}rest")
    return members
