"""Every record resolves, and all its forms say the same."""

import json
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic
from tests.http.serving import Service

from atlas.access.things.describe import find_statements
from atlas.access.things.jsonld import to_jsonld
from atlas.rdf.canonical import equal
from atlas.rdf.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from atlas.rdf.parse import parse

FORMS = {"ttl": TURTLE, "nt": N_TRIPLES, "rdf": RDF_XML}


def record_names(root: Path) -> list[str]:
    names = [f"{path.parent.name}/{path.stem}" for path in sorted((root / "data" / "records").glob("*/*.ttl"))]
    names += [f"source/{path.stem}" for path in sorted((root / "data" / "sources").glob("*.ttl"))]
    assert len(names) > 100
    return names


def one_of_each_kind(root: Path) -> list[str]:
    return list({name.partition("/")[0]: name for name in record_names(root)}.values())


def test_every_record_says_in_json_ld_what_it_says_in_turtle(atlas: Service, root: Path) -> None:
    context_url = f"{atlas.url}/context.jsonld"
    contexts = {context_url: dict(atlas.state.schema.context)}

    async def differing() -> list[str]:
        found = []
        for name in record_names(root):
            focus = f"{atlas.state.schema.base}id/{name}"
            statements = await find_statements(atlas.state.store, atlas.state.schema, focus)
            document = to_jsonld(atlas.state.schema, statements, focus, context_url)
            if not len(statements) or not equal(
                parse(json.dumps(document).encode(), JSON_LD, contexts=contexts), statements
            ):
                found.append(name)
        return found

    assert atlas.run(differing(), limit_s=240) == []


def test_one_record_of_each_kind_has_a_page_and_equal_machine_forms(atlas: Service, root: Path) -> None:
    for name in one_of_each_kind(root):
        page = atlas.client.get(f"/{name}", headers={"Accept": "text/html"})
        assert page.status_code == 200, name
        assert page.text.count("<h1>") == 1
        texts = {extension: atlas.client.get(f"/{name}.{extension}") for extension in FORMS}
        assert {answer.status_code for answer in texts.values()} == {200}, name
        parsed = {extension: parse(texts[extension].content, FORMS[extension]) for extension in FORMS}
        assert equal(parsed["ttl"], parsed["nt"]), name
        assert equal(parsed["ttl"], parsed["rdf"]), name


def test_another_library_reads_the_json_ld_with_the_context_we_publish(atlas: Service, root: Path) -> None:
    for name in one_of_each_kind(root)[::4]:
        answer = atlas.client.get(f"/{name}", headers={"Accept": "application/ld+json"})
        read = rdflib.Graph().parse(data=answer.text, format="json-ld")
        turtle = rdflib.Graph().parse(data=atlas.client.get(f"/{name}.ttl").text, format="turtle")
        assert len(read) > 3
        assert isomorphic(read, turtle), name


@pytest.mark.parametrize(
    ("path", "accept", "media_type"),
    [
        ("/project/olmo", "text/html", "text/html"),
        ("/project/olmo", "text/turtle", "text/turtle"),
        ("/project/olmo", "application/ld+json", "application/ld+json"),
        ("/project/olmo", "application/n-triples", "application/n-triples"),
        ("/project/olmo.jsonld", "text/html", "application/ld+json"),
        ("/project/olmo?format=turtle", "text/html", "text/turtle"),
        ("/project/olmo", "text/html;q=0.1, text/turtle", "text/turtle"),
        ("/ont/Model", "text/turtle", "text/turtle"),
        ("/scheme/lifecycle/pre-training", "text/turtle", "text/turtle"),
        ("/shape/Model", "text/turtle", "text/turtle"),
        ("/graph/project/olmo", "text/turtle", "text/turtle"),
        ("/rule/subclass-types", "text/html", "text/html"),
    ],
)
def test_the_form_follows_accept_extension_and_format(atlas: Service, path: str, accept: str, media_type: str) -> None:
    answer = atlas.client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert 'rel="alternate"' in answer.headers["link"]


def test_the_name_of_a_thing_leads_to_its_page(atlas: Service) -> None:
    answer = atlas.client.get("/id/project/bielik")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{atlas.url}/project/bielik"


def test_an_address_is_looked_up_with_the_base_and_with_the_public_address(atlas: Service) -> None:
    for prefix in (f"{atlas.state.schema.base}id/", f"{atlas.url}/"):
        answer = atlas.client.get("/lookup", params={"uri": f"{prefix}project/bielik"})
        assert (answer.status_code, answer.headers["location"]) == (303, f"{atlas.url}/project/bielik")


@pytest.mark.parametrize(
    ("path", "near"),
    [
        ("/project/bielick", "id/project/bielik"),
        ("/project/bielk", "id/project/bielik"),
        ("/organisation/huging-face", "id/organisation/hugging-face"),
        ("/ont/Modle", "ont/Model"),
        ("/family/olmoo", "id/family/olmo"),
    ],
)
def test_an_unknown_name_is_answered_with_near_names(atlas: Service, path: str, near: str) -> None:
    answer = atlas.client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("application/problem+json")
    slugs = [iri.rpartition("/")[2] for iri in answer.json()["near"]]
    assert near.rpartition("/")[2] in slugs


def test_an_unknown_form_is_refused_with_those_there_are(atlas: Service) -> None:
    answer = atlas.client.get("/project/bielik", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["expected"]


def test_a_page_shows_labels_and_the_source_of_values(atlas: Service) -> None:
    page = atlas.client.get("/project/bielik", headers={"Accept": "text/html"}).text
    assert "SpeakLeash" in page
    assert "What this rests on" in page
    assert "Linked from" in page


@pytest.mark.parametrize("path", ["/q/%ff", "/a%20b", "/project/%3Cscript%3E", "/%00", "/x%22y", "/id/nothing/here"])
def test_an_address_that_names_nothing_is_not_found(atlas: Service, path: str) -> None:
    answer = atlas.client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<script>" not in answer.text


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "nt", "rdf"])
def test_the_list_of_a_class_and_a_graph_come_whole_in_every_form(atlas: Service, extension: str) -> None:
    form = {**FORMS, "jsonld": JSON_LD}[extension]
    projects = parse(atlas.client.get(f"/project.{extension}").content, form)
    assert sum(quad.predicate.value.endswith("#type") for quad in projects) > 14
    graph = parse(atlas.client.get(f"/graph/project/bielik.{extension}").content, form)
    turtle = parse(atlas.client.get("/graph/project/bielik.ttl").content, TURTLE)
    assert equal(graph, turtle)


def test_no_statement_uses_a_property_without_a_name(atlas: Service) -> None:
    assert not atlas.ask('ASK { ?x ?p ?y FILTER(CONTAINS(STR(?p), "/.well-known/genid/")) }')
