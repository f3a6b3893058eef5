import pytest
from tests.http.serving import Service

from atlas.namespaces import RDF, RDFS, SCHEMA, SH
from atlas.rdf.formats import RDF_FORMATS, TURTLE, Format, get_rdf_format
from atlas.rdf.parse import parse
from atlas.rdf.terms import Dataset, Literal, NamedNode, objects, one_object, subjects, triples

ADDRESS = "/.well-known/sparql-examples"
# What sparql-editor and sparql-llm send to an endpoint to learn its examples.
ASKED_BY_EDITORS = f"""PREFIX sh: <{SH}> PREFIX rdfs: <{RDFS}>
SELECT DISTINCT ?sq ?comment ?query
WHERE {{
  ?sq a sh:SPARQLExecutable ; rdfs:label|rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|sh:describe ?query
}}
ORDER BY ?sq"""


@pytest.mark.parametrize("form", RDF_FORMATS, ids=lambda one: one.name)
def test_the_examples_parse_in_every_format_and_say_the_same(service: Service, form: Format) -> None:
    answer = service.client.get(ADDRESS, headers={"Accept": form.media_type})
    assert answer.headers["content-type"].split(";")[0] == form.media_type
    found = parse(answer.content, get_rdf_format(answer.headers["content-type"]))
    turtle = service.client.get(ADDRESS, params={"format": "turtle"}).content
    assert triples(found) == triples(parse(turtle, TURTLE))
    named = {str(quad.graph_name) for quad in found}
    expected = f"<{service.state.schema.base}{ADDRESS[1:]}>" if form.name in ("trig", "nquads") else "DEFAULT"
    assert named == {expected}


def test_an_example_follows_the_convention_and_runs(service: Service) -> None:
    found = Dataset(parse(service.client.get(ADDRESS, params={"format": "turtle"}).content, TURTLE))
    executable = subjects(found, f"{RDF}type", NamedNode(f"{SH}SPARQLExecutable"))
    (example,) = [one for one in executable if str(one).endswith("/what-grows-where>")]
    assert NamedNode(f"{SH}SPARQLSelectExecutable") in objects(found, example, f"{RDF}type")
    assert one_object(found, example, f"{RDFS}comment") == Literal(
        "Which plants grow in which garden of a climate?", language="en"
    )
    assert one_object(found, example, f"{SCHEMA}target") == NamedNode(f"{service.state.public_url}/sparql")
    text = one_object(found, example, f"{SH}select")
    assert isinstance(text, Literal)
    assert service.rows(text.value)


def test_an_editor_finds_examples_and_prefixes_at_the_endpoint_itself(service: Service) -> None:
    found = {row[0] for row in service.rows(ASKED_BY_EDITORS)}
    assert found == {
        f"{service.state.schema.base}question/{one.stem}" for one in service.state.schema.folder("questions")
    }
    declared = service.rows(f"SELECT ?p ?n WHERE {{ ?any <{SH}prefix> ?p ; <{SH}namespace> ?n }}")
    assert (service.state.schema.prefix, service.state.schema.namespace) in declared


def test_people_and_programs_are_led_to_what_they_can_read(service: Service) -> None:
    person = service.client.get("/examples", headers={"Accept": "text/html"}, follow_redirects=False)
    program = service.client.get("/examples", headers={"Accept": "text/turtle"}, follow_redirects=False)
    assert (person.status_code, program.status_code) == (303, 303)
    assert person.headers["location"].endswith("/question")
    assert program.headers["location"].endswith(ADDRESS)


def test_a_format_that_is_not_offered_is_refused(service: Service) -> None:
    assert service.client.get(ADDRESS, params={"format": "csv"}).status_code == 406
