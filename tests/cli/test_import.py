"""`atlas import` as a user runs it: a mapping nobody knew, on the toy home, with files good and bad."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from tests.cli.conftest import TOY, Atlas

from atlas.store.recover import take_lock

PREF = "http://www.w3.org/2004/02/skos/core#prefLabel"
ALT = "http://www.w3.org/2004/02/skos/core#altLabel"
CONTEXT = {
    "@context": {
        "@version": 1.1,
        "s": "https://gardens.example/mapping/seeds/term#",
        "name": "s:name",
        "page": "s:page",
        "tags": "s:tag",
        "note": None,
    }
}
MAP = """#+ title: Each row is a plant
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX g: <https://gardens.example/ont/>
PREFIX s: <https://gardens.example/mapping/seeds/term#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
BASE <https://gardens.example/>
CONSTRUCT {
  ?graph foaf:primaryTopic ?plant ; dcterms:source <id/source/survey> .
  ?plant a g:Plant ; skos:prefLabel ?label ; skos:altLabel ?other .
}
WHERE {
  ?row s:name ?name .
  OPTIONAL { ?row s:tag ?tag }
  BIND(LCASE(REPLACE(?name, "[^A-Za-z]+", "-")) AS ?slug)
  BIND(IRI(CONCAT("id/plant/", ?slug)) AS ?plant)
  BIND(IRI(CONCAT("graph/plant/", ?slug)) AS ?graph)
  BIND(STRLANG(?name, "en") AS ?label)
  BIND(STRLANG(?tag, "en") AS ?other)
}
"""
REFUSED = """#+ title: Rows without a name
PREFIX s: <https://gardens.example/mapping/seeds/term#>
PREFIX sys: <https://w3id.org/open-llm-atlas/sys/>
SELECT ?document ?line ?found ?reason WHERE {
  ?row sys:fileName ?document ; sys:lineNumber ?line .
  MINUS { ?row s:name ?name }
  BIND("nothing" AS ?found)
  BIND("The row has no name." AS ?reason)
}
"""
SOURCE = """@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix sys: <https://w3id.org/open-llm-atlas/sys/> .
<https://gardens.example/mapping/seeds> dcterms:source <https://gardens.example/id/source/survey> ;
    sys:takesFile "*.csv", "*.yaml" ; sys:splitsColumn "tags=|" .
"""
START_S = 60
RUN = "import sys; from atlas.cli import main; sys.exit(main(sys.argv[1:]))"
SEEDS = "name,page,tags,note\nMint,https://gardens.example/mint,herb|green,\nSage,,,=1+1\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The toy home with a mapping that it did not have."""
    home = tmp_path / "home"
    shutil.copytree(TOY, home)
    folder = home / "mappings" / "seeds"
    folder.mkdir(parents=True)
    (folder / "context.jsonld").write_text(json.dumps(CONTEXT))
    (folder / "map.rq").write_text(MAP)
    (folder / "refused.rq").write_text(REFUSED)
    (folder / "source.ttl").write_text(SOURCE)
    return home


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "seeds.csv").write_text(SEEDS)
    (folder / "SOURCE.txt").write_text("commit: 0123456789abcdef\ncommit_date: 2026-05-01T10:00:00+02:00\n")
    return folder


def report_of(atlas: Atlas, home: Path, path: Path, *more: str, code: int = 0) -> dict[str, Any]:
    ran = atlas("import", "seeds", path, "--json", "--workers", "1", *more, home=home)
    assert ran.code == code, ran.err
    said = json.loads(ran.out)
    assert isinstance(said, dict)
    return said


def ask(atlas: Atlas, home: Path, query: str) -> list[str]:
    return atlas("query", "-e", query, "--format", "csv", home=home).out.splitlines()[1:]


def test_a_mapping_never_seen_becomes_one_graph_a_second_run_changes_nothing_and_a_newer_edition_tells_what_changed(
    atlas: Atlas, home: Path, catalogue: Path
) -> None:
    first = report_of(atlas, home, catalogue)
    assert first["records"] == {"plant": 2}
    assert first["commit"] and first["counts"]["created"] == 2
    assert first["origin"]["commit"] == "0123456789abcdef"
    assert first["origin"]["retrieved"] is None
    assert first["notes"][0].startswith("1 cells begin like a formula")
    graph = first["graph"]
    plants = f"SELECT (COUNT(?p) AS ?n) {{ GRAPH <{graph}> {{ ?p a <https://gardens.example/ont/Plant> }} }}"
    assert ask(atlas, home, plants) == ["2"]
    names = f'SELECT ?l {{ ?p <{PREF}> "Mint"@en ; <{ALT}> ?l }} ORDER BY ?l'
    assert ask(atlas, home, names) == ["green", "herb"]

    again = report_of(atlas, home, catalogue)
    assert (again["commit"], again["counts"]["created"]) == (0, 0)
    forced = report_of(atlas, home, catalogue, "--again")
    assert forced["commit"] == 0

    (catalogue / "seeds.csv").write_text(SEEDS.replace("herb|green", "herb") + "Thyme,,,\n")
    (catalogue / "SOURCE.txt").write_text("commit: fedcba9876543210\ncommit_date: 2026-06-01\n")
    newer = report_of(atlas, home, catalogue)
    counts = newer["counts"]
    assert (counts["created"], counts["changed"], counts["unchanged"]) == (1, 1, 1)
    (changed,) = newer["changed"]
    assert changed["name"] == "plant/mint" and len(changed["gone"]) == 1 and not changed["come"]
    replaced = f"SELECT ?new {{ <{graph}> <http://purl.org/dc/terms/isReplacedBy> ?new }}"
    assert ask(atlas, home, replaced) == [newer["graph"]]
    kept = f'SELECT ?p {{ GRAPH <{graph}> {{ ?p <{ALT}> "green"@en }} }}'
    assert ask(atlas, home, kept) == ["https://gardens.example/id/plant/mint"]


def test_what_is_bad_is_refused_by_file_and_line_and_the_rest_is_imported(
    atlas: Atlas, home: Path, catalogue: Path
) -> None:
    (catalogue / "seeds.csv").write_bytes(
        b"name,page,tags,note\nMint,javascript:alert(1),,\nShort,row\n,,,\nB\xffd,,,\nSage,,,\n"
    )
    (catalogue / "twice.yaml").write_text("name: Thyme\nname: Dill\n")
    (catalogue / "circle.yaml").write_text("name: &a [*a]\n")
    (catalogue / "broken.yaml").write_text("name: [Thyme\n")
    (catalogue / "late.yaml").write_text("name: Dill\ntags: herb\npage: javascript:alert(1)\n")
    (catalogue / "unread.txt").write_text("Rue\n")
    said = report_of(atlas, home, catalogue, "--strict", code=1)
    places = {(one["document"], one["line"]) for one in said["refused"]}
    assert {("seeds.csv", 2), ("seeds.csv", 3), ("seeds.csv", 4), ("seeds.csv", 5)} <= places
    assert {("twice.yaml", 2), ("circle.yaml", 1), ("broken.yaml", 2), ("late.yaml", 3)} <= places
    assert said["records"] == {"plant": 3}
    assert "unread.txt" in said["left"]


def test_a_table_that_breaks_off_leaves_nothing_behind(atlas: Atlas, home: Path, catalogue: Path) -> None:
    rows = "".join(f"Plant {chr(97 + n // 26)}{chr(97 + n % 26)},,,\n" for n in range(600))
    (catalogue / "seeds.csv").write_text(f'name,page,tags,note\n{rows}"open,,,\n')
    ran = atlas("import", "seeds", catalogue, "--workers", "1", home=home)
    assert ran.code == 2
    assert "seeds.csv, line 602" in ran.err
    assert ask(atlas, home, "SELECT ?g { ?g a <https://w3id.org/open-llm-atlas/sys/ImportGraph> }") == []
    assert list((catalogue.parent / "store").glob("import*")) == []


def test_an_import_waits_for_no_service_and_says_what_to_do(
    atlas: Atlas, home: Path, catalogue: Path, tmp_path: Path
) -> None:
    atlas("load", home=home)
    lock = take_lock(tmp_path / "store")
    assert lock is not None
    try:
        ran = atlas("import", "seeds", catalogue, home=home)
    finally:
        os.close(lock)
    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path / "store") in ran.err and "--store" in ran.err
    assert report_of(atlas, home, catalogue)["records"] == {"plant": 2}


def test_an_import_that_is_killed_leaves_nothing_and_can_be_run_again(
    atlas: Atlas, home: Path, catalogue: Path, tmp_path: Path
) -> None:
    rows = "".join(f"Plant {chr(97 + n // 676)}{chr(97 + n // 26 % 26)}{chr(97 + n % 26)},,,\n" for n in range(2000))
    (catalogue / "seeds.csv").write_text(f"name,page,tags,note\n{rows}")
    atlas("load", home=home)
    store = tmp_path / "store"
    words = ["--home", home, "--store", store, "import", "seeds", catalogue, "--workers", "1"]
    with subprocess.Popen([sys.executable, "-c", RUN, *map(str, words)], stdout=subprocess.PIPE) as running:
        until = time.monotonic() + START_S
        while not list(store.glob("import*")) and time.monotonic() < until:
            time.sleep(0.01)
        assert list(store.glob("import*")), "the import did not begin"
        running.kill()
    assert ask(atlas, home, "SELECT ?g { ?g a <https://w3id.org/open-llm-atlas/sys/ImportGraph> }") == []
    assert report_of(atlas, home, catalogue)["records"] == {"plant": 2000}
    assert list(store.glob("import*")) == []


def test_a_record_that_breaks_a_shape_is_refused_and_drafts_publish_nothing(
    atlas: Atlas, home: Path, catalogue: Path
) -> None:
    (home / "mappings/seeds/map.rq").write_text(MAP.replace("a g:Plant ; skos", "a g:Plantt ; skos", 1))
    said = report_of(atlas, home, catalogue)
    assert said["records"] == {}
    assert {one["document"] for one in said["refused"]} == {"plant/mint", "plant/sage"}
    (home / "mappings/seeds/map.rq").write_text(MAP)
    drafted = report_of(atlas, home, catalogue, "--drafts")
    assert (drafted["draft"], drafted["commit"]) == ("1", 0)
    assert ask(atlas, home, f'SELECT ?p {{ ?p <{PREF}> "Mint"@en }}') == []
