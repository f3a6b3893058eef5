"""One client's connection, with bounds on how slowly and how much it may say, and how slowly it may listen.

uvicorn's own protocol waits for ever for the rest of a head, of a body, and for a client that does not read.
"""

import asyncio
import socket
import struct
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from typing import Any, Final

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from atlas.errors import AtlasError, BusyError, HeadTooLargeError, InputError, RequestTimeoutError
from atlas.http.problems import PROBLEM_JSON, problem_headers, to_problem, write_problem

RETRY_AFTER_S: Final = 5
DROP_UNSENT: Final = struct.pack("ii", 1, 0)
HEAD: Final = "head"
BODY: Final = "body"


@dataclass(frozen=True)
class Bounds:
    """Of one server. total, each: connections open at once, of all and of one address; trusted addresses have all.

    head_s, body_s: from its first byte to the last, or from the opening. stall_s: without reading what was sent.
    """

    total: int = 2_000
    each: int = 256
    head_s: float = 10.0
    body_s: float = 60.0
    stall_s: float = 30.0
    head_bytes: int = 64 * 1024
    trusted: tuple[str, ...] = ()


@dataclass
class Door:
    """Who is connected to one server now; refused counts those turned away or hung up on, by reason."""

    bounds: Bounds
    open: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    def limit(self, address: str) -> int:
        """How many connections an address may have."""
        return self.bounds.total if _is_within(address, self.bounds.trusted) else self.bounds.each

    def make_protocol(self) -> Callable[..., asyncio.Protocol]:
        """What uvicorn calls for each connection."""

        def make(config: Config, server_state: ServerState, app_state: dict[str, Any], **_: object) -> asyncio.Protocol:
            return BoundedProtocol(config, server_state, app_state, self)

        return make


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's connection, which a silent, endless or deaf client cannot hold open."""

    def __init__(self, config: Config, server_state: ServerState, app_state: dict[str, Any], door: Door) -> None:
        super().__init__(config, server_state, app_state)
        self._door, self._bounds, self._address = door, door.bounds, ""
        self._stage: str | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._in_head = self._in_body = False
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, or turn it away when there are too many."""
        super().connection_made(transport)
        self._address = self.client[0] if self.client else "local"
        self._door.open[self._address] += 1
        if len(self.connections) > self._bounds.total:
            self._refuse(BusyError("This service has too many connections.", retry_after_s=RETRY_AFTER_S))
        elif self._door.open[self._address] > self._door.limit(self._address):
            self._refuse(BusyError("Your address has too many connections.", retry_after_s=RETRY_AFTER_S))
        else:
            self._wait_for(HEAD)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        super().connection_lost(exc)
        self._unset_keepalive_if_required()
        self._wait_for(None)
        self._end_stall()
        self._door.open[self._address] -= 1
        if not self._door.open[self._address]:
            del self._door.open[self._address]

    def data_received(self, data: bytes) -> None:
        """Take what came, and see what is still to come."""
        if self.transport.is_closing():
            return
        super().data_received(data)
        if self.transport.is_closing() or self.parser is None:
            self._wait_for(None)
            return
        self._head_bytes = self._head_bytes + len(data) if self._in_head else 0
        if self._head_bytes > self._bounds.head_bytes:
            self._refuse(HeadTooLargeError("The head of the request is too long.", expected=self._most()))
            return
        is_idle = self.cycle is None or self.cycle.response_complete
        stage = BODY if self._in_body else HEAD if self._in_head or is_idle else None
        if stage != self._stage:
            self._wait_for(stage)

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._in_head = True

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._in_head, self._in_body = False, True
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is whole."""
        self._in_body = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer was handed over; a client that closes must still read it."""
        super().on_response_complete()
        if self.transport.is_closing():
            self._begin_stall()

    def timeout_keep_alive_handler(self) -> None:
        """Hang up on who has nothing more to ask, whether or not it has read everything."""
        super().timeout_keep_alive_handler()
        self._begin_stall()

    def pause_writing(self) -> None:
        """The client does not read."""
        super().pause_writing()
        self._begin_stall()

    def resume_writing(self) -> None:
        """The client reads."""
        super().resume_writing()
        if not self.transport.is_closing():
            self._end_stall()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP."""
        self._refuse(InputError("What was sent is not HTTP/1.1.", expected="a request as in RFC 9112"))

    def _wait_for(self, stage: str | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._stage = stage
        if stage is not None:
            allowed_s = self._bounds.head_s if stage == HEAD else self._bounds.body_s
            self._timer = self.loop.call_later(allowed_s, self._expire)

    def _expire(self) -> None:
        """The time for a head or a body is over, unless it is our side that does not read on."""
        self._timer, stage = None, self._stage
        answering = self.cycle is not None and not self.cycle.response_complete
        if self.flow.read_paused or (stage == HEAD and answering):
            self._wait_for(stage)
            return
        if stage == HEAD and not self._in_head:
            self._door.refused["silent"] += 1
            self.transport.close()
            return
        allowed_s = self._bounds.head_s if stage == HEAD else self._bounds.body_s
        self._refuse(RequestTimeoutError(f"The {stage} of the request took too long.", expected=f"{allowed_s:g} s"))

    def _refuse(self, error: AtlasError) -> None:
        """Say no in the form every refusal has, as long as no other answer has begun, and hang up."""
        self._door.refused[error.code] += 1
        self._wait_for(None)
        is_idle = self.cycle is None or self.cycle.response_complete
        if is_idle or (self._in_body and not self.pipeline and not self.cycle.response_started):
            body = write_problem(to_problem(error))
            headers = {**problem_headers(error), "Content-Type": PROBLEM_JSON, "Content-Length": str(len(body))}
            lines = [f"{name}: {value}\r\n".encode() for name, value in {**headers, "Connection": "close"}.items()]
            self.transport.write(b"".join((STATUS_LINE[error.status], *lines, b"\r\n", body)))
        self.transport.close()
        self._begin_stall()

    def _begin_stall(self) -> None:
        if self._stalled is None:
            self._stalled = self.loop.call_later(self._bounds.stall_s, self._give_up)

    def _end_stall(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _give_up(self) -> None:
        self._stalled = None
        self._door.refused["deaf"] += 1
        connection = self.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, DROP_UNSENT)
        self.transport.abort()

    def _most(self) -> str:
        return f"at most {self._bounds.head_bytes} bytes"


def _is_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        return any(ip_address(address) in ip_network(network, strict=False) for network in networks)
    except ValueError:
        return False
