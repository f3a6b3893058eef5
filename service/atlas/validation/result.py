"""One SHACL validation result as a value."""

from dataclasses import dataclass

from atlas.rdf.terms import Term


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
