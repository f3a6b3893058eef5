"""What a term's page shows as a mistake is one: the shapes refuse it, at the property that the page names."""

from rdflib import RDF, Graph, URIRef
from tests.shapes.cases import BASE, HEADER
from tests.shapes.conftest import judge, shorten

from atlas.access.ontology.mistakes import Mistake, find_mistake
from atlas.access.ontology.terms import classes_with, notes_of
from atlas.http.languages import Languages
from atlas.http.pages import find_web
from atlas.schema.model import Schema

SAY = Languages(find_web() / "text").default.say_text


def find_all(schema: Schema) -> dict[str, Mistake]:
    own = (iri for iri in schema.terms if iri.startswith(schema.namespace))
    found = {iri: find_mistake(schema, iri, notes_of(schema, iri)["examples"], SAY) for iri in own}
    return {iri: one for iri, one in found.items() if one is not None}


def test_nearly_every_term_that_a_shape_rules_has_a_mistake(schema: Schema) -> None:
    mistakes = find_all(schema)
    ruled = {iri for iri in schema.terms if iri in schema.classes and schema.classes[iri].fields}
    ruled |= {iri for iri in schema.terms if classes_with(schema, iri)}
    own = {iri for iri in ruled if iri.startswith(schema.namespace)}
    assert len(mistakes) > 0.9 * len(own) > 0
    assert all(one.why and one.about for one in mistakes.values())


def test_the_shapes_refuse_every_mistake(schema: Schema, shapes: Graph) -> None:
    data, about = Graph(), {}
    for number, (iri, mistake) in enumerate(find_all(schema).items()):
        node = URIRef(f"{BASE}id/made-up/{number}")
        written = Graph().parse(data=f"{HEADER}{mistake.text}", format="turtle")
        assert len(written) == 1, mistake.text
        for _, path, value in written:
            data.add((node, path, value))
        found_class = schema.classes.get(iri) or classes_with(schema, iri)[0][0]
        for one in (found_class.iri, *found_class.superclasses):
            data.add((node, RDF.type, URIRef(one)))
        about[node] = (iri, shorten(URIRef(mistake.about)))
    found = judge(data, shapes)
    taken = [iri for node, (iri, path) in about.items() if path not in {one.path for one in found.get(node, [])}]
    assert taken == []
