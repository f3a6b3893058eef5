"""Two editions of a catalogue against each other: what is new, the same, changed and gone, thing by thing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from atlas.intake.importing.edition import Naming
from atlas.intake.importing.report import CHANGES_KEPT, Changed
from atlas.namespaces import DCTERMS, RDF
from atlas.rdf.serialize import write_lines
from atlas.rdf.terms import Quad

TYPE: Final = f"> <{RDF}type> ".encode()
REPLACED: Final = f"<{DCTERMS}isReplacedBy>".encode()
Things = Mapping[str, frozenset[bytes]]


@dataclass
class Comparison:
    """created, unchanged: counts. gone: names. common: names that both have."""

    created: int = 0
    unchanged: int = 0
    changed: list[Changed] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    common: list[str] = field(default_factory=list)


def read_things(quads: Iterable[Quad], naming: Naming, base: str) -> Things:
    """Statements of an edition's graph by the thing they are about, without the release in their names."""
    return group(write_lines(quads).splitlines(), naming, base)


def group(lines: Iterable[bytes], naming: Naming, base: str) -> Things:
    """Lines by the thing they are about, `kind/slug` without the release; marks of replacement are left out."""
    start = f"<{base}id/".encode()
    found: dict[str, set[bytes]] = {}
    for line in lines:
        if line.startswith(start) and REPLACED not in line:
            bare = naming.take(line)
            name = bare[len(start) : bare.index(b">")].partition(b"#")[0].decode()
            found.setdefault(name, set()).add(bare)
    return {name: frozenset(said) for name, said in found.items()}


def compare(new: Things, old: Things) -> Comparison:
    """What the new edition says otherwise."""
    found = Comparison(gone=sorted(old.keys() - new.keys()))
    for name in sorted(new):
        if name not in old:
            found.created += _is_described(new[name])
            continue
        found.common.append(name)
        come, gone = new[name] - old[name], old[name] - new[name]
        if not come and not gone:
            found.unchanged += 1
        elif len(found.changed) < CHANGES_KEPT:
            found.changed.append(Changed(name, _tell(gone), _tell(come)))
        else:
            found.changed.append(Changed(name, (), ()))
    return found


def _is_described(lines: frozenset[bytes]) -> bool:
    """Whether the lines say what the thing is, not only claims about it or what it is the same as."""
    return any(TYPE in line and b"#" not in line[: line.index(b">")] for line in lines)


def _tell(lines: Iterable[bytes]) -> tuple[str, ...]:
    return tuple(sorted(line.decode().removesuffix(" .") for line in lines))
