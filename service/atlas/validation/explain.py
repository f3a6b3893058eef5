"""A result in words: which field, what was expected, what was found, how to mend it. Reads the shape that spoke."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from atlas.namespaces import RDF, RDFS, SH
from atlas.rdf.terms import Dataset, Literal, NamedNode, Term, objects, one_object
from atlas.schema.layouts import Layouts
from atlas.schema.model import SavedQuery, Schema
from atlas.validation.concepts import LANGUAGE_TAG
from atlas.validation.contradictions import CONTRADICTION
from atlas.validation.misplaced import NO_FIELD
from atlas.validation.phrases import PHRASES, listed
from atlas.validation.records import NAMELESS, RecordGraph
from atlas.validation.report import Finding
from atlas.validation.result import Result
from atlas.validation.unknown import NO_SHAPE, NO_TOPIC, UNKNOWN_TERM
from atlas.validation.words import Words, members, path_text

SEVERITY: Final = {f"{SH}Violation": "must", f"{SH}Warning": "should", f"{SH}Info": "nice"}
NESTING: Final = 4
TYPE: Final = NamedNode(f"{RDF}type")
CHOICES: Final = ("or", "xone")
QUALIFIED: Final = ("qualifiedMinCount", "qualifiedMaxCount")
RULES: Final = {
    UNKNOWN_TERM: ("Terms are defined", "a term that the ontology or a vocabulary it uses defines"),
    NO_SHAPE: ("Everything in a record has a shape", "a class whose records have rules"),
    CONTRADICTION: ("A record does not contradict the ontology", "what the ontology allows"),
    LANGUAGE_TAG: (
        "Languages are named by their tags",
        "a text tagged with the short code of its language, such as @en",
    ),
    NO_FIELD: ("Every property is a field of its thing", "a field of what it describes"),
    NO_TOPIC: ("A record says what it is about", "one thing that the record is about"),
}


class Explainer:
    """Explains results against the shapes and checks of one home."""

    def __init__(self, schema: Schema, checks: Sequence[SavedQuery]) -> None:
        self.shapes: Dataset = schema.shapes
        self._schema = schema
        self._layouts = Layouts(schema)
        self._names: dict[str, set[str]] = defaultdict(set)
        for field in (field for one in schema.classes.values() for field in one.fields if field.name):
            self._names[field.path].add(field.name)
        self._checks = {f"{schema.base}check/{check.stem}": check for check in checks}

    def finding(self, result: Result, record: RecordGraph, words: Words) -> Finding:
        """One result as a finding."""
        component = result.component
        path = result.path or self._path_of_choice(result)
        rule, expected = RULES.get(component) or (self._rule(result, words), self._expected(result, words))
        focus = result.focus.value if isinstance(result.focus, NamedNode) else str(result.focus)
        return Finding(
            record=record.graph,
            focus=focus,
            focus_label="The record" if focus == NAMELESS else words.term(result.focus),
            path=path_text(self.shapes, path),
            field=self._field(result, path, record, words),
            value=str(result.value) if result.value is not None else None,
            expected=expected,
            found=self._found(result, path, record, words),
            fix=result.message or f"Change it so that it is {expected}.",
            rule=rule,
            rule_url=result.shape.value if isinstance(result.shape, NamedNode) else component,
            severity=SEVERITY.get(result.severity, "must"),
            component=component,
        )

    def describe(self, words: Words, shape: Term, depth: int = 0) -> str:
        """What a shape demands of a value, in words."""
        if depth > NESTING:
            return "what its shape asks"
        label = self.text(shape, f"{RDFS}label")
        if label:
            return label[0].lower() + label[1:]
        parts = [
            phrase(self.shapes, self.describe, words, value, depth)
            for name, phrase in PHRASES.items()
            for value in objects(self.shapes, shape, f"{SH}{name}")
        ]
        path = one_object(self.shapes, shape, f"{SH}path")
        if path is not None:
            return f"{self._path_words(path, words)}: {' and '.join(parts) or 'a value'}"
        return " and ".join(parts) or "what its shape asks"

    def text(self, node: Term, predicate: str) -> str:
        """English (else first) literal of a node of the shapes."""
        found = [o for o in objects(self.shapes, node, predicate) if isinstance(o, Literal)]
        found.sort(key=lambda o: (o.language != "en", o.value))
        return found[0].value if found else ""

    def _rule(self, result: Result, words: Words) -> str:
        shape = result.shape
        if isinstance(shape, NamedNode) and shape.value in self._checks:
            return self._checks[shape.value].title
        name = self.text(shape, f"{RDFS}label") or self.text(shape, f"{SH}name")
        return name or words.term(shape)

    def _expected(self, result: Result, words: Words) -> str:
        shape = result.shape
        if isinstance(shape, NamedNode) and shape.value in self._checks:
            said = self._checks[shape.value].first("description") or self._checks[shape.value].title
            return said[0].lower() + said[1:].rstrip(".")
        local = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
        name = local[:1].lower() + local[1:]
        values = objects(self.shapes, shape, f"{SH}{name}")
        phrase = PHRASES.get(name)
        said = self.text(shape, f"{SH}description")
        if phrase is None or not values or (said and name in CHOICES and not objects(self.shapes, shape, f"{SH}path")):
            return said[:1].lower() + said[1:].rstrip(".") if said else self.describe(words, shape)
        kind = next(iter(objects(self.shapes, shape, f"{SH}qualifiedValueShape")), None) if name in QUALIFIED else None
        of_kind = f": {self.describe(words, kind)}" if kind is not None else ""
        return " and ".join(phrase(self.shapes, self.describe, words, value, 0) for value in values) + of_kind

    def _field(self, result: Result, path: Term | None, record: RecordGraph, words: Words) -> str:
        name = self.text(result.shape, f"{SH}name")
        if name:
            return name
        if result.path is None and path is not None:
            return self.text(result.shape, f"{RDFS}label") or self._path_words(path, words)
        if path is None:
            return ""
        return self._field_by_path(path, record.values(result.focus, TYPE)) or self._path_words(path, words)

    def _field_by_path(self, path: Term, types: Sequence[Term]) -> str:
        """The name that the shapes of some classes give a predicate, else the one that all shapes give it."""
        if not isinstance(path, NamedNode):
            return ""
        field = self._layouts.fields(one.value for one in types if isinstance(one, NamedNode)).get(path.value)
        names = {field.name} if field is not None and field.name else self._names.get(path.value, set())
        return next(iter(names)) if len(names) == 1 else ""

    def _path_of_choice(self, result: Result) -> Term | None:
        """Where a node shape asks for one of several properties, the first of them is the field."""
        for name in ("or", "xone"):
            head = one_object(self.shapes, result.shape, f"{SH}{name}")
            if head is not None and result.component.lower() == f"{SH}{name}ConstraintComponent".lower():
                first = next(iter(members(self.shapes, head)), None)
                return one_object(self.shapes, first, f"{SH}path") if first is not None else None
        return None

    def _found(self, result: Result, path: Term | None, record: RecordGraph, words: Words) -> str:
        if result.component == UNKNOWN_TERM and isinstance(result.value, NamedNode):
            return f"{words.iri(result.value.value)}, which is not defined"
        if result.component in (NO_SHAPE, NO_TOPIC):
            return listed([words.term(v) for v in _values(record, result.focus, path)])
        if result.value is not None and result.value != result.focus:
            return self._value_found(result, words)
        values = _values(record, result.focus, path)
        if path is None:
            return words.term(result.focus) if not isinstance(result.focus, NamedNode) else f"<{result.focus.value}>"
        return listed([words.term(value) for value in values])

    def _value_found(self, result: Result, words: Words) -> str:
        value = result.value
        if not isinstance(value, NamedNode):
            return words.term(value) if value is not None else "nothing"
        types = words.types(value.value)
        if types:
            return f"{words.named(value.value)}, which is: {', '.join(types)}"
        if value.value.startswith(self._schema.base):
            return f"<{value.value}>, of which nothing is known"
        return f"<{value.value}>"

    def _path_words(self, path: Term, words: Words) -> str:
        if isinstance(path, NamedNode):
            return words.iri(path.value)
        inverse = one_object(self.shapes, path, f"{SH}inversePath")
        if inverse is not None:
            return f"{self._path_words(inverse, words)} (of another)"
        return ", then ".join(self._path_words(one, words) for one in members(self.shapes, path)) or "a path"


def _values(record: RecordGraph, focus: Term, path: Term | None) -> list[Term]:
    return list(record.values(focus, path)) if isinstance(path, NamedNode) else []
