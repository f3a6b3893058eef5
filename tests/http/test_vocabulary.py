"""The vocabulary and its shapes, each whole, by ending, by Accept and at the ontology's own IRI."""

import pytest
from tests.http.serving import Service

from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse


@pytest.mark.parametrize("name", ["ontology", "shapes"])
def test_each_comes_whole_by_ending_by_parameter_and_by_accept(service: Service, name: str) -> None:
    by_ending = service.client.get(f"/{name}.ttl")
    assert by_ending.headers["content-type"].startswith("text/turtle")
    assert service.client.get(f"/{name}", params={"format": "turtle"}).content == by_ending.content
    assert service.client.get(f"/{name}", headers={"Accept": "text/turtle"}).content == by_ending.content
    held = parse(by_ending.content, TURTLE)
    dataset = service.state.schema.ontology if name == "ontology" else service.state.schema.shapes
    named = {str(quad.subject) for quad in held if str(quad.subject).startswith("<")}
    assert named <= {str(quad.subject) for quad in dataset}
    assert len(held) > 50


@pytest.mark.parametrize("name", ["ontology", "shapes"])
def test_a_browser_gets_the_page(service: Service, name: str) -> None:
    answer = service.client.get(f"/{name}", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.headers["content-type"].startswith("text/html")


def test_the_same_files_are_sent_once(service: Service) -> None:
    first = service.client.get("/ontology.ttl")
    again = service.client.get("/ontology.ttl", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_the_ontology_s_own_iri_gives_all_of_it_or_leads_to_its_page(service: Service) -> None:
    path = service.state.schema.ontology_iri.removeprefix(service.state.schema.base)
    machine = service.client.get(f"/{path}", headers={"Accept": "text/turtle"})
    assert machine.content == service.client.get("/ontology.ttl").content
    page = service.client.get(f"/{path}", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, f"{service.url}/ontology")


def test_another_format_is_refused_by_name(service: Service) -> None:
    answer = service.client.get("/shapes.docx")
    assert answer.status_code == 406
    assert "turtle" in answer.json()["expected"]
