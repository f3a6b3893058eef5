"""What no shape can see: terms nobody defined, nodes no shape targets, records that do not say what they are about."""

from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from enum import StrEnum
from functools import lru_cache
from typing import Final

from atlas.namespaces import FOAF, OWL, RDF, RDFS, SYS, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.model import Schema
from atlas.validation.concepts import Concepts
from atlas.validation.records import RecordGraph
from atlas.validation.result import VIOLATION, Result

UNKNOWN_TERM: Final = f"{SYS}UnknownTermConstraintComponent"
NO_SHAPE: Final = f"{SYS}NoShapeConstraintComponent"
NO_TOPIC: Final = f"{SYS}NoTopicConstraintComponent"
NOTHING: Final = f"{SYS}NothingToJudgeConstraintComponent"
CLEAR: Final = 0.72
LEAD: Final = 0.08
PROPERTIES: Final = (
    f"{RDF}Property",
    *(f"{OWL}{name}Property" for name in ("Object", "Datatype", "Annotation")),
)
RDF_TERMS: Final = "type first rest nil List value langString HTML XMLLiteral"
XSD_TYPES: Final = """
    string boolean decimal integer double float date time dateTime dateTimeStamp gYear gMonth gDay gYearMonth
    gMonthDay duration yearMonthDuration dayTimeDuration byte short int long unsignedByte unsignedShort unsignedInt
    unsignedLong positiveInteger nonNegativeInteger negativeInteger nonPositiveInteger hexBinary base64Binary anyURI
    language normalizedString token NMTOKEN Name NCName
"""
BUILT_IN: Final = frozenset(
    [*(f"{RDF}{name}" for name in RDF_TERMS.split()), *(f"{XSD}{name}" for name in XSD_TYPES.split())]
)


class Role(StrEnum):
    """What a term is used as in a statement."""

    CLASS = "class"
    PROPERTY = "property"
    ANY = "any"


class Terms:
    """The terms a record may use."""

    def __init__(self, schema: Schema) -> None:
        self._compact = schema.compact
        self._known = schema.terms | BUILT_IN
        self._own = (f"{schema.base}scheme/", f"{schema.base}module/", schema.namespace)
        self._used_by_shapes = {field.path for one in schema.classes.values() for field in one.fields}
        self._concepts = Concepts(schema)
        self._roles = _roles(schema)
        self.near = lru_cache(maxsize=2048)(self._near)
        self._names: dict[str, list[str]] = {}
        for iri in sorted(self._known):
            self._names.setdefault(_local(iri), []).append(iri)

    def unknown(self, record: RecordGraph) -> list[Result]:
        """One result for each use of a predicate, class, datatype or term of ours that nobody defined."""
        fix = "Use a term that is defined, or leave this statement out."
        results = [
            _result(UNKNOWN_TERM, quad.subject, quad.predicate, NamedNode(iri), fix)
            for quad in record.statements
            for iri in self._used(quad)
            if iri not in self._known
        ]
        return list(dict.fromkeys(results))

    def is_known(self, iri: str) -> bool:
        """True for a term that somebody defined."""
        return iri in self._known

    def is_own(self, iri: str) -> bool:
        """True for an IRI where the home's own terms are."""
        return iri.startswith(self._own) and iri not in self._own

    def meant(self, iri: str, role: Role = Role.ANY) -> tuple[list[str], bool]:
        """Known terms that an unknown one may be a misspelling of, the likeliest first; whether it must be the first.

        role: what it is used as. A concept by another of its names, and a name that only one term has, are clear.
        """
        instead = self._concepts.instead_of(iri)
        if instead:
            return instead, len(instead) == 1
        near = self.near(iri, role)
        if not near:
            return [], False
        same = [known for known in near if _local(known) == _local(iri)]
        here = same if len(same) == 1 else [known for known in near if _shares_namespace(iri, known)] or near
        rated = sorted(((_likeness(iri, known), known) for known in here), reverse=True)
        is_clear = rated[0][0] >= CLEAR and (len(rated) == 1 or rated[0][0] - rated[1][0] >= LEAD)
        return ([known for _, known in rated], is_clear) if is_clear else (near, False)

    def advise(self, iri: str, role: Role = Role.ANY) -> str:
        """What to do about an unknown term."""
        near, is_clear = self.meant(iri, role)
        if not near:
            return "Use a term that is defined, or leave this statement out."
        return f"Did you mean {' or '.join(self._compact(known) for known in near[: 1 if is_clear else None])}?"

    def _near(self, iri: str, role: Role, limit: int = 3) -> list[str]:
        """Known terms spelt nearly so, the nearest first; none where nothing is near."""
        local = _local(iri)
        lowered = {name.lower(): name for name in self._names}
        matches = get_close_matches(local.lower().replace("_", ""), lowered, n=limit * 2, cutoff=0.7)
        found = [*self._names.get(local, []), *(known for one in matches for known in self._names[lowered[one]])]
        found = [known for known in dict.fromkeys(found) if role is Role.ANY or self._roles.get(known, role) == role]
        asked = [known for known in found if known in self._used_by_shapes] if role is Role.PROPERTY else []
        return sorted(asked or found, key=lambda known: not _shares_namespace(known, iri))[:limit]

    def _used(self, quad: Quad) -> Iterable[str]:
        yield quad.predicate.value
        value = quad.object
        if isinstance(value, Literal):
            yield value.datatype.value
        elif isinstance(value, NamedNode) and (quad.predicate.value == f"{RDF}type" or self.is_own(value.value)):
            yield value.value


def role_of(result: Result) -> Role:
    """What the unknown term of a result is used as."""
    if result.value == result.path:
        return Role.PROPERTY
    return Role.CLASS if result.path == NamedNode(f"{RDF}type") else Role.ANY


def _roles(schema: Schema) -> dict[str, Role]:
    """Classes and properties among the terms; the rest are neither."""
    kinds = dict.fromkeys((f"{OWL}Class", f"{RDFS}Class"), Role.CLASS) | dict.fromkeys(PROPERTIES, Role.PROPERTY)
    types = schema.ontology.quads_for_predicate(NamedNode(f"{RDF}type"))
    said = ((q.subject, kinds.get(q.object.value, Role.ANY)) for q in types if isinstance(q.object, NamedNode))
    found: dict[str, Role] = {}
    for subject, role in said:
        if isinstance(subject, NamedNode) and found.get(subject.value, Role.ANY) is Role.ANY:
            found[subject.value] = role
    return found


def unseen(record: RecordGraph, targets: Mapping[Term, Iterable[Term]], unknown: Iterable[Result]) -> list[Result]:
    """Results for named subjects that no shape targets, and for a record that does not say what it is about.

    unknown: results on unknown terms; a node whose class is one of them is not reported a second time.
    """
    seen = {node for nodes in targets.values() for node in nodes}
    seen |= {result.focus for result in unknown if result.path == NamedNode(f"{RDF}type")}
    blind = {q.subject for q in record.statements if isinstance(q.subject, NamedNode)} - seen
    results = [
        _result(
            NO_SHAPE, subject, NamedNode(f"{RDF}type"), None, "Give it a class that has a shape; check its spelling."
        )
        for subject in sorted(blind, key=str)
    ]
    graph = record.name
    topics = {q.object for q in record.statements if q.subject == graph and q.predicate.value == f"{FOAF}primaryTopic"}
    if len(topics) != 1:
        fix = "Say what the record is about. In RDF: <graph/kind/slug> foaf:primaryTopic <id/kind/slug>."
        results.append(_result(NO_TOPIC, graph, NamedNode(f"{FOAF}primaryTopic"), None, fix))
    return results


def _result(component: str, focus: Term, path: Term, value: Term | None, fix: str) -> Result:
    return Result(focus, path, value, VIOLATION, component, NamedNode(component), fix)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rpartition("/")[2]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, _local(one).lower(), _local(other).lower()).ratio()


def _shares_namespace(one: str, other: str) -> bool:
    return one.removesuffix(_local(one)) == other.removesuffix(_local(other))
