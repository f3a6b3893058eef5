"""The one layout of Turtle in this repository: statements in, text out, the same for the same statements.

Comments are not kept. Literals keep lexical form and datatype; blank nodes used once are nested.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import parse as engine_parse

from atlas.namespaces import FOAF, OWL, RDF, SKOS
from atlas.rdf.canonical import canonical
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad, Subject, Term
from atlas.rdf.turtle_terms import Names, natural, write_literal

WIDTH: Final = 110
NESTING: Final = 20
FIRST_PREDICATES: Final = (f"{RDF}type", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}definition")
Properties = dict[str, list[Term]]


def format_turtle(text: str | bytes, base: str | None, prefixes: Mapping[str, str] | None = None) -> str:
    """A Turtle text in the repository's layout, with the prefixes it declares.

    base: what its relative IRIs stand on and what `@base` will say. Raises RdfSyntaxError.
    """
    data = text.encode() if isinstance(text, str) else text
    quads = parse(data, TURTLE, base_iri=base, quad_limit=None)
    return write_turtle(quads, {**(prefixes or {}), **_declared(data, base)}, base)


def write_turtle(quads: Iterable[Quad], prefixes: Mapping[str, str], base: str | None = None) -> str:
    """Statements as Turtle; graph names are left out."""
    return _Writer(canonical(Quad(q.subject, q.predicate, q.object) for q in quads), prefixes, base).text()


def _declared(data: bytes, base: str | None) -> dict[str, str]:
    parser = engine_parse(data, TURTLE.rdf, base_iri=base)
    for _ in parser:
        pass
    return dict(parser.prefixes)


class _Writer:
    def __init__(self, quads: Iterable[Quad], prefixes: Mapping[str, str], base: str | None) -> None:
        self._base = base
        self._names = Names(prefixes, base)
        self._properties: dict[Subject, Properties] = {}
        uses: dict[BlankNode, int] = {}
        for quad in quads:
            self._properties.setdefault(quad.subject, {}).setdefault(quad.predicate.value, []).append(
                quad.object
            )
            if isinstance(quad.object, BlankNode):
                uses[quad.object] = uses.get(quad.object, 0) + 1
        self._uses = uses
        self._labelled: set[BlankNode] = {node for node, count in uses.items() if count > 1}
        self._written: set[Subject] = set()

    def text(self) -> str:
        """The whole document."""
        blocks = [self._block(s) for s in self._roots()]
        while rest := sorted((s for s in self._properties if s not in self._written), key=str):
            node = next((s for s in rest if s in self._labelled), rest[0])
            if isinstance(node, BlankNode):
                self._labelled.add(node)
            blocks.append(self._block(node))
        header = "".join(f"{line}\n" for line in self._names.header(self._base))
        return "\n".join(part for part in (header, *blocks) if part)

    def _roots(self) -> list[Subject]:
        """Subjects that stand on their own: named ones in reading order, then blank nodes not used once."""
        topics = {o for p in self._properties.values() for o in p.get(f"{FOAF}primaryTopic", ())}
        named = [s for s in self._properties if isinstance(s, NamedNode)]
        named.sort(key=lambda s: (self._rank(s, topics), natural(str(s).strip("<>"))))
        blank = [s for s in self._properties if isinstance(s, BlankNode) and self._uses.get(s, 0) != 1]
        return [*named, *sorted(blank, key=str)]

    def _rank(self, subject: NamedNode, topics: set[Term]) -> int:
        properties = self._properties[subject]
        if f"{FOAF}primaryTopic" in properties:
            return 0
        types = {t.value for t in properties.get(f"{RDF}type", ()) if isinstance(t, NamedNode)}
        first = types & {f"{OWL}Ontology", f"{SKOS}ConceptScheme"}
        return 1 if subject in topics or first else 2

    def _block(self, subject: Subject) -> str:
        self._written.add(subject)
        lines = self._lines(self._properties[subject], 1)
        name = (
            "[]" if isinstance(subject, BlankNode) and subject not in self._labelled else self._term(subject)
        )
        if len(lines) == 1 or "\n" not in lines[0]:
            head, rest = f"{name} {lines[0]}", lines[1:]
            if len(head) <= WIDTH or len(lines) == 1:
                return " ;\n    ".join([head, *rest]) + " .\n"
        return f"{name}\n    " + " ;\n    ".join(lines) + " .\n"

    def _lines(self, properties: Properties, depth: int) -> list[str]:
        ordered = sorted(properties, key=lambda p: (_predicate_rank(p), self._names.write(p)))
        return [self._line(p, properties[p], depth) for p in ordered]

    def _line(self, predicate: str, values: list[Term], depth: int) -> str:
        name = "a" if predicate == f"{RDF}type" else self._names.write(predicate)
        pairs = sorted((self._sort_key(v, depth), v) for v in values)
        indent = "    " * depth
        flat = f"{name} " + ", ".join(self._object(v, depth, flat=True) for _, v in pairs)
        if "\n" not in flat and len(indent) + len(flat) + 2 <= WIDTH:
            return flat
        if len(pairs) == 1:
            return f"{name} {self._object(pairs[0][1], depth)}"
        inner = f"\n{indent}    "
        return f"{name}" + ",".join(f"{inner}{self._object(v, depth + 1)}" for _, v in pairs)

    def _sort_key(self, term: Term, depth: int) -> tuple[int, str, str]:
        if isinstance(term, NamedNode):
            return 0, self._names.write(term.value), ""
        if isinstance(term, Literal):
            language = term.language or ""
            return 1, "" if language == "en" else language, self._object(term, depth)
        return 2, self._object(term, depth, flat=True), str(term)

    def _object(self, term: Term, depth: int, *, flat: bool = False) -> str:
        if isinstance(term, NamedNode) and term.value == f"{RDF}nil":
            return "()"
        if not isinstance(term, BlankNode):
            return self._term(term)
        if term in self._labelled or depth > NESTING:
            self._labelled.add(term)
            return str(term)
        items = self._items(term)
        if items is not None:
            return _bracket(
                "(", " ", [self._object(i, depth + 1, flat=flat) for i in items], ")", depth, flat
            )
        self._written.add(term)
        if term not in self._properties:
            return "[]"
        if flat:
            return _bracket("[", " ; ", self._lines(self._properties[term], 0), "]", depth, flat)
        return _bracket("[", " ; ", self._lines(self._properties[term], depth + 1), "]", depth, flat)

    def _items(self, head: BlankNode) -> list[Term] | None:
        """Members when the node heads a well-formed list used nowhere else; marks its nodes as written."""
        nodes: set[BlankNode] = set()
        items: list[Term] = []
        node: Term = head
        while isinstance(node, BlankNode):
            properties = self._properties.get(node, {})
            first, rest = properties.get(f"{RDF}first", []), properties.get(f"{RDF}rest", [])
            if (
                len(properties) != 2
                or len(first) != 1
                or len(rest) != 1
                or node in self._labelled
                or node in nodes
            ):
                return None
            nodes.add(node)
            items.append(first[0])
            node = rest[0]
        if not isinstance(node, NamedNode) or node.value != f"{RDF}nil":
            return None
        self._written.update(nodes)
        return items

    def _term(self, term: Term | Subject) -> str:
        if isinstance(term, NamedNode):
            return self._names.write(term.value)
        if isinstance(term, Literal):
            return write_literal(term, self._names)
        return str(term)


def _bracket(opening: str, between: str, parts: list[str], closing: str, depth: int, flat: bool) -> str:
    line = f"{opening} {between.join(parts)} {closing}"
    if flat or ("\n" not in line and 4 * depth + len(line) <= WIDTH - 20):
        return line
    inner = "    " * (depth + 1)
    return f"{opening}\n{inner}" + f"{between.rstrip()}\n{inner}".join(parts) + f"\n{'    ' * depth}{closing}"


def _predicate_rank(predicate: str) -> int:
    return FIRST_PREDICATES.index(predicate) if predicate in FIRST_PREDICATES else len(FIRST_PREDICATES)
