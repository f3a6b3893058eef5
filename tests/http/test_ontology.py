"""Term pages: the rules in words, coverage, live examples, and a query that runs."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.http.serving import Service

PAGE = {"Accept": "text/html"}


def test_the_index_has_every_term_and_the_class_tree(service: Service) -> None:
    text = service.client.get("/ontology", headers=PAGE).text
    schema = service.state.schema
    own = [iri for iri in schema.terms if iri.startswith(schema.namespace) and iri != schema.namespace]
    assert own
    for iri in own:
        assert f'href="/ontology/{iri.removeprefix(schema.namespace)}"' in text


def test_every_term_has_a_page_whose_query_runs(service: Service) -> None:
    schema = service.state.schema
    own = [iri.removeprefix(schema.namespace) for iri in schema.terms if iri.startswith(schema.namespace)]
    tried = 0
    for local in own:
        if not local:
            continue
        answer = service.client.get(f"/ontology/{local}", headers=PAGE)
        assert answer.status_code == 200, local
        (address,) = re.findall(r'href="(/sparql\?query=[^"]*)" rel="nofollow">SPARQL', answer.text)
        (query,) = parse_qs(urlsplit(html.unescape(address)).query)["query"]
        service.rows(query)
        tried += 1
    assert tried


def test_rules_are_told_in_words_with_coverage(service: Service) -> None:
    text = service.client.get("/ontology/Garden", headers=PAGE).text
    assert "one or more: a concept of" in text or "exactly one: a concept of" in text
    assert "<meter" in text
    assert "required" in text


def test_a_term_shows_its_neighbours_and_how_it_is_not_used(service: Service) -> None:
    for local in ("Garden", "growsPlant"):
        text = service.client.get(f"/ontology/{local}", headers=PAGE).text
        assert text.count("<svg") == 1, local
        assert '<pre tabindex="0" class="wrong">' in text, local
    assert "It lacks what is required" in service.client.get("/ontology/Garden", headers=PAGE).text


def test_a_property_tells_of_each_class_how_it_is_filled(service: Service) -> None:
    text = service.client.get("/ontology/hectares", headers=PAGE).text
    assert re.search(r'<meter class="bar" min="0" max="2" value="1"', text)
    assert "50 %" in text


def test_an_unknown_term_is_not_found_with_near_ones(service: Service) -> None:
    answer = service.client.get("/ontology/Gardn")
    assert answer.status_code == 404
    assert any(name.endswith("Garden") for name in answer.json()["near"])


@pytest.mark.parametrize("path", ["/ontology/%00", "/ontology/%22%3E", "/ontology/a%20b"])
def test_hostile_names_are_not_found(service: Service, path: str) -> None:
    assert service.client.get(path).status_code == 404


def test_the_index_finds_terms_only_and_leads_to_what_changed(service: Service) -> None:
    text = service.client.get("/ontology", headers=PAGE).text
    assert '<input type="hidden" name="in" value="ontology">' in text
    hits = service.client.get("/search.json", params={"q": "garden", "in": "ontology"}).json()["hits"]
    assert hits
    assert all(hit["iri"].startswith(service.state.schema.namespace) for hit in hits)
    assert 'value="ontology"' in service.client.get("/search?q=garden&in=ontology", headers=PAGE).text
    assert 'action="/ontology/difference"' in text
    answer = service.client.get("/ontology/difference?old=1&new=1")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{service.state.public_url}/releases/1...1?graph=ontology/"
    assert service.client.get(answer.headers["location"], headers=PAGE).status_code == 200


@pytest.mark.parametrize("old", ["", "0", "nothing", "../../x", "1...2", "9" * 30, "%00"])
def test_a_difference_of_states_that_are_none_is_told(service: Service, old: str) -> None:
    answer = service.client.get("/ontology/difference", params={"old": old}, headers=PAGE, follow_redirects=True)
    assert answer.status_code in (200, 400, 404, 410)
