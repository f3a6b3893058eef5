"""Pages of a paged export, told to harvesters: Hydra statements in the graph and Link headers beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from atlas.namespaces import HYDRA, RDF, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad, Term

RELATIONS: Final = ("first", "previous", "next", "last")
LINK_NAMES: Final = {"previous": "prev"}


@dataclass(frozen=True)
class Paging:
    """One page among others. address: of the list without page number; settings: other query parameters to keep."""

    address: str
    number: int
    count: int
    total: int
    size: int
    settings: Mapping[str, str]

    def url(self, number: int) -> str:
        """Address of a page."""
        return f"{self.address}?{urlencode({**self.settings, 'page': number})}"

    def related(self) -> dict[str, str]:
        """Addresses of the first, previous, next and last page; those that there are."""
        numbers = {"first": 1, "previous": self.number - 1, "next": self.number + 1, "last": self.count}
        return {name: self.url(number) for name, number in numbers.items() if 1 <= number <= self.count}


def describe_paging(paging: Paging) -> list[Quad]:
    """The page as hydra:PartialCollectionView, and in the older words that CKAN's harvester reads."""
    page = paging.url(paging.number)
    said: list[tuple[str, Term]] = [
        (f"{RDF}type", NamedNode(f"{HYDRA}PartialCollectionView")),
        (f"{RDF}type", NamedNode(f"{HYDRA}PagedCollection")),
        (f"{HYDRA}totalItems", Literal(str(paging.total), datatype=NamedNode(f"{XSD}integer"))),
        (f"{HYDRA}itemsPerPage", Literal(str(paging.size), datatype=NamedNode(f"{XSD}integer"))),
    ]
    for name, url in paging.related().items():
        said.append((f"{HYDRA}{name}", NamedNode(url)))
        said.append((f"{HYDRA}{name}Page", NamedNode(url)))
    return [Quad(NamedNode(page), NamedNode(predicate), value) for predicate, value in said]


def link_header(paging: Paging) -> str:
    """The same for a Link header (RFC 8288)."""
    return ", ".join(f'<{url}>; rel="{LINK_NAMES.get(name, name)}"' for name, url in paging.related().items())
