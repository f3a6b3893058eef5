"""One rule as a page: its words, how full its field is, and who breaks it once the newest state has been judged."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.http.serving import TOY, Service, serve

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose state has been judged by every rule; one garden lacks its description."""
    home: Path = tmp_path_factory.mktemp("home") / "toy"
    shutil.copytree(TOY, home)
    bare = home / "data" / "records" / "garden" / "south.ttl"
    text = bare.read_text(encoding="utf-8")
    bare.write_text(
        text.replace('    dcterms:description "A made-up garden with one bed."@en ;\n', ""), encoding="utf-8"
    )
    with serve(tmp_path_factory.mktemp("judged"), home=home) as running:
        running.client.get("/quality/Garden-description-recommended")
        running.run(running.state.verdicts.wait(), limit_s=120)
        yield running


def test_a_rule_is_told_in_its_own_words_at_once(service: Service) -> None:
    answer = service.client.get("/quality/Bed-plantCount", headers=PAGE)
    assert answer.status_code == 200
    assert "How many plants stand in it." in answer.text
    assert "whole number from 1" in answer.text


def test_who_breaks_a_rule_is_listed_with_a_link_to_the_record(judged: Service) -> None:
    said = judged.client.get("/quality/Garden-description-recommended.json").json()
    assert said["total"] == 1
    assert [one["focus"].rpartition("/")[2] for one in said["breaches"]] == ["south"]
    assert said["commit"] == judged.state.store.number
    page = judged.client.get("/quality/Garden-description-recommended", headers=PAGE).text
    assert 'href="/garden/south"' in page and 'href="/garden/south/edit"' in page
    assert "refresh" not in judged.client.get("/quality/Garden-description-recommended").headers


def test_a_rule_that_nobody_breaks_says_so(judged: Service) -> None:
    said = judged.client.get("/quality/Bed-plantCount.json").json()
    assert said["total"] == 0 and said["breaches"] == []


def test_a_check_is_a_rule_too_and_shows_its_query(judged: Service) -> None:
    answer = judged.client.get("/quality/dangling-reference", headers=PAGE)
    assert "CONSTRUCT" in answer.text
    assert judged.client.get("/quality/dangling-reference.json").json()["total"] == 0


def test_breaches_come_as_csv(judged: Service) -> None:
    lines = judged.client.get("/quality/Garden-description-recommended.csv").text.splitlines()
    assert lines[0] == "focus,value,message"
    assert len(lines) == 2


def test_the_list_of_rules_counts_what_is_broken(judged: Service) -> None:
    text = judged.client.get("/shapes", headers=PAGE).text
    assert 'href="/quality/Garden-description-recommended"' in text
    assert 'href="/quality/dangling-reference"' in text
    assert "broken 1 time" in text


@pytest.mark.parametrize("name", ["nothing", "Garden%3Cscript%3E", "%00", "group-facts"])
def test_an_unknown_rule_is_not_found(service: Service, name: str) -> None:
    assert service.client.get(f"/quality/{name}").status_code == 404


def test_near_names_of_rules_are_offered(service: Service) -> None:
    near = service.client.get("/quality/Bed-plantsCount").json()["near"]
    assert near[0] == f"{service.state.schema.base}quality/Bed-plantCount"
