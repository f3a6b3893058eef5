import re
import xml.etree.ElementTree as Tree

import pytest
from tests.http.serving import Service

PAGE = {"Accept": "text/html"}
ADDRESSES = ["/beds", "/question/what-grows-where", "/question/what-grows-where?chart=bar"]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_with_figures_holds_nothing_that_its_own_policy_forbids(service: Service, address: str) -> None:
    page = service.client.get(address, headers=PAGE)
    assert page.status_code == 200
    policy = page.headers["content-security-policy"]
    assert "style-src 'self'" in policy
    assert "unsafe-inline" not in policy
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=|javascript:", page.text)


def test_a_home_has_the_pages_it_describes(service: Service) -> None:
    page = service.client.get("/beds", headers=PAGE)
    assert "What the gardens grow" in page.text
    assert "Gardens that nobody wrote down are missing." in page.text
    assert page.text.count("<svg") == 1
    assert "North Garden" in page.text


def test_a_page_can_be_cited(service: Service) -> None:
    page = service.client.get("/beds", headers=PAGE).text
    assert "@misc{" in page
    assert "cff-version: 1.2.0" in page
    assert f"state {service.state.store.number}" in page


def test_a_section_has_its_figure_and_its_numbers_at_addresses_of_their_own(service: Service) -> None:
    figure = service.client.get("/beds/what-grows-where.svg")
    assert figure.headers["content-type"].startswith("image/svg+xml")
    assert Tree.fromstring(figure.text).tag == f"{SVG}svg"
    numbers = service.client.get("/beds/what-grows-where.csv")
    assert numbers.headers["content-type"].startswith("text/csv")
    assert numbers.text.splitlines()[0] == "garden,plant,count,garden (IRI),plant (IRI)"


@pytest.mark.parametrize("address", ["/beds/nothing.svg", "/beds/nothing.csv", "/nothing/what-grows-where.svg", "/bed"])
def test_what_no_page_has_is_not_found(service: Service, address: str) -> None:
    assert service.client.get(address).status_code == 404


def test_a_reader_chooses_how_an_answer_is_drawn(service: Service) -> None:
    address = "/question/what-grows-where"
    assert "<svg" not in service.client.get(address, headers=PAGE).text
    for chart in ("bar", "grid x=plant y=garden value=count", "network", "tree"):
        page = service.client.get(address, params={"chart": chart}, headers=PAGE)
        assert (page.status_code, page.text.count("<svg")) == (200, 1), chart


def test_a_question_tells_its_time_and_leads_to_editor_form_file_and_programs(service: Service) -> None:
    text = service.client.get("/question/what-grows-where?climate=scheme/climate/cold", headers=PAGE).text
    assert re.search(r"Answered in \d+ ms\.", text)
    assert 'href="/ask?find=garden"' in text
    assert 'href="/sparql?query=' in text
    assert 'href="/question/what-grows-where.csv?climate=' in text
    for name in ("curl", "python", "r", "javascript", "spreadsheet"):
        assert f'id="snippet-{name}"' in text


@pytest.mark.parametrize("chart", ["pie", "bar x=nothing", "bar x=<script>", "x" * 9_000])
def test_a_figure_that_cannot_be_drawn_is_explained_beside_the_answer(service: Service, chart: str) -> None:
    page = service.client.get("/question/what-grows-where", params={"chart": chart}, headers=PAGE)
    assert page.status_code in (200, 400)
    assert "<svg" not in page.text
    assert "cannot be drawn" in page.text
    assert "<script>" not in page.text


def test_the_answer_of_a_question_is_a_picture_and_a_file(service: Service) -> None:
    address = "/question/what-grows-where"
    assert service.client.get(f"{address}.svg").status_code == 400
    assert service.client.get(f"{address}.svg", params={"chart": "bar"}).text.startswith("<svg")
    rows = service.client.get(f"{address}.csv").text.splitlines()
    assert rows[0] == "garden,plant,count,garden (IRI),plant (IRI)"
    assert len(rows) == 3


def test_links_in_a_picture_hold_where_it_is_kept(service: Service) -> None:
    figure = service.client.get("/beds/what-grows-where.svg").text
    links = re.findall(r'href="([^"]*)"', figure)
    assert links
    assert all(link.startswith(service.state.public_url) for link in links)


def test_the_figures_of_a_page_are_made_once_for_a_state(service: Service) -> None:
    service.client.get("/beds", headers=PAGE)
    made = set(service.state.counted._made)
    service.client.get("/beds", headers=PAGE)
    assert set(service.state.counted._made) == made


def test_a_page_of_the_past_keeps_its_links_there(service: Service) -> None:
    number = service.state.store.number
    page = service.client.get("/beds", params={"as-of": str(number)}, headers=PAGE)
    assert page.status_code == 200
    assert f"/beds/what-grows-where.svg?as-of={number}" in page.text
    assert f"/question/what-grows-where?as-of={number}" in page.text


def test_a_citation_names_an_address_that_keeps_showing_what_was_cited(service: Service) -> None:
    page = service.client.get("/beds", headers=PAGE).text
    (cited,) = set(re.findall(r"url = {([^}]*)}", page))
    assert cited == f"{service.state.public_url}/beds?as-of={service.state.store.number}"
    answer = service.client.get(cited.removeprefix(service.state.public_url), headers=PAGE)
    assert "North Garden" in answer.text


def test_a_value_that_is_none_of_the_list_is_told_and_an_empty_answer_is_no_broken_figure(service: Service) -> None:
    for value in ("nonsense", "http://example.org/x", '"><script>'):
        asked = {"climate": value, "chart": "bar x=plant"}
        text = service.client.get("/question/what-grows-where", params=asked, headers=PAGE).text
        assert "Nothing on record for" in text
        assert "cannot be drawn" not in text
        assert "<script>" not in text
    short, whole = (
        service.client.get("/question/what-grows-where", params={"climate": one}, headers=PAGE).text
        for one in ("scheme/climate/cold", f"{service.state.schema.base}scheme/climate/cold")
    )
    assert "Nothing on record" not in short + whole
    assert short.count(" selected>") == whole.count(" selected>")


def test_questions_stand_by_whom_they_are_for(service: Service) -> None:
    text = service.client.get("/question", headers=PAGE).text
    assert "More questions" in text or "For a " in text
    for one in service.state.schema.folder("questions"):
        assert f'href="/question/{one.stem}"' in text
