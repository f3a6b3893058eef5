"""Chosen facet values in, the same question in words and as SPARQL out."""

from collections.abc import Iterable, Sequence

from atlas.access.exploring.explore import BOOLEANS, GAP, UNSAID, Chosen, Value, gap_paths, label_of
from atlas.access.exploring.facets import GAPS, Facet, Facets
from atlas.access.exploring.spans import Span
from atlas.access.ontology.compose import Composer
from atlas.access.ontology.labels import Say, both, either
from atlas.namespaces import XSD
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.model import Class, Schema
from atlas.schema.ranges import Kind


def to_sentence(schema: Schema, found: Class, facets: Facets, chosen: Chosen, say: Say) -> str:
    """The question in words."""
    parts = []
    for name, values in chosen.items():
        words = [_tell(schema, facets, value, say) for value in values]
        parts.append(say("sentence-is", name=facets.facets[name].label, values=either(words, say)))
    name = found.label
    return say("sentence-where", name=name, tests=both(parts, say)) if parts else say("sentence", name=name)


def to_sparql(schema: Schema, found: Class, facets: Facets, chosen: Chosen) -> str:
    """The same question as a query for things and their names."""
    composer = Composer(schema)
    item = composer.variable("item")
    where = [f"{item} a {composer.iri(found.iri)} ."]
    for name, values in chosen.items():
        where += _pattern(schema, composer, facets.facets[name], values, found, item)
    where += composer.label(item)
    return composer.finish(f"SELECT DISTINCT {item} {item}Label", where, [f"ORDER BY {item}Label {item}"])


def to_chart(schema: Schema, found: Class, facets: Facets, chosen: Chosen, facet: Facet) -> str:
    """How many of the things that fit have each value of a facet, as a query for a figure."""
    composer = Composer(schema)
    item, value = composer.variable("item"), composer.variable("value")
    where = [f"{item} a {composer.iri(found.iri)} ."]
    for name, values in chosen.items():
        where += _pattern(schema, composer, facets.facets[name], values, found, item)
    where += [*_reach(composer, facet, found, item, value), *composer.label(value)]
    head = f"SELECT {value} {value}Label (COUNT(DISTINCT {item}) AS ?count)"
    return composer.finish(head, where, [f"GROUP BY {value} {value}Label", "ORDER BY DESC(?count)", "LIMIT 30"])


def _tell(schema: Schema, facets: Facets, value: Value, say: Say) -> str:
    return say("sentence-unsaid") if value == UNSAID else label_of(schema, facets, value, say)


def _pattern(
    schema: Schema, composer: Composer, facet: Facet, values: Sequence[Value], found: Class, item: str
) -> list[str]:
    """The choices of one facet: a branch for its values, one for each kind of not knowing."""
    named = [value for value in values if isinstance(value, str)]
    plain = [_term(value) for value in named if not value.startswith(GAP)]
    statuses = [NamedNode(v.removeprefix(GAP)) for v in named if v.startswith(GAP) and v != UNSAID]
    branches: list[list[str]] = []
    for span in (value for value in values if isinstance(value, Span)):
        end = composer.variable("value")
        branches.append([*_reach(composer, facet, found, item, end), f"FILTER({_within(composer, span, end)})"])
    if plain:
        end = composer.variable("value")
        branches.append([f"VALUES {end} {{ {composer.term(plain)} }}", *_reach(composer, facet, found, item, end)])
    if statuses:
        branches.append(_gap(schema, composer, facet, found, item, statuses))
    if UNSAID in values:
        said = [["MINUS {", *_indent(_reach(composer, facet, found, item, composer.variable("any"))), "}"]]
        if gap_paths(facet) and GAPS in schema.queries:
            said.append(["MINUS {", *_indent(_gap(schema, composer, facet, found, item, [])), "}"])
        branches.append([f"{item} a {composer.iri(found.iri)} .", *(line for part in said for line in part)])
    if len(branches) == 1:
        return branches[0]
    lines: list[str] = []
    for branch in branches:
        lines += [*(["UNION"] if lines else []), "{", *_indent(branch), "}"]
    return lines


def _within(composer: Composer, span: Span, end: str) -> str:
    """What must hold of a value that lies in a span; a date that says less than a bound is in when it touches it."""
    tests: list[str] = []
    if span.kind is Kind.NUMBER:
        for sign, bound in ((">=", span.low), ("<=", span.high)):
            if bound:
                datatype = NamedNode(f"{XSD}{'decimal' if '.' in bound else 'integer'}")
                tests.append(f"{end} {sign} {composer.term(Literal(bound, datatype=datatype))}")
        return " && ".join(tests)
    if span.low:
        low = composer.term(Literal(span.low))
        tests.append(f"(STR({end}) >= {low} || STRSTARTS({low}, STR({end})))")
    if span.high:
        high = composer.term(Literal(span.high))
        tests.append(f"(STR({end}) <= {high} || STRSTARTS(STR({end}), {high}))")
    return " && ".join(tests)


def _reach(composer: Composer, facet: Facet, found: Class, item: str, end: str) -> list[str]:
    """What holds between a thing and a value of a facet."""
    if facet.path is not None:
        return composer.arrows(facet.path.steps, item, end)
    if facet.query is None:
        return []
    names = {"item": item.lstrip("?"), "value": end.lstrip("?")}
    shown = {key: f"?{name}" for key, name in names.items()}
    lines: list[str] = []
    if facet.member is not None:
        member = composer.variable("facet")
        lines.append(f"VALUES {member} {{ {composer.iri(facet.member)} }}")
        shown["facet"] = member
    return [*lines, *composer.embed(facet.query, shown, {"class": NamedNode(found.iri)})]


def _gap(
    schema: Schema, composer: Composer, facet: Facet, found: Class, item: str, statuses: Sequence[NamedNode]
) -> list[str]:
    path, status = composer.variable("gap"), composer.variable("status")
    lines = [f"VALUES {path} {{ {composer.term([NamedNode(one) for one in gap_paths(facet)])} }}"]
    if statuses:
        lines.append(f"VALUES {status} {{ {composer.term(list(statuses))} }}")
    names = {"item": item, "property": path, "status": status}
    return [*lines, *composer.embed(schema.queries[GAPS], names, {"class": NamedNode(found.iri)})]


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _term(value: str) -> Term:
    return Literal(value, datatype=NamedNode(f"{XSD}boolean")) if value in BOOLEANS else NamedNode(value)
