"""The one layout of Turtle in this repository: statements in, text out, the same for the same statements.

Comments are not kept. Literals keep lexical form and datatype; blank nodes used once are nested.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import parse as engine_parse

from atlas.namespaces import RDF, SKOS
from atlas.rdf.canonical import canonical
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Quad, Subject, Term
from atlas.rdf.turtle_terms import Names, write_literal
from atlas.rdf.turtle_tree import Properties, Tree

WIDTH: Final = 110
FIRST_PREDICATES: Final = (f"{RDF}type", f"{SKOS}prefLabel", f"{SKOS}altLabel", f"{SKOS}definition")


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
        self._tree = Tree(quads)
        self._flat: dict[BlankNode, str] = {}

    def text(self) -> str:
        """The whole document."""
        blocks = [self._block(subject) for subject in self._tree.roots]
        header = "".join(f"{line}\n" for line in self._names.header(self._base))
        return "\n".join(part for part in (header, *blocks) if part)

    def _block(self, subject: Subject) -> str:
        alone = isinstance(subject, BlankNode) and subject not in self._tree.labelled
        name = "[]" if alone else self._simple(subject)
        lines = self._lines(self._tree.properties[subject], 1)
        if "\n" not in lines[0] and (len(name) + len(lines[0]) < WIDTH - 2 or len(lines) == 1):
            return " ;\n    ".join([f"{name} {lines[0]}", *lines[1:]]) + " .\n"
        return f"{name}\n    " + " ;\n    ".join(lines) + " .\n"

    def _ordered(self, properties: Properties) -> list[tuple[str, list[Term]]]:
        """Predicates as written, each with its values in order."""
        names = {p: "a" if p == f"{RDF}type" else self._names.write(p) for p in properties}
        predicates = sorted(properties, key=lambda p: (_predicate_rank(p), names[p]))
        return [(names[p], sorted(properties[p], key=self._sort_key)) for p in predicates]

    def _lines(self, properties: Properties, depth: int) -> list[str]:
        return [self._line(name, values, depth) for name, values in self._ordered(properties)]

    def _line(self, name: str, values: list[Term], depth: int) -> str:
        flat = f"{name} " + ", ".join(self._one_line(v) for v in values)
        if "\n" not in flat and 4 * depth + len(flat) + 2 <= WIDTH:
            return flat
        if len(values) == 1:
            return f"{name} {self._object(values[0], depth)}"
        inner = "\n" + "    " * (depth + 1)
        return name + ",".join(inner + self._object(v, depth + 1) for v in values)

    def _sort_key(self, term: Term) -> tuple[int, str, str]:
        text = self._one_line(term)
        if isinstance(term, NamedNode):
            return 0, text.strip("<>"), ""
        if isinstance(term, Literal):
            return 1, "" if term.language == "en" else term.language or "", text
        return 2, text, str(term)

    def _one_line(self, term: Term) -> str:
        """The term with all that is nested in it, on one line unless a text of several lines is in it."""
        if not isinstance(term, BlankNode) or term in self._tree.labelled:
            return self._simple(term)
        if term not in self._flat:
            self._flat[term] = self._nested_line(term)
        return self._flat[term]

    def _nested_line(self, term: BlankNode) -> str:
        items = self._tree.items(term)
        if items is not None:
            return f"( {' '.join(self._one_line(i) for i in items)} )"
        pairs = self._ordered(self._tree.properties.get(term, {}))
        inner = " ; ".join(f"{name} {', '.join(self._one_line(v) for v in values)}" for name, values in pairs)
        return f"[ {inner} ]" if inner else "[]"

    def _object(self, term: Term, depth: int) -> str:
        """The term, over several lines where it is nested and long."""
        flat = self._one_line(term)
        fits = "\n" not in flat and 4 * depth + len(flat) <= WIDTH - 20
        if not isinstance(term, BlankNode) or term in self._tree.labelled or fits:
            return flat
        items = self._tree.items(term)
        inner = "\n" + "    " * (depth + 1)
        closing = "\n" + "    " * depth
        if items is not None:
            return "(" + "".join(inner + self._object(i, depth + 1) for i in items) + closing + ")"
        return "[" + inner + f" ;{inner}".join(self._lines(self._tree.properties[term], depth + 1)) + closing + "]"

    def _simple(self, term: Term | Subject) -> str:
        if isinstance(term, NamedNode):
            return "()" if term.value == f"{RDF}nil" else self._names.write(term.value)
        if isinstance(term, Literal):
            return write_literal(term, self._names)
        return str(term)


def _predicate_rank(predicate: str) -> int:
    return FIRST_PREDICATES.index(predicate) if predicate in FIRST_PREDICATES else len(FIRST_PREDICATES)
