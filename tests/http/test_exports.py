"""Exports and dumps over HTTP: paged, negotiated, cacheable, and honest about what they lack."""

import csv
import gzip
import hashlib
import io
import json
import re
import time

import pytest
from tests.http.serving import Service

from atlas.rdf.formats import N_QUADS, TURTLE
from atlas.rdf.parse import parse


@pytest.fixture(scope="module")
def dumps(service: Service) -> dict[str, dict[str, object]]:
    give_up = time.monotonic() + 60
    while not (files := service.client.get("/downloads").json()["files"]):
        assert time.monotonic() < give_up, "no dumps were written"
        time.sleep(0.1)
    return {one["name"]: one for one in files}


def test_every_export_is_listed(service: Service) -> None:
    listed = service.client.get("/exports").json()
    assert [one["name"] for one in listed] == ["cards", "labels", "plants", "seeds"]
    assert service.client.get("/exports", headers={"Accept": "text/html"}).text.count("Plants") >= 1


def test_a_catalogue_is_walked_page_by_page(service: Service) -> None:
    address, names = "/catalog.ttl", []
    for _ in range(5):
        answer = service.client.get(address)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/turtle")
        quads = parse(answer.content, TURTLE, quad_limit=None)
        names += [q.object.value for q in quads if q.predicate.value == "https://schema.org/name"]
        if "next" not in answer.links:
            break
        address = answer.links["next"]["url"].replace(service.state.public_url, "")
    assert sorted(names) == ["fern", "moss"]
    assert 'rel="profile"' in service.client.get("/catalog.ttl").headers["link"]


@pytest.mark.parametrize(("extension", "media_type"), [("jsonld", "ld+json"), ("rdf", "rdf+xml"), ("nt", "n-triples")])
def test_a_catalogue_has_every_graph_format(service: Service, extension: str, media_type: str) -> None:
    answer = service.client.get(f"/catalog.{extension}")
    assert answer.status_code == 200
    assert media_type in answer.headers["content-type"]


@pytest.mark.parametrize("query", ["page=0", "page=x", "modified_since=yesterday"])
def test_a_page_or_date_that_cannot_be_read_is_refused(service: Service, query: str) -> None:
    assert service.client.get(f"/catalog.ttl?{query}").status_code == 400


def test_a_sheet_is_the_whole_in_its_own_form(service: Service) -> None:
    answer = service.client.get("/exports/seeds.tsv")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    head, *rows = answer.text.splitlines()
    assert head.endswith(f"of {service.state.public_url}, state {answer.headers['snapshot']}")
    assert [row.split("\t")[0] for row in rows] == ["fern", "moss"]
    assert service.client.get("/exports/seeds", headers={"Accept": "text/csv"}).text == answer.text
    page = service.client.get("/exports/seeds", headers={"Accept": "text/html"})
    assert "/exports/seeds.tsv" in page.text


@pytest.mark.parametrize("path", ["/exports/seeds.ttl", "/exports/labels.ttl", "/exports/plants.tsv"])
def test_a_form_that_an_export_lacks_is_refused(service: Service, path: str) -> None:
    assert service.client.get(path).status_code in {404, 406}


def test_a_page_there_is_not_is_not_found(service: Service) -> None:
    assert service.client.get("/catalog.ttl?page=3").status_code == 404
    assert service.client.get("/exports/none").status_code == 404
    assert service.client.get("/catalog.exe").status_code == 406


def test_an_unchanged_page_is_not_sent_again(service: Service) -> None:
    first = service.client.get("/catalog.ttl")
    again = service.client.get("/catalog.ttl", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_missing_is_said_item_by_item(service: Service) -> None:
    rows = list(csv.DictReader(io.StringIO(service.client.get("/exports/plants/coverage.csv").text)))
    assert {row["missing"] for row in rows} == {"a Latin name"}
    assert len(rows) == len(service.client.get("/exports/plants/coverage.json").json()) == 2
    assert service.client.get("/exports/labels/coverage").status_code == 404


def test_one_record_is_framed_by_the_exports_own_frame(service: Service) -> None:
    answer = service.client.get("/exports/plants/plant/fern.jsonld")
    assert answer.json()["name"] == {"@language": "en", "@value": "fern"}
    assert service.client.get("/exports/plants/plant/none.jsonld").status_code == 404
    assert service.client.get("/exports/plants/plant/x>%20y.jsonld").status_code == 404


def test_a_record_has_a_citation_where_an_export_gives_one(service: Service) -> None:
    answer = service.client.get("/plant/fern.bib")
    assert "title = {fern}" in answer.text
    assert service.client.get("/plant/none.bib").status_code == 404
    assert service.client.get("/plant/fern.cff").status_code == 404


def test_dumps_have_the_checksums_they_are_listed_with(service: Service, dumps: dict[str, dict[str, object]]) -> None:
    sums = dict(reversed(line.split("  ")) for line in service.client.get("/downloads/SHA256SUMS").text.splitlines())
    assert {"dump.nq.gz", "dump.trig.gz", "dump.jsonld.gz", "tables/plant.csv"} <= dumps.keys()
    for name, one in dumps.items():
        body = service.client.get(f"/downloads/{name}", headers={"Accept-Encoding": "identity"}).content
        assert hashlib.sha256(body).hexdigest() == one["sha256"] == sums[name]
        assert len(body) == one["bytes"]


def test_every_dump_holds_the_same_statements(service: Service, dumps: dict[str, dict[str, object]]) -> None:
    assert dumps["dump.nq.gz"]["rows"] == dumps["dump.trig.gz"]["rows"] == dumps["dump.jsonld.gz"]["rows"]
    body = gzip.decompress(service.client.get("/downloads/dump.nq.gz").content)
    quads = parse(body, N_QUADS, quad_limit=None)
    assert len(quads) == dumps["dump.nq.gz"]["rows"]
    assert '"1.50"' in body.decode()
    json.loads(gzip.decompress(service.client.get("/downloads/dump.jsonld.gz").content))


def test_a_dump_cannot_name_another_file(service: Service, dumps: dict[str, dict[str, object]]) -> None:
    assert dumps
    for name in ("about.json", "../../loaded.json", "..%2F..%2Floaded.json", "tables/../about.json"):
        assert service.client.get(f"/downloads/{name}").status_code == 404


def test_a_table_has_a_row_for_each_record(service: Service, dumps: dict[str, dict[str, object]]) -> None:
    rows = list(csv.DictReader(io.StringIO(service.client.get("/downloads/tables/plant.csv").text)))
    assert sorted(row["name"] for row in rows) == ["fern", "moss"]
    assert dumps["tables/plant.csv"]["rows"] == 2


def test_the_sitemap_lists_the_fixed_pages(service: Service) -> None:
    answer = service.client.get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    assert f"<loc>{service.state.public_url}/downloads</loc>" in answer.text
    assert service.client.get("/sitemap.xml?part=9").status_code == 404


def test_a_record_page_carries_its_data_block_and_its_signposts(service: Service) -> None:
    page = service.client.get("/plant/fern", headers={"Accept": "text/html"})
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page.text)
    assert json.loads(block)["name"]["@value"] == "fern"
    links = page.headers["link"]
    for said in (
        '<https://gardens.example/id/plant/fern>; rel="cite-as"',
        '<https://schema.org/AboutPage>; rel="type"',
        '/plant/fern.jsonld>; rel="describedby"; type="application/ld+json"',
    ):
        assert said in links


def test_a_folder_without_python_gives_records_a_text_at_its_own_ending_and_signs_those_it_covers(
    service: Service,
) -> None:
    answer = service.client.get("/plant/fern.card")
    assert (answer.status_code, answer.text) == (200, "fern is a plant.\n")
    assert answer.headers["content-type"].startswith("text/plain")
    signed = '/plant/fern.card>; rel="describedby"; type="text/plain"'
    assert signed in service.client.get("/plant/fern").headers["link"]
    assert ".card>" not in service.client.get("/garden/north").headers["link"]
    assert service.client.get("/garden/north.card").status_code == 404


def test_a_page_about_no_record_has_no_data_block(service: Service) -> None:
    page = service.client.get("/scheme/climate/cold", headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert '<script type="application/ld+json">' not in page.text
    assert "cite-as" not in page.headers["link"]
