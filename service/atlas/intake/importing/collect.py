"""Lines of an edition on disk while batches come in: bounded memory, each line once where that is cheap.

Nothing is in the store before all of it is here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from atlas.namespaces import FOAF

DIGEST_BYTES: Final = 12
TOPIC: Final = f"<{FOAF}primaryTopic>".encode()


class Collector:
    """A file of lines, each record's together, in the order in which they came. Removed when it is closed.

    kinds: how many things of each kind it describes; claims about things held elsewhere are not counted.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = path.open("wb")
        self._seen: dict[str, bytes] = {}
        self.kinds: Counter[str] = Counter()
        self.count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    def add(self, key: str, lines: Iterable[bytes]) -> None:
        """Keep a record's lines; the same record with the same lines is kept once."""
        text = b"".join(line + b"\n" for line in lines)
        digest = blake2b(text, digest_size=DIGEST_BYTES).digest()
        before = self._seen.get(key)
        if before == digest:
            return
        if before is None and TOPIC in text:
            self.kinds[key.partition("/")[0]] += 1
        self._seen[key] = digest
        self._file.write(text)
        self.count += text.count(b"\n")

    def has(self, key: str) -> bool:
        """Whether something of this record was kept."""
        return key in self._seen

    def finish(self, lines: Iterable[bytes]) -> None:
        """Add what the edition says of itself, and write everything out."""
        self.add("", lines)
        self._file.flush()

    def lines(self) -> Iterator[bytes]:
        """Every line, without its end."""
        self._file.flush()
        with self.path.open("rb") as file:
            for line in file:
                yield line[:-1]
