"""What pages count in the background: what failed is tried again, unless it would fail again."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from atlas.errors import AtlasError, BusyError, DeadlineError, ResourceError
from atlas.http import standing


@pytest.mark.parametrize(
    ("error", "is_settled"),
    [(ResourceError, True), (DeadlineError, True), (BusyError, False)],
    ids=lambda one: str(one),
)
def test_a_count_is_tried_again_unless_it_asked_for_more_than_there_is(
    monkeypatch: pytest.MonkeyPatch, error: type[AtlasError], is_settled: bool
) -> None:
    done: list[str] = []
    monkeypatch.setattr(standing, "_tell", _failing(error))
    monkeypatch.setattr(standing, "warm_stories", _noting(done, "stories"))
    monkeypatch.setattr(standing, "_warm_live", _noting(done, "live"))
    monkeypatch.setattr(standing, "draw_tiles", _noting(done, "tiles"))
    state = SimpleNamespace(
        pages=SimpleNamespace(compile=lambda: None),
        counted=SimpleNamespace(rows=_noting(done, "counts")),
        search=SimpleNamespace(refresh=_noting(done, "search")),
        facets=SimpleNamespace(warm=_noting(done, "facets")),
        schema=None,
        store=None,
    )
    assert asyncio.run(standing._count(state)) is is_settled  # type: ignore[arg-type]
    assert done == ["counts", "search", "facets", "stories", "live", "tiles"]


def _failing(error: type[AtlasError]) -> Any:
    async def fail(*_: object) -> None:
        raise error("it failed")

    return fail


def _noting(done: list[str], name: str) -> Any:
    async def note(*_: object) -> None:
        done.append(name)

    return note
