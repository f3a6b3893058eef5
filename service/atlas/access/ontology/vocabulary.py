"""What an editor completes from: prefixes, classes with their properties, how wanted and how filled each is."""

from collections.abc import Mapping

from atlas.access.ontology.paths import Arrows
from atlas.access.protocol.void import Counts
from atlas.namespaces import SKOS
from atlas.rdf.terms import Literal, NamedNode, one_object
from atlas.schema.levels import Level, levels_of
from atlas.schema.model import Schema


def make_vocabulary(arrows: Arrows, counts: Counts, coverage: Mapping[str, Mapping[str, int]]) -> dict[str, object]:
    """The vocabulary as JSON. coverage: for each class counted so far, how many of its things have a property.

    classes: compact name to label, things, and its properties as [name, level, things that have it or null].
    """
    schema = arrows.schema
    properties: dict[str, dict[str, object]] = {}
    classes: dict[str, dict[str, object]] = {}
    for iri, found in schema.classes.items():
        levels = levels_of(schema, iri)
        listed: list[list[object]] = []
        for step in arrows.leaving(iri):
            name = schema.compact(step.property)
            targets = [schema.compact(one) for one in step.range.classes]
            properties.setdefault(
                name, {"label": step.label, "help": step.help or _definition(schema, step.property), "to": targets}
            )
            filled = coverage.get(iri, {}).get(step.property, 0) if iri in coverage else None
            listed.append([name, str(levels.get(step.property, Level.OPTIONAL)), filled])
        classes[schema.compact(iri)] = {
            "label": found.label,
            "help": found.definition,
            "count": counts.classes.get(iri, 0),
            "properties": listed,
        }
    return {"prefixes": dict(schema.prefixes), "classes": classes, "properties": properties, "commit": counts.number}


def _definition(schema: Schema, iri: str) -> str:
    found = one_object(schema.ontology, NamedNode(iri), f"{SKOS}definition")
    return found.value if isinstance(found, Literal) else ""
