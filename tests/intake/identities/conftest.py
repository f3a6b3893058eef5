"""What is held in the tests of identity resolution, and a short way of telling of new things."""

from collections.abc import Callable

import pytest

from atlas.intake.identities.resolve import Identities, Resolution
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Quad
from atlas.schema.model import Schema

BASE = "https://w3id.org/open-llm-atlas/"
HEADER = f"@base <{BASE}> . @prefix a: <{BASE}ont/> . @prefix s: <http://www.w3.org/2004/02/skos/core#> . "
BY = "<id/{0}#by> a:participant <id/organisation/{1}> ; a:inRole <scheme/participation-role/developer> . "


def tell(text: str) -> list[Quad]:
    return list(parse((HEADER + text).encode(), TURTLE))


def actor(slug: str, *names: str) -> str:
    told = ", ".join(f'"{name}"@en' for name in names)
    return f"<id/organisation/{slug}> a a:Organisation ; s:prefLabel {told} . "


def model(slug: str, name: str, maker: str = "", more: str = "", kind: str = "Model") -> str:
    said = f'<id/model/{slug}> a a:{kind} ; s:prefLabel "{name}"@en . {more} '
    if maker:
        said += f"<id/model/{slug}> a:hasParticipation <id/model/{slug}#by> . {BY.format(f'model/{slug}', maker)}"
    return said


def identified(slug: str, scheme: str, value: str, number: int = 1) -> str:
    part = f"<id/model/{slug}#identifier-{number}>"
    return (
        f"<id/model/{slug}> a:hasIdentifier {part} . {part} a:identifierScheme <scheme/identifier-scheme/{scheme}> ; "
        f'a:identifierValue "{value}" . '
    )


@pytest.fixture
def resolve(schema: Schema) -> Callable[[str, str], Resolution]:
    """Things told of second, among those told of first."""

    def run(held: str, new: str) -> Resolution:
        return Identities(schema, tell(held)).resolve(tell(new))

    return run
