"""Every shipped record goes into its form and comes back with the same statements, literals as they were written."""

from pathlib import Path

import pytest
from tests.http.browsing import find_form, send
from tests.http.serving import Service

from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Quad

PAGE = {"Accept": "text/html"}
SAMPLED = 120
PARTS = 10


def addresses(root: Path) -> list[str]:
    """Addresses of every shipped record and source."""
    records = [f"/{path.parent.name}/{path.stem}" for path in sorted(root.glob("data/records/*/*.ttl"))]
    sources = [f"/source/{path.stem}" for path in sorted(root.glob("data/sources/*.ttl"))]
    assert records
    assert sources
    return records + sources


def read_draft(service: Service, draft: str) -> set[Quad]:
    """The statements of a draft."""
    page = service.client.get(draft, headers=PAGE).text
    text = find_form(page, draft).values["text"].replace("\r\n", "\n")
    base = service.state.schema.base
    return set(parse(text.encode(), TURTLE, base_iri=base, quad_limit=None))


def comes_back(service: Service, address: str) -> bool:
    """Whether a record is the same after its form was sent as it stood."""
    begun = service.client.post(f"{address}/edit", headers=PAGE)
    assert begun.status_code == 303, address
    draft = begun.headers["location"].removesuffix("/form")
    before = read_draft(service, draft)
    form = find_form(service.client.get(f"{draft}/form", headers=PAGE).text, f"{draft}/form")
    sent = send(service.client, form)
    assert sent.status_code == 303, address
    after = read_draft(service, draft)
    service.client.delete(draft)
    return bool(before) and before == after


def test_sampled_records_come_back_from_their_forms(atlas: Service, root: Path) -> None:
    sample = addresses(root)[::SAMPLED]
    assert [address for address in sample if not comes_back(atlas, address)] == []


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_every_shipped_record_comes_back_from_its_form(atlas: Service, root: Path, part: int) -> None:
    assert [address for address in addresses(root)[part::PARTS] if not comes_back(atlas, address)] == []
