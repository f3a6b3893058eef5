"""The parent's side of the writer process: orders go in, answers come out, and a death in between is cleared up."""

import json
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from atlas.errors import ResourceError, StorageError
from atlas.store.protocol import Change
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

ENTRY: Final = "atlas.store.writer:entry"
OPEN_FILES: Final = 4096
WAIT_S: Final = 60.0
LINE: Final = 10_000
START_LIMIT_S: Final = 3600.0
ASK_AGAIN: Final = 9
log = logging.getLogger(__name__)
Answer = dict[str, Any]
Tell = Callable[[Answer], None]


class WriterDesk:
    """One writer process of a directory, replaced when it dies, and the orders it takes."""

    def __init__(self, directory: Path, mode: str) -> None:
        self.pool = Pool(
            ENTRY,
            size=1,
            spare=0,
            name="writer",
            limits=Limits(memory_bytes=None, files=OPEN_FILES, network=True),
            setup={"directory": str(directory), "mode": mode},
            queue_length=LINE,
            queue_wait_s=WAIT_S,
            start_limit_s=START_LIMIT_S,
        )

    async def order(self, said: Mapping[str, Any], body: bytes = b"", tell: Tell | None = None) -> Answer:
        """Have the writer do something. tell: hears how far it is, for work that says so."""
        run = await self.pool.run(json.dumps(said).encode() + b"\n" + body)
        rest, answer = b"", Answer()
        async for chunk in run.chunks():
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                heard: Answer = json.loads(line)
                if "of" not in heard:
                    answer = heard
                elif tell is not None:
                    tell(heard)
        return answer

    async def commit(self, change: Change, body: bytes) -> Answer:
        """Commit a change whose quads are the body."""
        header: Answer = {"who": change.who, "why": change.why}
        if change.about:
            header["about"] = dict(change.about)
        said = {"do": "commit", "expected": dict(change.expected), "always": change.always}
        return await self._commit(said, header, body)

    async def bulk(self, files: Sequence[str], graph: str | None, header: Answer, tell: Tell | None) -> Answer:
        """Commit the quads of files."""
        return await self._commit({"do": "bulk", "files": files, "graph": graph}, header, b"", tell)

    async def _commit(self, said: Answer, header: Answer, body: bytes, tell: Tell | None = None) -> Answer:
        """Commit; when the writer dies, the one that replaces it says whether the commit was made."""
        token = secrets.token_hex(12)
        try:
            answer = await self.order({**said, "header": {**header, "token": token}}, body, tell)
        except ResourceError as error:
            answer = await self._find(token)
            if answer["commit"] is None:
                raise StorageError("The change was not kept: the writer ended before it was.") from error
        if answer["commit"] is None:
            answer["commit"] = {"number": answer["number"], **header}
        return answer

    async def _find(self, token: str) -> Answer:
        """What became of a commit, asked of the next writer that lives long enough to say. Raises ResourceError."""
        for _ in range(ASK_AGAIN):
            try:
                return await self.order({"do": "status", "token": token})
            except ResourceError:
                log.warning("event=writer-died-again token=%s", token)
        return await self.order({"do": "status", "token": token})


def tell_mended(status: Answer) -> None:
    """Log what the writer found broken at its start and has mended."""
    for mended in status["mended"]:
        log.warning("event=mended what=%r", mended)
