"""Bulk loading: files into the live store by the engine's own loader, named graphs and their merge side by side.

The quads loaded are written down beside the ledger first, so that a store can be made from it again.
"""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from pyoxigraph import RdfFormat, Store

from atlas.errors import InputError
from atlas.store.lines import Block, Source, iter_blocks

FOLDER: Final = "bulk"
QUEUED_BLOCKS: Final = 16
TELL_EVERY_S: Final = 0.5
Tell = Callable[[dict[str, Any]], None]


class Kept(NamedTuple):
    """What a bulk load left beside the ledger. graphs: names in angle brackets."""

    file: str
    size: int
    sha256: str
    added: int
    graphs: set[bytes]

    def names(self) -> list[str]:
        """IRIs of the graphs, sorted."""
        return sorted(graph.decode()[1:-1] for graph in self.graphs)


class Feed:
    """A file that another thread writes and the engine's loader reads."""

    def __init__(self) -> None:
        self._blocks: queue.Queue[bytes | None] = queue.Queue(QUEUED_BLOCKS)
        self._rest = b""
        self._offset = 0
        self.failed = False
        self._ended = False

    def put(self, data: bytes | None) -> None:
        """Hand on some bytes, or the end; gives up when the reader has failed."""
        while not self.failed:
            try:
                self._blocks.put(data, timeout=0.2)
            except queue.Full:
                continue
            return

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size`; none at the end."""
        if self._offset >= len(self._rest) and not self._ended:
            data = self._blocks.get()
            self._rest, self._offset, self._ended = data or b"", 0, data is None
        end = len(self._rest) if size < 0 else self._offset + size
        data = self._rest[self._offset : end]
        self._offset += len(data)
        return data


class Loader(threading.Thread):
    """One pass of the engine's bulk loader over a feed."""

    def __init__(self, store: Store, form: RdfFormat, *, lenient: bool) -> None:
        super().__init__(name="bulk", daemon=True)
        self.feed = Feed()
        self.error: BaseException | None = None
        self._store, self._form, self._lenient = store, form, lenient

    def run(self) -> None:
        """Load until the feed ends; an error is kept for `finish`."""
        try:
            self._store.bulk_load(self.feed, self._form, lenient=self._lenient)  # type: ignore[arg-type]
        except BaseException as error:  # noqa: BLE001 - handed to the thread that waits
            self.error = error
        finally:
            self.feed.failed = True

    def wait(self, still: Callable[[], None] | None) -> None:
        """Wait for the end, calling `still` now and then."""
        while self.is_alive():
            self.join(TELL_EVERY_S)
            if still is not None:
                still()

    def finish(self) -> None:
        """Wait for the end. Raises what went wrong."""
        self.feed.put(None)
        self.join()
        error, self.error = self.error, None
        if isinstance(error, SyntaxError):
            raise InputError("A quad cannot be loaded.", found=str(error.msg))
        if error is not None:
            raise error


def load_blocks(
    store: Store, blocks: Iterable[Block], *, merged: bool, still: Callable[[], None] | None = None
) -> None:
    """Load blocks into their graphs and, side by side, into the default graph.

    still: called now and then once all blocks are read, while the engine sorts and writes what it has of them.
    """
    loaders = [Loader(store, RdfFormat.N_QUADS, lenient=False)]
    if merged:
        loaders.append(Loader(store, RdfFormat.N_TRIPLES, lenient=True))
    for loader in loaders:
        loader.start()
    try:
        for block in blocks:
            loaders[0].feed.put(block.quads)
            if merged:
                loaders[1].feed.put(block.triples)
            if any(loader.error for loader in loaders):
                break
    finally:
        for loader in loaders:
            loader.feed.put(None)
        for loader in loaders:
            loader.wait(still)
    for loader in loaders:
        loader.finish()


class Keeper:
    """Writes the blocks of a bulk load to a file beside the ledger while they pass, and tells how far it is."""

    def __init__(self, folder: Path, number: int, sources: list[Source], tell: Tell) -> None:
        folder.mkdir(exist_ok=True)
        self.path = folder / f"{number}.nq"
        self._sources, self._tell = sources, tell
        self._digest, self._size, self._count = sha256(), 0, 0
        self._graphs: set[bytes] = set()

    def iter_blocks(self) -> Iterator[Block]:
        """Blocks of all sources, kept as they pass."""
        total = sum(source.path.stat().st_size for source in self._sources)
        before, told = 0, 0.0
        with self.path.open("wb") as file:
            for source in self._sources:
                for block in iter_blocks(source):
                    file.write(block.quads)
                    self._digest.update(block.quads)
                    self._size += len(block.quads)
                    self._count += block.lines
                    self._graphs |= block.graphs
                    if time.monotonic() - told > TELL_EVERY_S:
                        told = time.monotonic()
                        self._tell({"quads": self._count, "bytes": before + block.read, "of": total})
                    yield block
                before += source.path.stat().st_size
            file.flush()
            os.fsync(file.fileno())

    def still(self) -> None:
        """Tell that all is read and the engine at work."""
        total = sum(source.path.stat().st_size for source in self._sources)
        self._tell({"quads": self._count, "bytes": total, "of": total})

    def kept(self) -> Kept:
        """What was written, once all blocks have passed; the graph names go to a file of their own."""
        names = b"\n".join(sorted(self._graphs)) + b"\n"
        self.path.with_suffix(".graphs").write_bytes(names)
        return Kept(self.path.name, self._size, self._digest.hexdigest(), self._count, self._graphs)

    def remove(self) -> None:
        """Forget the files."""
        self.path.unlink(missing_ok=True)
        self.path.with_suffix(".graphs").unlink(missing_ok=True)
