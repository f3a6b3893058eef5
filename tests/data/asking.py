"""How these tests ask the shipped graph, and the short form in which they compare rows."""

from collections import Counter

from tests.questions.graph import Rows, Shipped

PREFIXES = """
BASE <https://w3id.org/open-llm-atlas/>
PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
PREFIX cito: <http://purl.org/spar/cito/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def ask(shipped: Shipped, query: str) -> Rows:
    """Rows of a SELECT as they are written in the files."""
    rows = shipped.store.select(PREFIXES + query)
    names = [part.strip("?") for part in query.split("{")[0].split() if part.startswith("?")]
    return shipped.keys(rows, names)


def last(rows: Rows, *columns: int) -> Counter[tuple[str, ...]]:
    """Rows with the last segment of each value, some columns only."""
    found: Counter[tuple[str, ...]] = Counter()
    for row, times in rows.items():
        found[tuple(row[n].rpartition("/")[2] for n in columns or range(len(row)))] += times
    return found
