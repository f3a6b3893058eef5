"""Write the shipped records many times over, under other names, with one statement in so many damaged, as N-Quads.

Same size and seed, same bytes. Unlike `catalogue`, what is written conforms but for the damage, and uses every shape.
Identifiers are other ones in each copy, or else every copy would be a duplicate of all others.
"""

import random
import re
from collections.abc import Iterator
from pathlib import Path

from atlas.namespaces import XSD
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.schema.files import iter_home_files
from atlas.schema.load import read_file
from atlas.schema.model import Schema

PARTS = frozenset({"record", "source"})
ODD: list[Term] = [
    *(Literal(text) for text in ("", "two  words", "http://a b")),
    *(Literal(text, language="en") for text in ("", "word")),
    *(Literal(text, datatype=NamedNode(f"{XSD}integer")) for text in ("-1", "x")),
    *(Literal(text, datatype=NamedNode(f"{XSD}date")) for text in ("2024-02-30", "2024-02-03")),
    *(NamedNode(iri) for iri in ("urn:x", "https://example.org/")),
]


def write(path: Path, schema: Schema, statements: int, *, one_in: int = 100, seed: int = 1) -> int:
    """Write about so many statements; number of lines."""
    chance = random.Random(seed)
    files = list(iter_home_files(schema.home, schema.base, PARTS))
    shipped = [quad for file in files for quad in sorted(read_file(file), key=str)]
    own = re.compile(rf"(<{re.escape(schema.base)}(?:id|graph)/[a-z-]+/[A-Za-z0-9._-]+|/identifierValue> \"[^\"]+)")
    count = 0
    with path.open("w", encoding="utf-8") as file:
        for copy in range(max(1, round(statements / len(shipped)))):
            for quad in _damaged(shipped, chance, one_in):
                line = f"{quad} .\n"
                file.write(own.sub(rf"\1-copy-{copy}", line) if copy else line)
                count += 1
    return count


def _damaged(quads: list[Quad], chance: random.Random, one_in: int) -> Iterator[Quad]:
    for quad in quads:
        match chance.randrange(3 * one_in):
            case 0:
                continue
            case 1:
                yield Quad(quad.subject, quad.predicate, chance.choice(ODD), quad.graph_name)
            case 2:
                yield quad
                yield Quad(quad.subject, quad.predicate, chance.choice(quads).object, quad.graph_name)
            case _:
                yield quad
