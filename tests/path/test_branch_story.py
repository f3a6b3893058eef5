"""The graph forked, two curators at work on either side, a conflict shown and settled, merged, undone, and its past."""

from pathlib import Path

import httpx
import pytest
from tests.http.serving import TOY, Service, serve

from atlas.cli import main

BASE = "https://gardens.example/"
NORTH = TOY / "data" / "records" / "garden" / "north.ttl"
SOUTH = TOY / "data" / "records" / "garden" / "south.ttl"
EAST = f"{BASE}id/garden/east"
IS_THING = f"ASK {{ <{EAST}> a <{BASE}ont/Thing> }}"
SIZE = f"SELECT ?n {{ <{BASE}id/garden/north> <{BASE}ont/hectares> ?n }}"


def put(service: Service, who: str, slug: str, text: str) -> None:
    """A curator replaces a record."""
    token = service.state.tokens.make(who, ["write"])
    said = {"Content-Type": "text/turtle", "Authorization": f"Bearer {token}"}
    graph = f"{BASE}graph/garden/{slug}"
    answer = service.client.put("/data", params={"graph": graph}, content=text.encode(), headers=said)
    assert answer.status_code in (201, 204), answer.text
    settle(service)


def settle(service: Service) -> None:
    curation = service.state.curation
    assert curation is not None
    service.run(curation.deriver.settle())


def revert(service: Service, number: str) -> None:
    token = service.state.tokens.make("Karl", ["curate"])
    headers = {"Authorization": f"Bearer {token}"}
    answer = service.client.post(f"/commit/{number}/revert", data={"why": "not yet"}, headers=headers)
    assert answer.status_code == 201, answer.text
    settle(service)


def test_fork_work_conflict_merge_undo_and_look_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    side = "sizes"
    store, file = tmp_path / "store", tmp_path / "conflicts.yaml"

    def atlas(*arguments: str) -> tuple[int, str]:
        code = main(["--home", str(TOY), "--store", str(store), *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    north, east = NORTH.read_text(encoding="utf-8"), SOUTH.read_text(encoding="utf-8")
    east = east.replace("garden/south", "garden/east").replace("South Garden", "East Garden")
    assert atlas("load")[0] == 0
    assert atlas("branch", side, "--by", "Ada")[0] == 0

    with serve(store) as service:
        put(service, "Karl", "north", north.replace("1.50", "3.5").replace("plantCount 12", "plantCount 14"))
    with serve(store / "branches" / side) as service:
        put(service, "Ada", "north", north.replace("1.50", "2.5"))
        put(service, "Ada", "east", east)
        assert service.ask(IS_THING)

    code, said = atlas("merge", side, "--conflicts", str(file))
    assert (code, "1 conflict left; nothing was changed" in said) == (1, True)
    assert "+ 3.5    by Karl" in said
    assert "+ 2.5    by Ada" in said
    file.write_text(file.read_text(encoding="utf-8").replace("take: null", "take: theirs"), encoding="utf-8")
    code, said = atlas("merge", side, "--resolve", str(file), "--by", "Karl", "--why", "Ada measured it")
    assert code == 0, said
    number = said.partition("Commit ")[2].partition(":")[0]
    assert f"Commit {number}: Ada measured it, by Karl." in said
    assert "Nothing to merge" in atlas("merge", side)[1]

    with serve(store) as service:
        assert service.ask(IS_THING)
        assert service.rows(SIZE) == [("2.5",)]
        assert "plantCount 14" in service.client.get("/data", params={"graph": f"{BASE}graph/garden/north"}).text
        about = service.client.get(f"/commit/{number}.json").json()["about"]
        assert (about["merges"].partition("@")[0], about["authors"].split("; ")[0]) == (side, "Ada")
        page = service.client.get(f"/commit/{number}", headers={"Accept": "text/html"}).text
        assert f"{about['merges']} ({about['authors']})" in page
        prov = httpx.get(f"{service.url}/commit/{number}.ttl").text
        assert f'dcterms:identifier "{about["merges"]}"' in prov
        revert(service, number)
        assert not service.ask(IS_THING)
        assert service.rows(SIZE) == [("3.5",)]
        then = service.client.get("/sparql", params={"query": SIZE, "as-of": number}, headers={"Accept": "text/csv"})
        assert then.text.split() == ["n", "2.5"]
        assert service.client.get("/garden/east", params={"as-of": number}).status_code == 200
