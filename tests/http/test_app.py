import asyncio
import shutil
from pathlib import Path

import pytest
from starlette.routing import Route
from tests.http.serving import TOY, serve

from atlas.errors import HomeError
from atlas.http.app import create_app, fixed_segments
from atlas.settings import Settings


async def nothing() -> None:
    return None


def test_the_first_segments_of_routes_are_fixed() -> None:
    routes = [
        Route("/", nothing),
        Route("/search", nothing),
        Route("/id/{kind}", nothing),
        Route("/{path:path}", nothing),
    ]
    assert fixed_segments(routes) == frozenset({"search", "id"})


async def open_and_close(settings: Settings) -> None:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        pass


def test_a_kind_that_is_an_address_of_the_service_stops_the_start(tmp_path: Path) -> None:
    home = shutil.copytree(TOY, tmp_path / "home")
    terms = home / "ontology" / "garden.ttl"
    terms.write_text(terms.read_text(encoding="utf-8").replace('"plant"', '"search"'), encoding="utf-8")
    with pytest.raises(HomeError) as refused:
        asyncio.run(open_and_close(Settings(home=home, store=str(tmp_path / "store"))))
    assert refused.value.found == "search"


def test_two_apps_run_in_one_process(tmp_path: Path) -> None:
    with serve(tmp_path / "one") as one, serve(tmp_path / "two") as two:
        assert one.state is not two.state
        assert one.ask("ASK { ?a ?b ?c }") and two.ask("ASK { ?a ?b ?c }")


def test_the_description_of_the_interface_bears_the_title_of_the_graph(tmp_path: Path) -> None:
    with serve(tmp_path / "one") as one:
        assert one.client.get("/openapi.json").json()["info"]["title"] == one.state.schema.title
