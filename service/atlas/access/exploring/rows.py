"""Rows of the service's own queries over one snapshot, as raw TSV cells: read as they come, whatever their number."""

from collections.abc import AsyncIterator, Mapping
from typing import Final

from atlas.rdf.terms import Term
from atlas.store.page import TSV
from atlas.store.parameters import bind
from atlas.store.protocol import Query, Store
from atlas.workers.queue import BACKGROUND

DEADLINE_S: Final = 600.0
UNBOUNDED: Final = 2**40  # bytes of an answer, which is read as it comes and never held


class SnapshotReader:
    """Rows of queries over one snapshot, split as they come, so that other requests are served meanwhile."""

    def __init__(self, store: Store, number: int) -> None:
        self._store, self._number = store, number

    async def rows(self, text: str, values: Mapping[str, Term] | None = None) -> AsyncIterator[list[bytes]]:
        """Rows as raw TSV cells."""
        is_head = True
        async for line in self._lines(bind(text, values) if values else text):
            if not is_head:
                yield line.split(b"\t")
            is_head = False

    async def named(self, text: str, values: Mapping[str, Term]) -> AsyncIterator[dict[str, bytes]]:
        """Rows as raw TSV cells by variable."""
        names: list[str] | None = None
        async for line in self._lines(bind(text, values)):
            if names is None:
                names = [name.decode().lstrip("?") for name in line.split(b"\t")]
            else:
                yield dict(zip(names, line.split(b"\t"), strict=True))

    async def _lines(self, text: str) -> AsyncIterator[bytes]:
        result = await self._store.query(
            Query(
                text,
                TSV,
                deadline_s=DEADLINE_S,
                byte_limit=UNBOUNDED,
                snapshot=self._number,
                client=BACKGROUND,
            )
        )
        held = b""
        try:
            async for chunk in result.chunks():
                *whole, held = (held + chunk).split(b"\n")
                for line in whole:
                    yield line
            if held:
                yield held
        finally:
            await result.cancel()
