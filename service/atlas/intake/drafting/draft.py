"""What a draft is: its text and what was found in it, who offers it, and where it stands. Plain values."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from atlas.errors import InputError
from atlas.rdf.formats import N_QUADS
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import NamedNode, Quad
from atlas.validation.report import Report

State = Literal["open", "submitted", "returned", "accepted", "split"]
ORCID: Final = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])")
NAME_LENGTH: Final = 200


@dataclass(frozen=True)
class Content:
    """What a draft says.

    text, media_type: as its author wrote it. records: the records in it as canonical N-Quads, empty where the text
    cannot be read; then problem holds the problem document. report: JSON of the verdict, empty where none was given.
    """

    text: bytes
    media_type: str
    records: bytes = b""
    report: str = ""
    problem: Mapping[str, Any] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """Bytes it takes in the file."""
        return len(self.text) + len(self.records) + len(self.report)

    def graphs(self) -> dict[str, list[Quad]]:
        """Its records by graph IRI."""
        found: dict[str, list[Quad]] = {}
        for quad in parse(self.records, N_QUADS, quad_limit=None):
            if isinstance(quad.graph_name, NamedNode):
                found.setdefault(quad.graph_name.value, []).append(quad)
        return found

    def verdict(self) -> Report | None:
        """The report, where one was made."""
        return Report.from_json(self.report) if self.report else None


@dataclass(frozen=True)
class Submitter:
    """Who offers a draft, as it will stand in public provenance, and under which licence."""

    name: str
    orcid: str = ""
    licence: str = ""

    def to_dict(self) -> dict[str, str]:
        """As JSON values."""
        return asdict(self)

    @property
    def label(self) -> str:
        """Name, or the ORCID where that is all."""
        return self.name or self.orcid


@dataclass(frozen=True)
class Draft:
    """One draft. base: graph IRI to the revision it starts from, 0 for a new record. Times in Unix seconds."""

    number: int
    client: str
    state: State
    title: str
    content: Content
    base: Mapping[str, int]
    note: str
    submitter: Submitter | None
    parent: int | None
    commit: int | None
    decided_by: str
    made: float
    changed: float
    submitted: float | None

    @property
    def is_editable(self) -> bool:
        """Whether its author may still change it."""
        return self.state in ("open", "returned")


def read_submitter(name: str, orcid: str, licence: str, *, agreed: bool) -> Submitter:
    """Who offers a draft. Raises InputError without name and ORCID, on a malformed ORCID, or without agreement."""
    said, number = " ".join(name.split())[:NAME_LENGTH], orcid.strip()
    if not said and not number:
        raise InputError("Say who you are.", expected="a name, or an ORCID", suggestion="A pen name will do.")
    match = ORCID.fullmatch(number)
    if number and (match is None or not is_orcid(match[1])):
        raise InputError(
            "This is not an ORCID.", found=number[:60], expected="four groups of four, like 0000-0002-1825-0097"
        )
    if not agreed:
        raise InputError(
            "Records are published under an open licence; offering one needs your agreement.",
            expected="the box under the licence statement ticked",
        )
    return Submitter(said, f"https://orcid.org/{match[1]}" if match else "", licence)


def is_orcid(number: str) -> bool:
    """Whether the last character is the check digit of the others (ISO 7064 mod 11-2)."""
    total = 0
    for digit in number.replace("-", "")[:-1]:
        total = (total + int(digit)) * 2
    rest = (12 - total % 11) % 11
    return number[-1] == ("X" if rest == 10 else str(rest))


def write_records(quads: Iterable[Quad]) -> bytes:
    """Records as a draft keeps them."""
    return serialize(quads, N_QUADS)
