"""Forms made from shapes, used without scripts: a new record from nothing, one corrected, names understood."""

from collections.abc import Iterator

import httpx
import pytest
from tests.http.browsing import PageForm, find_form, send
from tests.http.serving import Service, serve

BASE = "https://gardens.example/"
PAGE = {"Accept": "text/html"}
TURTLE = {"Accept": "text/turtle"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("forms"), deadline_s=10.0) as running:
        running.client.headers.update(PAGE)
        yield running


def follow(desk: Service, answer: httpx.Response) -> tuple[str, PageForm]:
    """The form that an answer leads to, and its page."""
    assert answer.status_code == 303, answer.text
    path = answer.headers["location"].partition("#")[0]
    text = desk.client.get(path).text
    return text, find_form(text, path.partition("?")[0])


def begin(desk: Service, **fields: str) -> tuple[str, PageForm]:
    return follow(desk, desk.client.post("/contribute/new", data={"kind": "garden", "anyway": "yes", **fields}))


def report(desk: Service, form: PageForm) -> dict:  # type: ignore[type-arg]
    draft = form.action.removesuffix("/form")
    return desk.client.get(draft, headers={"Accept": "application/json"}).json()["report"]


def draft_text(desk: Service, form: PageForm) -> str:
    page = desk.client.get(form.action.removesuffix("/form")).text
    return find_form(page, form.action.removesuffix("/form")).values["text"].replace("\r\n", "\n")


def test_record_is_made_from_nothing_and_accepted(desk: Service) -> None:
    page, form = begin(desk, name="West Garden")
    assert "Choose one climate" in page
    wanted = form.choices[form.find("hasClimate|0|v")]
    assert "scheme/climate/cold" in wanted
    page, form = follow(
        desk,
        send(desk.client, form, **{
            form.find("hasClimate|0|v"): "scheme/climate/cold", form.find("opened|0|v"): "1950",
            form.find("hectares|0|v"): "2.50",
            "add": "n0|g:hasBed|g:Bed",
        }),
    )  # fmt: skip
    page, form = follow(
        desk,
        send(desk.client, form, **{form.find("growsPlant|0|v"): "moss", form.find("plantCount|0|v"): "7"}),
    )
    assert report(desk, form)["conforms"] is True
    text = draft_text(desk, form)
    for said in ('"1950"^^xsd:gYear', "g:hectares 2.50", "<id/plant/moss>", "g:plantCount 7", '"West Garden"@en'):
        assert said in text
    draft = form.action.removesuffix("/form")
    sent = desk.client.post(draft, data={"action": "submit", "name": "Ada", "agree": "yes"})
    assert sent.status_code == 303
    assert "cannot be changed now" in desk.client.get(form.action).text


def test_existing_record_comes_back_as_it_went_in(desk: Service) -> None:
    for path in ("/garden/north", "/garden/south", "/plant/fern", "/source/survey"):
        _, form = follow(desk, desk.client.post(f"{path}/edit"))
        send(desk.client, form)
        before = desk.client.get(f"/graph{path}", headers=TURTLE).text
        draft = form.action.removesuffix("/form")
        assert desk.client.post(draft, data={"action": "submit", "name": "Ada", "agree": "yes"}).status_code == 409
        assert before


def test_mistakes_are_told_beside_their_fields(desk: Service) -> None:
    _, form = follow(desk, desk.client.post("/garden/north/edit"))
    count = form.find("plantCount|0|v", "12")
    page, form = follow(desk, send(desk.client, form, **{count: "a dozen", form.find("hectares|0|v"): "-1"}))
    found = {(one["focus"], one["path"]) for one in report(desk, form)["findings"] if one["severity"] == "must"}
    assert found == {
        (f"{BASE}id/garden/north#ferns", f"{BASE}ont/plantCount"),
        (f"{BASE}id/garden/north", f"{BASE}ont/hectares"),
    }
    assert 'value="a dozen" aria-invalid="true"' in page
    assert "as a whole number from 1" in page
    assert page.index("Go to each") < page.index('value="a dozen"')


def test_plain_name_is_understood_and_an_unclear_one_offers_what_is_near(desk: Service) -> None:
    _, form = follow(desk, desk.client.post("/garden/south/edit"))
    plant = form.find("growsPlant|0|v")
    _, form = follow(desk, send(desk.client, form, **{plant: "Moss"}))
    assert form.values[plant] == "plant/moss"
    _, form = follow(desk, send(desk.client, form, **{plant: "mos"}))
    assert report(desk, form)["conforms"] is False
    picks = [value for name, value in form.buttons if name == "pick"]
    assert any(value.endswith("|plant/moss") for value in picks)
    _, form = follow(desk, send(desk.client, form, pick=picks[0]))
    assert report(desk, form)["conforms"] is True


def test_value_that_is_clear_is_offered_beside_its_field(desk: Service) -> None:
    _, form = follow(desk, desk.client.post("/garden/south/edit"))
    page, form = follow(desk, send(desk.client, form, **{form.find("opened|0|v"): "1 May 1950"}))
    assert page.count('class="finding must"') == 1
    (pick,) = [value for name, value in form.buttons if name == "pick"]
    assert pick.endswith("|1950-05-01")
    _, form = follow(desk, send(desk.client, form, pick=pick))
    assert report(desk, form)["conforms"] is True


def test_parts_are_added_by_a_button_and_not_typed(desk: Service) -> None:
    _, form = begin(desk, name="Garden without beds")
    assert ("add", "n0|g:hasBed|g:Bed") in form.buttons
    assert not [name for name in form.values if name.startswith("n0|g:hasBed|")]


def test_upload_of_yaml_or_a_table_becomes_a_draft_too(desk: Service) -> None:
    yaml = "type: Garden\nname: Uploaded Garden\nhasClimate: cold\nsource: Survey of made-up gardens\n"
    for files in ({"file": ("garden.yaml", yaml)}, None):
        data = {} if files else {"text": yaml, "format": ""}
        sent = desk.client.post("/contribute", data=data, files=files)
        page = desk.client.get(sent.headers["location"]).text
        assert "Uploaded Garden" in page
        assert "The record conforms" in page


def test_names_complete_while_one_types(desk: Service) -> None:
    found = desk.client.get("/contribute/names", params={"q": "mos", "sort": "record"}).json()
    assert {"value": "plant/moss", "label": "moss"} in found
    anything = desk.client.get("/contribute/names", params={"q": "grows plant"}).json()
    assert "g:growsPlant" in {one["value"] for one in anything}
    assert desk.client.get("/contribute/names", params={"q": ""}).json() == []


def test_part_is_added_and_removed_with_what_points_to_it(desk: Service) -> None:
    _, form = follow(desk, desk.client.post("/garden/south/edit"))
    _, form = follow(desk, send(desk.client, form, add="n0|g:hasBed|g:Bed"))
    beds = [name for name, value in form.values.items() if name.startswith("node|") and "#" in value]
    assert len(beds) == 2
    dropped = "drop|" + next(name for name in beds if form.values[name].endswith("#bed")).removeprefix("node|")
    assert dropped in form.boxes
    _, form = follow(desk, send(desk.client, form, **{dropped: "yes"}))
    assert "#bed>" not in draft_text(desk, form)
    assert "#ferns>" in draft_text(desk, form)


def test_evidence_beside_a_field_names_its_source(desk: Service) -> None:
    _, form = begin(desk, name="Proven Garden")
    name = next(one for one in form.values if one.startswith("e|n0|skos:prefLabel|"))
    _, form = follow(desk, send(desk.client, form, **{name: "Survey of made-up gardens"}))
    assert "dcterms:source <id/source/survey>" in draft_text(desk, form)


def test_evidence_that_cannot_be_taken_is_asked_for_again_and_the_rest_is_kept(desk: Service) -> None:
    _, form = begin(desk, name="Doubtful Garden")
    name = next(one for one in form.values if one.startswith("e|n0|skos:prefLabel|"))
    climate, opened = form.find("hasClimate|0|v"), form.find("opened|0|v")
    proof = opened.replace("n0|", "e|n0|").removesuffix("|0|v") + "|" + name.rpartition("|")[2]
    refused = send(
        desk.client, form, **{climate: "scheme/climate/cold", name: "no such book", proof: "Survey of made-up gardens"}
    )
    assert refused.status_code == 400
    again = find_form(refused.text, form.action)
    assert (again.values[name], again.values[proof]) == ("no such book", "Survey of made-up gardens")
    assert again.values[climate] == "scheme/climate/cold"
    assert "dcterms:source" not in draft_text(desk, form)
    sent = send(desk.client, again, **{opened: "1950", name: ""})
    assert sent.status_code == 303
    assert "dcterms:source <id/source/survey>" in draft_text(desk, form)


def test_draft_that_cannot_be_read_is_mended_as_text(desk: Service) -> None:
    draft = desk.client.post("/contribute", content="not turtle", headers={"Content-Type": "text/turtle"})
    place = draft.headers["location"]
    assert desk.client.get(f"{place}/form").headers["location"] == place


def test_form_of_a_record_with_many_parts_is_taken(desk: Service) -> None:
    _, form = begin(desk, name="Large Garden")
    beds = {f"n0|g:hasBed|{n}|v": f"#bed-{n}" for n in range(6000)}
    assert send(desk.client, form, **beds).status_code == 303
    assert "#bed-5999>" in draft_text(desk, form)


def test_record_that_is_there_already_is_pointed_out(desk: Service) -> None:
    answer = desk.client.post("/contribute/new", data={"kind": "garden", "name": "North Garden"})
    assert answer.status_code == 200
    assert 'href="/garden/north/edit"' in answer.text
    linked = {"kind": "garden", "name": "Otherwise called", "page": "https://labels.example/North-Garden"}
    assert 'href="/garden/north/edit"' in desk.client.post("/contribute/new", data=linked).text
    begun = find_form(answer.text, "/contribute/new")
    assert "anyway" in begun.boxes
    _, form = begin(desk, name="North Garden")
    assert form.values["record"] == "garden/north-garden"


def test_page_on_the_web_names_the_record_and_stands_behind_its_name(desk: Service) -> None:
    _, form = begin(desk, name="", page="https://example.org/gardens/Linked%20Garden")
    text = draft_text(desk, form)
    assert '"Linked Garden"@en' in text
    assert "dcterms:source <https://example.org/gardens/Linked%20Garden>" in text
    refused = desk.client.post("/contribute/new", data={"kind": "garden", "name": "X", "page": "javascript:alert(1)"})
    assert refused.status_code == 400


def test_second_record_of_a_name_gets_another_address(desk: Service) -> None:
    token = desk.state.tokens.make("Karl", ["curate"])
    draft = "/contribute/new"
    begun = desk.client.post(draft, data={"kind": "plant", "name": "Twin", "anyway": "yes"}).headers["location"]
    number = desk.client.post(
        begun.removesuffix("/form"), data={"action": "submit", "name": "A", "agree": "yes"},
        headers={"Accept": "application/json"},
    ).json()["number"]  # fmt: skip
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    assert desk.client.post(f"/review/{number}", data={"action": "accept"}, headers=headers).status_code == 200
    _, form = begin(desk, kind="plant", name="Twin")
    assert form.values["record"] == "plant/twin-2"


HOSTILE = ("javascript:alert(1)", '"><script>alert(1)</script>', "a b c", "\x00", "\U0001d54f" * 300)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(desk: Service, text: str) -> None:
    _, form = follow(desk, desk.client.post("/garden/south/edit"))
    page, form = follow(desk, send(desk.client, form, **{form.find("seeAlso|0|v"): text}))
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert report(desk, form)["conforms"] is False


@pytest.mark.parametrize("fields", [{"node|n0": ""}, {"node|n0": "not an iri"}, {"add": "n9|x|y"}, {"pick": "a|b"},
                                    {"record": "garden/none"}, {"n0|a b|0|v": "x"}])  # fmt: skip
def test_tampered_form_is_refused_or_harmless(desk: Service, fields: dict[str, str]) -> None:
    _, form = follow(desk, desk.client.post("/garden/south/edit"))
    assert send(desk.client, form, **fields).status_code in (303, 400, 404)
    assert desk.client.get("/healthz").status_code == 200
