"""A record as a form: its statements laid out by the fields that the shapes give each node's class.

Every statement is somewhere in the form, in a field, in a box of its own, or sent along unseen; so nothing is lost.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from atlas.access.editing.choices import Choices
from atlas.access.editing.form import Box, Choice, Entry, Form, Group, Row, name_row
from atlas.access.things.supports import Supports, text_of
from atlas.namespaces import RDF, SH, SKOS
from atlas.rdf.terms import Literal, NamedNode, Quad, Term, one_object
from atlas.schema.inputs import LANGUAGE_TAGGED, RAW, name_input, write_term
from atlas.schema.layouts import Layouts
from atlas.schema.levels import Level
from atlas.schema.model import Field, Schema
from atlas.schema.ranges import Kind, Range, has_records, subclasses
from atlas.validation.report import Finding
from atlas.validation.result import read_term

TYPE = f"{RDF}type"
LONG_TEXT = 70
OTHER = None  # the heading of what no shape groups: the page names it
PARTS = "list-own-parts"


@dataclass(frozen=True)
class Known:
    """What a form is made with besides the record. labels, records: IRI to label. near: text to what it may mean.

    missing: properties that were looked for in vain, by node. lists: further lists of records, by name, of classes.
    """

    labels: Mapping[str, str]
    records: Mapping[str, str]
    supports: Supports
    findings: Sequence[Finding] = ()
    missing: frozenset[tuple[str, str]] = frozenset()
    near: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def make_form(schema: Schema, layouts: Layouts, quads: Iterable[Quad], graph: str, topic: str, known: Known) -> Form:
    """A record as a form."""
    return _Maker(schema, layouts, list(quads), graph, topic, known).make()


class _Maker:
    def __init__(
        self, schema: Schema, layouts: Layouts, quads: list[Quad], graph: str, topic: str, known: Known
    ) -> None:
        self._layouts = layouts
        self._schema, self._graph, self._topic, self._known = schema, graph, topic, known
        self._said: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for quad in sorted(quads, key=str):
            self._said[text_of(quad.subject)][quad.predicate.value].append(quad.object)
        self._keys: dict[str, str] = {}
        self._choices = Choices(schema, known.records, topic)
        self._findings: dict[tuple[str, str], list[Finding]] = defaultdict(list)
        self._anchors: dict[int, str] = {}
        for finding in known.findings:
            self._findings[finding.focus, finding.path or ""].append(finding)

    def make(self) -> Form:
        boxes = [self._box(self._topic)]
        boxes += [self._box(iri) for iri in (self._graph, *sorted(self._said)) if iri not in self._keys]
        self._choices.lists[PARTS] = tuple(
            Choice(iri.removeprefix(self._topic), known_label(self._known.labels, iri))
            for iri in sorted(self._said)
            if iri.startswith(f"{self._topic}#")
        )
        for name, classes in self._known.lists.items():
            self._choices.lists[name] = self._choices.of_classes(classes)
        told = {(one.focus, one.field, one.plain_fix): one for one in reversed(self._known.findings)}
        problems = [(one, self._anchors.get(id(one), "n0")) for one in reversed(told.values())]
        label = self._known.labels.get(self._topic) or self._topic.rpartition("/")[2]
        return Form(self._graph, self._topic, label, tuple(boxes), dict(self._choices.lists), tuple(problems))

    def _box(self, iri: str) -> Box:
        key = self._keys.setdefault(iri, f"n{len(self._keys)}")
        types = [term.value for term in self._said[iri].get(TYPE, ()) if isinstance(term, NamedNode)]
        fields, levels = self._layouts.fields(types), self._layouts.levels(types)
        own = [path for path in self._said[iri] if path != TYPE]
        held = [(name_input(key, self._short(TYPE), n, "v"), self._short(one)) for n, one in enumerate(types)]
        rows = [(fields.get(path), self._row(key, iri, path, fields.get(path), levels)) for path in fields]
        rows += [(None, self._row(key, iri, path, None, levels)) for path in sorted(own) if path not in fields]
        label = self._schema.label(types[0]) if types else ""
        found = self._take(iri, "")
        name = known_label(self._known.labels, iri)
        return Box(key, iri, name, label, self._group(rows, whole=iri == self._topic), tuple(held), found)

    def _row(self, key: str, iri: str, path: str, found: Field | None, levels: Mapping[str, Level]) -> Row:
        wanted = self._layouts.range(found) if found else None
        terms = self._said[iri].get(path, [])
        parts = [text_of(term) for term in terms if self._is_own_part(term)]
        boxes = tuple(self._box(part) for part in parts if part not in self._keys) if iri == self._topic else ()
        if iri != self._topic and wanted is not None and wanted.kind is Kind.PART:
            boxes = tuple(self._box(part) for part in parts if part not in self._keys and not self._is_of_topic(part))
        choices, list_id = self._choices.find(wanted) if wanted else ((), "")
        list_id = PARTS if wanted is not None and wanted.kind is Kind.PART else list_id
        short = self._short(path)
        anchor = name_row(key, short)
        findings = self._take(iri, path, anchor)
        tagged = wanted is not None and LANGUAGE_TAGGED in wanted.datatypes
        boxed = {NamedNode(box.iri) for box in boxes}
        entries = [self._entry(key, short, n, term, wanted, findings) for n, term in enumerate(terms)]
        entries = [replace(one, is_boxed=term in boxed) for one, term in zip(entries, terms, strict=True)]
        if found is None or found.max_count is None or len(terms) < found.max_count:
            language = "en" if tagged and f"{RDF}langString" in wanted.datatypes[:1] else ""  # type: ignore[union-attr]
            blank = Entry(name_input(key, short, len(terms), ""), language=language)
            entries += [blank] if found is not None else []
        return Row(
            node=key,
            path=short,
            anchor=anchor,
            name=(found.name if found else "") or self._schema.label(path),
            help=found.description if found else "",
            kind=wanted.kind if wanted else "",
            level=levels.get(path, Level.OPTIONAL),
            entries=tuple(entries),
            boxes=boxes,
            adds=self._adds(key, short, wanted),
            choices=choices,
            list_id=list_id,
            tagged=tagged,
            is_long=self._is_long(found, wanted, terms),
            missing=(iri, path) in self._known.missing,
            findings=findings,
            supports=self._known.supports.of(iri, path, ""),
            is_proof=iri in self._known.supports.nodes,
        )

    def _entry(
        self, key: str, short: str, index: int, term: Term, wanted: Range | None, findings: Iterable[Finding]
    ) -> Entry:
        written = write_term(self._schema, term, wanted, self._topic)
        label = ""
        if isinstance(term, NamedNode):
            label = self._known.labels.get(term.value) or self._schema.labels.get(term.value, "")
        near = self._known.near.get(written.text, ()) if isinstance(term, Literal) else ()
        meant = (read_term(one.meant) for one in findings if one.meant and one.value == str(term))
        near = near or tuple(dict.fromkeys(self._offer(one, wanted) for one in meant))
        name = name_input(key, short, index, "")
        return Entry(name, written.text, written.language, written.type, label, written.type == RAW, near=near)

    def _offer(self, meant: Term, wanted: Range | None) -> Choice:
        """What a value was probably meant to be, to be picked."""
        text = write_term(self._schema, meant, wanted, self._topic).text
        return Choice(text, self._schema.labels.get(text_of(meant), text))

    def _adds(self, key: str, short: str, wanted: Range | None) -> tuple[Choice, ...]:
        """Classes of parts that a button adds."""
        if wanted is None or wanted.kind is not Kind.PART:
            return ()
        iris = [iri for one in wanted.classes for iri in (one, *(c.iri for c in subclasses(self._schema, one)))]
        named = {iri: self._schema.label(iri) for iri in iris if not has_records(self._schema, iri)}
        return tuple(Choice(f"{key}|{short}|{self._short(iri)}", label) for iri, label in named.items())

    def _group(self, rows: list[tuple[Field | None, Row]], *, whole: bool) -> tuple[Group, ...]:
        """Rows by the shapes' groups for the topic; together for parts, whose few fields need no headings."""
        if not whole:
            return (Group("", tuple(row for _, row in rows)),) if rows else ()
        grouped: dict[str | None, list[Row]] = defaultdict(list)
        order: dict[str | None, float] = {OTHER: float("inf")}
        for found, row in rows:
            label = self._schema.labels.get(found.group or "") if found else OTHER
            if found and found.group and label is not OTHER:
                order.setdefault(label, self._order(found.group))
            grouped[label].append(row)
        return tuple(Group(label, tuple(grouped[label])) for label in sorted(grouped, key=lambda one: order[one]))

    def _order(self, group: str) -> float:
        found = one_object(self._schema.shapes, NamedNode(group), f"{SH}order")
        return float(found.value) if isinstance(found, Literal) else 1e6

    def _take(self, focus: str, path: str, anchor: str = "") -> tuple[Finding, ...]:
        found = tuple(self._findings.get((focus, path), ()))
        for one in found:
            self._anchors[id(one)] = anchor or self._keys.get(focus, "n0")
        return found

    def _is_own_part(self, term: Term) -> bool:
        return text_of(term).startswith(f"{self._topic}#") and text_of(term) in self._said

    def _is_of_topic(self, part: str) -> bool:
        """Whether the topic itself leads to a part, which is then described there."""
        return any(NamedNode(part) in terms for terms in self._said[self._topic].values())

    def _is_long(self, found: Field | None, wanted: Range | None, terms: list[Term]) -> bool:
        if wanted is None or wanted.kind is not Kind.TEXT:
            return False
        names = {*self._schema.label_properties, f"{SKOS}altLabel"}
        prose = LANGUAGE_TAGGED in wanted.datatypes and found is not None and found.path not in names
        return prose or any(len(text_of(term)) > LONG_TEXT or "\n" in text_of(term) for term in terms)

    def _short(self, iri: str) -> str:
        short = self._schema.compact(iri)
        return short if self._schema.expand(short) == iri else iri


def known_label(labels: Mapping[str, str], iri: str) -> str:
    """Label of a node, or what its own name says."""
    return labels.get(iri) or (iri.rpartition("#")[2] or iri.rpartition("/")[2]).replace("-", " ")
