"""Hostile clients against one port of this machine: a number of attacks in, what became of each kind out.

Nine of ten are texts to be refused at the door, nine of a hundred are broken connections, one of a hundred runs until
it is killed. Each attacker has an address of its own.
"""

import asyncio
import random
import socket
import struct
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

DROP: bytes = struct.pack("ii", 1, 0)
PATIENCE_S = 60.0
TRIES = 100
RUNAWAY = "SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER({0} = {0}) }}"
HALVES = (
    b"GET /sparql?query=ASK",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 900\r\n\r\nASK",
    b"\x16\x03\x01" * 50,
)

Attack = Callable[[int, str, int, random.Random], Awaitable[str]]


async def attack(port: int, count: int, addresses: list[str], seed: int = 1) -> Counter[str]:
    """Make so many attacks; how often each kind ended how, as `kind: outcome`."""
    outcomes: Counter[str] = Counter()
    groups: tuple[tuple[str, Attack, int, int], ...] = (
        ("door", knock, count * 90 // 100, 1),
        ("connection", break_off, count * 9 // 100, 10),
        ("runaway", run_away, count // 100, 1),
    )
    async with asyncio.TaskGroup() as tasks:
        for kind, one, number, at_once in groups:
            numbers = iter(range(number))
            for address in addresses:
                for _ in range(at_once):
                    chance = random.Random(f"{seed} {kind} {address} {_}")
                    tasks.create_task(_repeat(kind, one, port, address, numbers, chance, outcomes))
    return outcomes


async def _repeat(
    kind: str, one: Attack, port: int, address: str, numbers: Iterator[int], chance: random.Random,
    outcomes: Counter[str],
) -> None:  # fmt: skip
    for number in numbers:
        try:
            async with asyncio.timeout(PATIENCE_S):
                outcome = await one(port, address, number, chance)
        except (OSError, asyncio.IncompleteReadError):
            outcome = "hung up on"
        except TimeoutError:
            outcome = "still open"
        outcomes[f"{kind}: {outcome}"] += 1


async def knock(port: int, address: str, number: int, chance: random.Random) -> str:
    """One text that the door must refuse; its status."""
    bodies = (
        lambda: b"SELECT * " + b"{" * 2_265 + b"}" * 2_265,
        lambda: b"ASK { FILTER" + b"(" * 4_796 + b"1" + b")" * 4_796 + b" }",
        lambda: b"ASK { ?s ?p '" + b"x" * chance.randrange(66_000, 900_000) + b"' }",
        lambda: chance.randbytes(chance.randrange(10, 5_000)),
    )
    return await post(port, address, bodies[number % len(bodies)]())


async def run_away(port: int, address: str, number: int, chance: random.Random) -> str:
    """One query that never ends by itself; the status it is killed with. Asks again while the service is busy."""
    for _ in range(TRIES):
        status = await post(port, address, RUNAWAY.format(number).encode())
        if status != "429":
            return status
        await asyncio.sleep(0.2)
    return "429"


async def break_off(port: int, address: str, number: int, chance: random.Random) -> str:
    """Half a request and silence, a byte at a time, or a reset in the middle."""
    half = HALVES[chance.randrange(len(HALVES))]
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    try:
        if number % 3 == 0:
            writer.write(half)
            return "refused" if await reader.read() else "hung up on"
        if number % 3 == 1:
            slow = HALVES[0] + b"x" * 10_000
            for at in range(len(slow)):
                writer.write(slow[at : at + 1])
                await writer.drain()
                with suppress(TimeoutError):
                    async with asyncio.timeout(0.2):
                        return "refused" if await reader.read() else "hung up on"
        writer.write(f"GET /sparql?query=ASK%7B?s{number}%20?p%20?o%7D HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await writer.drain()
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, DROP)
        writer.transport.abort()
        return "reset"
    finally:
        writer.close()


async def post(port: int, address: str, body: bytes) -> str:
    """Status of the answer to one query sent as it is."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(address, 0))
    try:
        head = "POST /sparql HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/sparql-query\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        line = await reader.readuntil(b"\r\n")
        await reader.read()
        return line[9:12].decode()
    finally:
        writer.close()
