"""Dumps of the newest snapshot: written once for each in a worker, kept in the store's directory, never at request."""

import asyncio
import json
import logging
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from atlas.access.outgoing.dumps import Download
from atlas.access.outgoing.tables import make_tables
from atlas.schema.model import Schema
from atlas.store.protocol import Store
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool
from atlas.workers.rounds import Rounds

ENTRY: Final = "atlas.access.outgoing.dumps:entry"
FOLDER: Final = "downloads"
ABOUT: Final = "about.json"
LEDGER: Final = "ledger"
MAKING: Final = ".making"
DEADLINE_S: Final = 3600.0
JOB_BYTES: Final = 16 * 1024 * 1024
PAUSE_S: Final = 1.0
REST_FACTOR: Final = 20  # dumping takes at most a twentieth of one processor
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Release:
    """The dumps of one commit. at: when they were made (UTC, ISO 8601)."""

    number: int
    at: str
    folder: Path
    files: tuple[Download, ...]

    def find(self, name: str) -> Download | None:
        """The file of this name, or None."""
        return next((one for one in self.files if one.name == name), None)


class Downloads:
    """Keeps the dumps of the newest snapshot; the ones before stay until new ones are whole."""

    def __init__(self, store: Store, schema: Schema, directory: Path, *, with_default: bool = False) -> None:
        self._store, self._schema, self._directory = store, schema, directory
        self._with_default = with_default
        self._release = self._find_kept()
        self._rounds = Rounds("dump", self.refresh, rest_factor=REST_FACTOR, pause_s=PAUSE_S)

    @property
    def release(self) -> Release | None:
        """The newest dumps, None until the first are written."""
        return self._release

    def start(self) -> None:
        """Begin to write, and write again after commits; a store that keeps no snapshots here has no dumps."""
        if hasattr(self._store, "snapshots"):
            self._rounds.start()

    async def close(self) -> None:
        """Stop writing."""
        await self._rounds.close()

    async def refresh(self) -> None:
        """Write the dumps of the newest snapshot now, where they are not there yet. Raises what the worker raised."""
        number = self._store.number
        if not number or (self._release is not None and self._release.number == number):
            return
        snapshot = next((one for one in await self._store.snapshots() if one.number == number), None)  # type: ignore[attr-defined]
        if snapshot is None:
            return
        final = self._directory / FOLDER / str(number)
        making = final.with_name(final.name + MAKING)
        await asyncio.to_thread(shutil.rmtree, making, ignore_errors=True)
        files = await self._write(self._job(number, snapshot.store, making))
        self._release = await asyncio.to_thread(self._finish, number, making, final, files)
        log.info("event=dumped commit=%d files=%d", number, len(files))

    async def _write(self, job: bytes) -> list[Download]:
        limits = Limits(memory_bytes=None)
        async with Pool(ENTRY, size=1, spare=0, limits=limits, name="dump") as pool:
            run = await pool.run(job, deadline_s=DEADLINE_S, byte_limit=JOB_BYTES)
            said = b"".join([chunk async for chunk in run.chunks()])
        return [Download(**one) for one in json.loads(said)]

    def _job(self, number: int, snapshot: Path, target: Path) -> bytes:
        said: dict[str, Any] = {
            "number": number,
            "snapshot": str(snapshot),
            "ledger": str(self._directory / LEDGER),
            "target": str(target),
            "with_default": self._with_default,
            "prefixes": dict(self._schema.prefixes),
            "tables": [asdict(table) for table in make_tables(self._schema)],
        }
        return json.dumps(said).encode()

    def _finish(self, number: int, making: Path, final: Path, files: Sequence[Download]) -> Release:
        """Put the folder in its place, then let the ones before go."""
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        about = {"number": number, "at": at, "files": [asdict(one) for one in files]}
        (making / ABOUT).write_text(json.dumps(about), encoding="utf-8")
        shutil.rmtree(final, ignore_errors=True)
        making.rename(final)
        for other in (self._directory / FOLDER).iterdir():
            if other != final:
                shutil.rmtree(other, ignore_errors=True)
        return Release(number, at, final, tuple(files))

    def _find_kept(self) -> Release | None:
        found: list[Release] = []
        for path in (self._directory / FOLDER).glob(f"*/{ABOUT}"):
            if path.parent.name.isdecimal():
                said = json.loads(path.read_text(encoding="utf-8"))
                files = tuple(Download(**one) for one in said["files"])
                found.append(Release(said["number"], said["at"], path.parent, files))
        return max(found, key=lambda release: release.number, default=None)
