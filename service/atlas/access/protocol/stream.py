"""A query's answer on its way out: the first bytes are held back until it is known that they can be sent.

Nothing is appended to an answer that fails later: whoever sends it stops sending.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from atlas.errors import ResourceError, TooLargeError
from atlas.store.protocol import Query, Result, Store

FIRST_BYTES: Final = 64 * 1024


@dataclass
class Answer:
    """An answer that has begun well. head: all of it when `rest` is None, else at least the first 64 KB."""

    result: Result
    head: bytes
    rest: AsyncIterator[bytes] | None

    async def iter_rest(self) -> AsyncIterator[bytes]:
        """What comes after the head. Raises what ends the answer early; ResourceError when it grows too long."""
        if self.rest is None:
            return
        try:
            async for chunk in self.rest:
                yield chunk
        except TooLargeError as error:
            raise _too_long() from error
        finally:
            await self.result.cancel()


async def begin(store: Store, query: Query) -> Answer:
    """Start a query and wait for its first 64 KB, or its end.

    Every failure so far is raised: SparqlSyntaxError, BusyError, DeadlineError, ResourceError, CancelledError.
    """
    try:
        result = await store.query(query)
    except TooLargeError as error:
        raise _too_long() from error
    pieces: list[bytes] = []
    size = 0
    chunks = result.chunks()
    try:
        async for chunk in chunks:
            pieces.append(chunk)
            size += len(chunk)
            if size >= FIRST_BYTES:
                return Answer(result, b"".join(pieces), chunks)
    except TooLargeError as error:
        raise _too_long() from error
    except BaseException:
        await result.cancel()
        raise
    return Answer(result, pieces[0] if len(pieces) == 1 else b"".join(pieces), None)


def _too_long() -> ResourceError:
    return ResourceError(
        "The answer is longer than this service sends.",
        found="more bytes",
        expected="an answer below the byte limit stated in Query-Byte-Limit",
        suggestion="Ask for less: fewer variables, a LIMIT, or the dumps.",
    )
