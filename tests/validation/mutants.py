"""Bodies that a service must bear: records of every format, damaged at random or made to hurt.

Same seed, same bodies. `make_mutants(number)` gives them with their media type; `report_pages(service, number)` gives
the HTML that a service makes of some of them, for a browser to open.
"""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.http.serving import TOY, Service

from atlas.rdf.formats import JSON_LD, N_QUADS, TRIG, TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize

BASE = "https://gardens.example/"
YAML = """type: Garden
name: Yard
hasClimate: cold
hectares: 1.50
opened: 1901
hasBed:
  - growsPlant: moss
    plantCount: 3
"""
TABLE = "name,page,hectares\nIvy,https://example.org/ivy,1\nReed,,2\n"
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)",
    "</textarea><svg onload=alert(1)>",
    "{{7*7}}${7*7}", "'; DROP TABLE x; --", "\u202e\u200b\ufeff", "\x00\x07", "http://169.254.169.254/", "file:///etc/passwd",
    "data:text/html,<script>alert(1)</script>", "=cmd|' /C calc'!A0", "a" * 20_000, "é" * 3_000, "\ud83d\ude00",
    "http://[::1", "http://a/%zz", "urn:", "//evil.example/", "#", "../../..", "_:b", "\\u0000", "-9999999-99-99",
    "1e999999",
]  # fmt: skip
ENCODINGS = ("utf-16", "utf-32", "latin-1", "utf-8-sig", "utf-7")


@dataclass(frozen=True)
class Mutant:
    """One body. form: what a page's form calls its format."""

    media_type: str
    form: str
    body: bytes
    way: str


def make_mutants(number: int, seed: int = 1) -> Iterator[Mutant]:
    """So many bodies."""
    chance = random.Random(seed)
    sound = list(_sound())
    for _ in range(number):
        media_type, form, text = chance.choice(sound)
        way = chance.choice(list(WAYS))
        yield Mutant(media_type, form, WAYS[way](text, form, chance), way)


def report_pages(service: Service, number: int, seed: int = 2) -> Iterator[tuple[Mutant, str]]:
    """What a service shows a browser of so many bodies, with the body."""
    for mutant in make_mutants(number, seed):
        text = mutant.body.decode("utf-8", "replace")
        path = "/validate" if mutant.form in ("turtle", "trig", "jsonld", "nquads") else "/contribute/paste"
        sent = {"text": text, "format": mutant.form, "form": mutant.form, "kind": "garden"}
        answer = service.client.post(path, data=sent, headers={"Accept": "text/html"}, follow_redirects=True)
        yield mutant, answer.text


def _sound() -> Iterator[tuple[str, str, str]]:
    quads = parse((TOY / "data" / "records" / "garden" / "north.ttl").read_bytes(), TURTLE, base_iri=BASE)
    for format_ in (TURTLE, TRIG, JSON_LD, N_QUADS):
        yield format_.media_type, format_.name, serialize(quads, format_).decode()
    yield "application/yaml", "yaml", YAML
    yield "text/csv", "csv", TABLE


def _flip(text: str, form: str, chance: random.Random) -> bytes:
    data = bytearray(text.encode())
    for _ in range(chance.choice((1, 3, 20))):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def _drop(text: str, form: str, chance: random.Random) -> bytes:
    lines = text.split("\n")
    for _ in range(min(len(lines) - 1, chance.choice((1, 2, 5)))):
        del lines[chance.randrange(len(lines))]
    return "\n".join(lines).encode()


def _cut(text: str, form: str, chance: random.Random) -> bytes:
    start = chance.randrange(len(text))
    return (text[:start] + text[start + chance.choice((1, 10, 100, len(text))) :]).encode()


def _huge(text: str, form: str, chance: random.Random) -> bytes:
    return (
        (text + "\n").encode() * chance.choice((20, 200)) if chance.random() < 0.5 else text.encode() + b" " * 300_000
    )


def _nested(text: str, form: str, chance: random.Random) -> bytes:
    depth = chance.choice((70, 1_000, 20_000))
    opened, closed = {"jsonld": ('{"a":', "}"), "yaml": ("[", "]"), "csv": ('"', '"')}.get(form, ("[ <urn:p> ", " ]"))
    middle = {"jsonld": "1", "yaml": "1", "csv": "1"}.get(form, "1")
    return (opened * depth + middle + closed * depth).encode()


def _recoded(text: str, form: str, chance: random.Random) -> bytes:
    return (text + "é").encode(chance.choice(ENCODINGS), "replace")


def _hostile(text: str, form: str, chance: random.Random) -> bytes:
    said = chance.choice(HOSTILE)
    if form == "jsonld":
        return json.dumps(_with(json.loads(text), said, chance)).encode()
    at = [place for place, sign in enumerate(text) if sign in {"csv": ",\n", "yaml": ":"}.get(form, '"<')]
    place = chance.choice(at) + 1
    spaced = f" {json.dumps(said)} #" if form == "yaml" else said
    return (text[:place] + spaced + text[place:]).encode("utf-8", "replace")


def _retyped(text: str, form: str, chance: random.Random) -> bytes:
    if form == "jsonld":
        return json.dumps(
            _with(json.loads(text), chance.choice((None, [], {}, 1e400, True, [[[]]], -1)), chance)
        ).encode()
    words = [word for word in text.split() if word]
    return text.replace(
        chance.choice(words), chance.choice(("true", "[]", "null", "<>", "1e400", "''", "-")), 1
    ).encode()


def _with(value: Any, said: Any, chance: random.Random) -> Any:
    """JSON with one value of it, or one key, put in place of another."""
    held = value
    while isinstance(held, (dict, list)) and held:
        key = chance.choice(list(held) if isinstance(held, dict) else range(len(held)))
        inner = held[key]
        if not isinstance(inner, (dict, list)) or not inner or chance.random() < 0.3:
            if isinstance(held, dict) and chance.random() < 0.3:
                held[str(said)] = held.pop(key)
            else:
                held[key] = said
            break
        held = inner
    return value


WAYS: dict[str, Callable[[str, str, random.Random], bytes]] = {
    "bytes flipped": _flip,
    "lines dropped": _drop,
    "cut": _cut,
    "huge": _huge,
    "nested": _nested,
    "wrong encoding": _recoded,
    "hostile": _hostile,
    "wrong type": _retyped,
}
