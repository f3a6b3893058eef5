"""A record that was taken away says so at its own address and at those behind it, and where to see it as it was."""

from collections.abc import Iterator

import pytest
from tests.http.serving import Service, serve

PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def shrunk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, int]]:
    """A service whose curator took the south garden away, and the number of the commit that did."""
    with serve(tmp_path_factory.mktemp("shrunk")) as running:
        token = running.state.tokens.make("Karl", ["write"])
        graph = f"{running.state.schema.base}graph/garden/south"
        answer = running.client.delete("/data", params={"graph": graph}, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 204, answer.text
        assert running.state.curation is not None
        running.run(running.state.curation.deriver.settle())
        yield running, int(answer.headers["snapshot"])


@pytest.mark.parametrize("address", ["", ".json", ".ttl", ".csv", "/evidence", "/linked-from"])
def test_its_addresses_are_gone_and_name_the_commit(shrunk: tuple[Service, int], address: str) -> None:
    service, number = shrunk
    answer = service.client.get(f"/garden/south{address}")
    assert answer.status_code == 410
    said = answer.json()
    assert said["code"] == "removed"
    assert str(number) in said["detail"]
    assert said["near"][0].endswith(f"garden/south?as-of={number - 1}")


def test_the_page_leads_to_what_was_here_and_to_its_history(shrunk: tuple[Service, int]) -> None:
    service, number = shrunk
    answer = service.client.get("/garden/south", headers=PAGE)
    assert answer.status_code == 410
    assert f'href="/garden/south?as-of={number - 1}"' in answer.text
    assert 'href="/garden/south/history"' in answer.text
    assert service.client.get(f"/garden/south?as-of={number - 1}", headers=PAGE).status_code == 200
    assert service.client.get("/garden/south/history", headers=PAGE).status_code == 200


def test_what_never_was_is_still_not_found(shrunk: tuple[Service, int]) -> None:
    service, _ = shrunk
    assert service.client.get("/garden/nowhere").status_code == 404
