"""One SHACL validation result as a value, and as a row of texts that crosses a pipe."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from atlas.namespaces import GENID_SEGMENT, SH
from atlas.rdf.formats import N_TRIPLES
from atlas.rdf.parse import parse
from atlas.rdf.terms import BlankNode, NamedNode, Term

VIOLATION: Final = f"{SH}Violation"
ORDER: Final = (VIOLATION, f"{SH}Warning", f"{SH}Info")


@dataclass(frozen=True)
class Result:
    """One SHACL validation result. path: predicate or head of a path in the shapes graph. shape: source shape."""

    focus: Term
    path: Term | None
    value: Term | None
    severity: str
    component: str
    shape: Term
    message: str

    def is_ours(self, base: str) -> bool:
        """Whether it is about something that we named: how foreign vocabularies describe their terms is theirs."""
        node = self.focus
        return isinstance(node, NamedNode) and node.value.startswith(base) and GENID_SEGMENT not in node.value

    @property
    def gravity(self) -> tuple[int, str, str, str, str]:
        """Sort key: gravest first, then in an order that does not depend on how the results came about."""
        rank = ORDER.index(self.severity) if self.severity in ORDER else 0
        return rank, str(self.focus), str(self.path), self.component, str(self.value)


def to_row(result: Result) -> list[str | None]:
    """A result as texts, terms in N-Triples form."""
    terms = [None if one is None else str(one) for one in (result.focus, result.path, result.value, result.shape)]
    return [*terms, result.severity, result.component, result.message]


def from_row(row: Sequence[str | None]) -> Result:
    """The result that `to_row` wrote."""
    focus, path, value, shape = (None if one is None else read_term(one) for one in row[:4])
    severity, component, message = (one or "" for one in row[4:])
    if focus is None or shape is None:
        raise ValueError("a result has a focus node and a shape")
    return Result(focus, path, value, severity, component, shape, message)


def read_term(text: str) -> Term:
    """A term from its N-Triples form; blank nodes keep their name."""
    if text.startswith("_:"):
        return BlankNode(text.removeprefix("_:"))
    if text.startswith("<"):
        return NamedNode(text[1:-1])
    return parse(f"<urn:s> <urn:p> {text} .".encode(), N_TRIPLES)[0].object
