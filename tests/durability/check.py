"""What must hold of a store whatever was killed: everything acknowledged is there, nothing is there by half."""

import asyncio
from collections import Counter
from collections.abc import Iterable

from tests.store.engine import quad, rows

from atlas.rdf.terms import Quad
from atlas.store.embedded import EmbeddedStore

NAMED = "SELECT ?s ?p ?o ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
DEFAULT = "SELECT ?s ?p ?o WHERE { ?s ?p ?o }"


def make_record(number: int) -> tuple[Quad, ...]:
    """A record: three triples, the last in two graphs."""
    name = f"r{number}"
    return (
        quad(name, str(number), f"g{number % 5}", "a"),
        quad(name, str(number), f"g{number % 5}", "b"),
        quad(name, "shared", f"g{number % 5}", "c"),
        quad(name, "shared", "all", "c"),
    )


async def check_all(store: EmbeddedStore, told: Iterable[str]) -> int:
    """Compare the store with a log of lines `try n before` and `ack n before`; the number of records found."""
    there, maybe = parse_log(told)
    named, default = await rows(store, NAMED), await rows(store, DEFAULT)
    found = Counter(line.split(",")[0] for line in named)
    assert set(found.values()) <= {4}, "a record is there by half"
    records = {int(name.removeprefix("x:r")) for name in found}
    assert there <= records, f"acknowledged and lost: {sorted(there - records)}"
    assert records - there <= maybe, f"never sent: {sorted(records - there - maybe)}"
    assert sorted(default) == sorted({line.rsplit(",", 1)[0] for line in named}), "the merge is wrong"
    graphs = {line.rsplit(",", 1)[1] for line in named}
    assert set(await store.revisions()) == graphs
    commits = await asyncio.gather(
        *(store.changes(number) for number in range(max(1, store.number - 3), store.number + 1))
    )
    assert all(change.added for change in commits)
    return len(records)


def parse_log(told: Iterable[str]) -> tuple[set[int], set[int]]:
    """Records that must be there, and records that may or may not."""
    there, tried, gone, maybe_gone = set[int](), set[int](), set[int](), set[int]()
    for line in told:
        if len(parts := line.split()) == 3:
            (there if parts[0] == "ack" else tried).add(int(parts[1]))
            (gone if parts[0] == "ack" else maybe_gone).add(int(parts[2]))
    return there - gone - maybe_gone, (tried - there) | (maybe_gone - gone)
