"""Plain values as a record: what a YAML file or a row of a table says by field name, read as the fields ask.

Keys are names of the JSON-LD context or of fields; values are written as in a form. What is not understood is told.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher, get_close_matches
from typing import Final

from atlas.errors import InputError
from atlas.intake.reading.additions import RECORD, can_add, make_slug, mint, new_record, words_of
from atlas.intake.reading.normalize import graph_of
from atlas.intake.reading.values import Value
from atlas.namespaces import RDF
from atlas.rdf.terms import NamedNode, Quad, Term
from atlas.schema.inputs import LANGUAGE_TAGGED, Written, read_term, to_iri
from atlas.schema.layouts import Layouts
from atlas.schema.model import Class, Schema
from atlas.schema.ranges import Kind, Range

TYPE: Final = f"{RDF}type"
NAME: Final = "name"
TYPES: Final = ("type", "@type")
IDS: Final = ("id", "@id")
ENGLISH: Final = "en"
CLEAR: Final = 0.8
LEAD: Final = 0.08
At = tuple[str | int, ...]


@dataclass(frozen=True)
class Said:
    """What stands at one place among the values. at: the keys that lead there, and numbers in lists.

    value: in N-Triples form, empty for a key; property: empty for where a thing begins.
    """

    at: At
    subject: str
    property: str = ""
    value: str = ""


@dataclass(frozen=True)
class Problem:
    """What was not understood, in words. meant: the key that must have been meant, empty where it is not clear."""

    at: At
    text: str
    meant: str = ""


@dataclass
class Read:
    """One record read, what was not understood, and which value says what."""

    graph: str
    topic: str
    quads: list[Quad]
    problems: list[Problem] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def read_tree(schema: Schema, layouts: Layouts, value: Value, kind: str, day: str) -> Read:
    """The record that plain values describe.

    kind: of a record whose values do not say their type. Raises InputError where neither type nor name can be told.
    """
    if not isinstance(value, Mapping):
        raise InputError("A record is a mapping of field names to values.", found=type(value).__name__)
    found = _class(schema, value, kind)
    name = _name(schema, value)
    topic = _topic(schema, value, found, name)
    graph = graph_of(topic, schema.base)
    if graph is None or not can_add(schema, RECORD):
        raise InputError("The record's name cannot be told.", found=topic, expected="id: kind/slug, or a name")
    quads = new_record(schema, topic, graph, found.iri, name or topic.rpartition("/")[2], day)
    reading = _Reading(schema, layouts, graph, topic, Read(graph, topic, quads))
    reading.node(topic, (found.iri,), value, (), own_name=name)
    return reading.read


class _Reading:
    def __init__(self, schema: Schema, layouts: Layouts, graph: str, topic: str, read: Read) -> None:
        self._schema, self._layouts, self._graph, self._topic = schema, layouts, graph, topic
        self.read = read
        self._record_class = next((q.object.value for q in read.quads if q.subject == NamedNode(graph)
                                   and q.predicate.value == TYPE and isinstance(q.object, NamedNode)), "")  # fmt: skip

    def node(
        self, subject: str, types: tuple[str, ...], value: Mapping[str, Value], at: At, *, own_name: str = ""
    ) -> None:
        """Every statement that the values make of one thing. at: where they stand."""
        self.read.said.append(Said(at, subject))
        for key, item in value.items():
            if key in (*TYPES, *IDS) or item is None:
                continue
            path = self._property(types, key, (*at, key), has_name=bool(own_name))
            if path is None:
                continue
            holder, classes = subject, types
            if path not in self._layouts.fields(types) and path in self._layouts.fields((self._record_class,)):
                holder, classes = self._graph, (self._record_class,)
            self.read.said.append(Said((*at, key), holder, path))
            if own_name and path in self._schema.label_properties and item == own_name:
                continue
            wanted = self._layouts.find_range(classes, path)
            if isinstance(item, Sequence) and not isinstance(item, str):
                for number, one in enumerate(item):
                    self._value(holder, path, one, wanted, (*at, key, number))
            else:
                self._value(holder, path, item, wanted, (*at, key))

    def _value(self, subject: str, path: str, value: Value, wanted: Range | None, at: At) -> None:
        if isinstance(value, Mapping):
            self._mapping(subject, path, value, wanted, at)
        elif value is not None:
            text = ("true" if value else "false") if isinstance(value, bool) else str(value)
            tagged = wanted is not None and LANGUAGE_TAGGED in wanted.datatypes[:1]
            term = read_term(self._schema, Written(text, ENGLISH if tagged else ""), wanted, self._topic)
            self._say(subject, path, term, at)

    def _mapping(self, subject: str, path: str, value: Mapping[str, Value], wanted: Range | None, at: At) -> None:
        plain = value.get("@value")
        if isinstance(plain, str):
            given = [str(value.get(name) or "") for name in ("@language", "@type")]
            self._say(subject, path, read_term(self._schema, Written(plain, *given), wanted, self._topic), at)
        elif wanted is not None and LANGUAGE_TAGGED in wanted.datatypes:
            for key, text in value.items():
                if isinstance(text, str):
                    written = Written(text, key.replace("_", "-"))
                    self._say(subject, path, read_term(self._schema, written, wanted, self._topic), (*at, key))
        elif wanted is not None and wanted.kind in (Kind.PART, Kind.RECORD) and set(value) - set(IDS):
            self._part(subject, path, value, wanted, at)
        else:
            named = next((str(value[one]) for one in IDS if value.get(one)), "")
            iri = to_iri(self._schema, named, self._topic)
            if iri is None:
                key = next((str(one) for one in reversed(at) if isinstance(one, str)), "")
                self.read.problems.append(Problem(at, f"{key} takes a plain value here, not a mapping"))
            else:
                self._say(subject, path, NamedNode(iri), at)

    def _part(self, subject: str, path: str, value: Mapping[str, Value], wanted: Range, at: At) -> None:
        said = next((str(value[one]) for one in TYPES if value.get(one)), "")
        iri = find_class(self._schema, said) if said else wanted.classes[0]
        if iri is None:
            known = [local_name(one) for one in self._schema.classes]
            self.read.problems.append(Problem(at, f"{said} is no class{_near(said, known)}"))
            return
        named = next((str(value[one]) for one in IDS if value.get(one)), "")
        node = to_iri(self._schema, named, self._topic) if named else None
        node = node or mint(self.read.quads, self._topic, words_of(iri))
        self._say(subject, path, NamedNode(node), at)
        self._say(node, TYPE, NamedNode(iri), at)
        self.node(node, (iri,), value, at)

    def _property(self, types: tuple[str, ...], key: str, at: At, *, has_name: bool) -> str | None:
        """The property that a key names: by the context, by its compact name, or by the name of a field."""
        if key.casefold() == NAME and has_name:
            return self._schema.label_properties[0]
        path = find_property(self._schema, self._layouts, (*types, self._record_class), key)
        if path is None:
            names = {one.name: path for path, one in self._layouts.fields(types).items()}
            known = names | {local_name(path): path for path in self._layouts.fields(types)}
            self.read.problems.append(Problem(at, f"{key} is no field{_near(key, known)}", _meant_key(key, known)))
        return path

    def _say(self, subject: str, path: str, term: Term | None, at: At) -> None:
        if term is not None:
            quad = Quad(NamedNode(subject), NamedNode(path), term, NamedNode(self._graph))
            self.read.said.append(Said(at, subject, path, str(term)))
            if quad not in self.read.quads:
                self.read.quads.append(quad)


def find_property(schema: Schema, layouts: Layouts, types: Iterable[str], key: str) -> str | None:
    """The IRI of a property by a name of the context, a compact name, or a field's own name; None when unknown."""
    context = schema.context.get("@context")
    term = context.get(key) if isinstance(context, Mapping) else None
    iri = term.get("@id") if isinstance(term, Mapping) else term
    fields = layouts.fields(tuple(types))
    folded = key.replace("_", " ").casefold()
    named = [path for path, one in fields.items() if folded in (one.name.casefold(), local_name(path).casefold())]
    if isinstance(iri, str) and not iri.startswith("@") and iri not in schema.prefixes.values():
        return named[0] if named and iri not in fields else iri
    expanded = schema.expand(key) if ":" in key else ""
    return named[0] if named else expanded if expanded in schema.terms or expanded in fields else None


def find_class(schema: Schema, name: str) -> str | None:
    """The IRI of a class by its local name, its compact name, its label or its kind."""
    folded = name.strip().casefold()
    for iri, one in schema.classes.items():
        if folded in (local_name(iri).casefold(), one.label.casefold(), (one.kind or "").casefold() or None, iri):
            return iri
    expanded = schema.expand(name) if ":" in name else ""
    return expanded if expanded in schema.classes else None


def local_name(iri: str) -> str:
    """What stands behind the last slash or number sign."""
    return iri.replace("#", "/").rpartition("/")[2]


def _class(schema: Schema, value: Mapping[str, Value], kind: str) -> Class:
    said = next((str(value[one]) for one in TYPES if value.get(one)), kind)
    iri = find_class(schema, said) if said else None
    if iri is None or schema.classes[iri].kind is None:
        names = [one.label for one in schema.kinds.values()]
        raise InputError(
            f"{said or 'No type'} is no kind of record{_near(said, names) or '.'}", expected="type: a class"
        )
    return schema.classes[iri]


def _name(schema: Schema, value: Mapping[str, Value]) -> str:
    keys = {NAME, *(local_name(one).casefold() for one in schema.label_properties)}
    for said in (item for key, item in value.items() if key.casefold() in keys):
        if isinstance(said, Mapping):
            said = said.get(ENGLISH)
        if isinstance(said, str) and said.strip():
            return said.strip()
    return ""


def _topic(schema: Schema, value: Mapping[str, Value], found: Class, name: str) -> str:
    said = next((str(value[one]) for one in IDS if value.get(one)), "")
    iri = to_iri(schema, said, "") if said else None
    if said and iri is None:
        iri = f"{schema.base}id/{found.kind}/{make_slug(said)}"
    if iri is None and not name:
        raise InputError("A record needs a name.", expected="name: what people call it")
    return iri or f"{schema.base}id/{found.kind}/{make_slug(name)}"


def _meant_key(key: str, known: Mapping[str, str]) -> str:
    """The one field name that a key must be a misspelling of. known: names with the property each stands for."""
    folded = key.replace("_", " ").casefold()
    rated = sorted(((SequenceMatcher(None, folded, name.casefold()).ratio(), name) for name in known), reverse=True)
    best = next(iter(rated), (0.0, ""))
    other = next((ratio for ratio, name in rated if known[name] != known.get(best[1])), 0.0)
    return best[1] if best[0] >= CLEAR and best[0] - other >= LEAD else ""


def _near(said: str, names: Iterable[str]) -> str:
    near = get_close_matches(said, list(names), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(near)}?" if near else ""
