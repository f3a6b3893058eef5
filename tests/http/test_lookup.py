"""/lookup leads from an address, ours or foreign, to the page about what it names."""

import pytest
from tests.http.serving import Service

from atlas.access.things.lookup import is_iri, last_words


def look(service: Service, uri: str) -> tuple[int, str]:
    answer = service.client.get("/lookup", params={"uri": uri})
    return answer.status_code, answer.headers.get("location", "").removeprefix(service.state.public_url)


def test_our_own_names_lead_to_their_pages(service: Service) -> None:
    base, public = service.state.schema.base, service.state.public_url
    assert look(service, f"{base}id/garden/north") == (303, "/garden/north")
    assert look(service, f"{base}id/garden/north#ferns") == (303, "/garden/north")
    assert look(service, f"{public}/garden/north") == (303, "/garden/north")
    assert look(service, f"{base}scheme/climate/cold") == (303, "/scheme/climate/cold")
    assert look(service, f"{base}id/garden/nowhere")[0] == 404


@pytest.mark.parametrize(
    "uri",
    [
        "https://labels.example/North-Garden",
        "http://labels.example/North-Garden/",
        "https://labels.example/North-Garden#top",
    ],
)
def test_a_foreign_address_leads_to_what_gives_it_as_its_own(service: Service, uri: str) -> None:
    assert look(service, uri) == (303, "/garden/north")


def test_an_address_of_several_things_is_a_choice(service: Service) -> None:
    answer = service.client.get("/lookup", params={"uri": "https://labels.example/gardens"})
    assert answer.status_code == 300
    assert sorted(one["url"].rpartition("/")[2] for one in answer.json()["choices"]) == ["north", "south"]


def test_an_unknown_address_names_what_is_near(service: Service) -> None:
    answer = service.client.get("/lookup", params={"uri": "https://other.example/things/north-garden"})
    assert answer.status_code == 404
    assert any(name.endswith("garden/north") for name in answer.json()["near"])


@pytest.mark.parametrize("uri", ["", "x", "javascript:", "http://a b", "http://a> <b", "x" * 3000 + ":y"])
def test_what_is_no_address_is_not_found(service: Service, uri: str) -> None:
    assert look(service, uri)[0] == 404


def test_addresses_are_told_from_other_texts() -> None:
    assert is_iri("https://a.example/ü?q=1#x")
    assert not is_iri("no colon")
    assert last_words("https://a.example/o/North%20Garden/") == "North Garden"
