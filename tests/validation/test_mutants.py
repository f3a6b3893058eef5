"""Records damaged at random, in every format: each gets a report or a coded refusal, soon, and nothing else."""

import random

import pytest
from tests.validation.conftest import TOY

from atlas.errors import AtlasError
from atlas.intake.reading.normalize import normalize
from atlas.rdf.formats import RDF_FORMATS, TURTLE, Format
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize
from atlas.schema.model import Schema
from atlas.validation.judge import Judge
from atlas.validation.shacl_report import to_shacl

SCRAPS = [
    *(b'"', b"<", b">", b"[", b"]", b"(", b")", b"{", b"}", b";", b".", b",", b"a", b"@en", b"_:x", b'"""', b"<>"),
    *(b"\xff", b"\x00", b"\\u0000", b"\xf0\x9f\x98\x80", b"<!DOCTYPE x>", b"&lt;", b"@context", b"null", b"1e999"),
    *(b"<javascript:alert(1)>", b"<http://a/%zz>", b"<http://[::1>", b"@zz-zz-zz", b'"x"^^<urn:x>', b"rdf:nil"),
    b'"-9999999-99-99"^^<http://www.w3.org/2001/XMLSchema#date>',
    b'"x"^^<http://www.w3.org/2001/XMLSchema#integer>',
]


def damage(data: bytes, chance: random.Random) -> bytes:
    """A copy with one to eight damages: a byte changed, a stretch lost, a scrap or a copy put in, lines lost."""
    text = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 8))):
        place = chance.randrange(len(text) + 1)
        match chance.randrange(6):
            case 0 if place < len(text):
                text[place] = chance.randrange(256)
            case 1:
                del text[place : place + chance.choice((1, 5, 50, 500))]
            case 2:
                text[place:place] = chance.choice(SCRAPS) * chance.choice((1, 1, 50, 3000))
            case 3:
                start = chance.randrange(len(text) + 1)
                text[place:place] = bytes(text[start : start + 100])
            case 4:
                del text[place:]
            case _:
                lines = bytes(text).split(b"\n")
                del lines[chance.randrange(len(lines))]
                text = bytearray(b"\n".join(lines))
    return bytes(text)


def seeds(schema: Schema) -> list[tuple[Format, bytes]]:
    paths = sorted((TOY / "data").rglob("*.ttl"))
    assert paths
    return [
        (format_, serialize(parse(path.read_bytes(), TURTLE), format_, schema.prefixes, schema.base))
        for path in paths
        for format_ in RDF_FORMATS
    ]


@pytest.mark.parametrize("number", [300, pytest.param(5000, marks=pytest.mark.long)])
def test_every_damaged_record_gets_a_clear_answer(toy: Schema, judge: Judge, number: int) -> None:
    chance = random.Random(number)
    sound = seeds(toy)
    answers = {"report": 0, "refusal": 0}
    for _ in range(number):
        format_, data = chance.choice(sound)
        damaged = damage(data, chance)
        try:
            given = judge.read(damaged, format_.media_type, toy.base)
            report = judge.judge(given)
            assert report.to_text()
            assert serialize(to_shacl(report, toy.shapes), TURTLE, toy.prefixes, toy.base)
            answers["report"] += 1
            normalize(given.quads, toy.base)
        except AtlasError as error:
            assert 400 <= error.status < 500
            answers["refusal"] += 1
    assert min(answers.values()) > number / 50
