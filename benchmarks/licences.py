"""How many licence strings of a table are read, how often, and whether readings checked by hand still hold: PATH…"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from atlas.intake.names.apply import FOLDER, names_of
from atlas.intake.names.read import UNREAD, Names, Reading
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore

ROOT = Path(__file__).resolve().parent.parent
CHECKED = ROOT / "tests" / "intake" / "names"
SORT = "licence"


def main(arguments: list[str]) -> int:
    if not arguments:
        print(
            "usage: python -m benchmarks licences PATH…   (tables with the columns raw and count, or folders of them)"
        )
        return 2
    schema = load_schema(ROOT)
    names = load_sort(schema, SORT)
    strings = list(_read(arguments))
    if not strings:
        print("no strings found", file=sys.stderr)
        return 1
    coverage(names, strings)
    print()
    print("| checked by hand | strings | as expected | a wrong licence | otherwise read |\n|---|---|---|---|---|")
    wrong = [check(names, path) for path in sorted(CHECKED.glob(f"{SORT}_*.tsv"))]
    return 1 if any(wrong) else 0


def load_sort(schema: Schema, sort: str) -> Names:
    """One sort of name over the shipped records."""
    files = iter_home_files(schema.home, schema.base, frozenset({"record"}))
    held = (quad for file in files if file.path.parent.name.startswith(sort) for quad in read_file(file))
    return names_of(schema.home / FOLDER / sort, MemoryStore(held))


def coverage(names: Names, strings: Iterable[tuple[str, str, int]]) -> None:
    """Readings by occurrence, whole and for each catalogue, and the strings that no rule reads."""
    by_catalogue: dict[str, Counter[str]] = {}
    distinct: dict[str, Reading] = {}
    total: Counter[str] = Counter()
    for catalogue, text, count in strings:
        reading = distinct.setdefault(text, names.read(text))
        by_catalogue.setdefault(catalogue, Counter())[reading.reading] += count
        total[reading.reading] += count
    kinds = [kind for kind, _ in total.most_common()]
    print(f"{len(distinct)} strings, {total.total()} occurrences; share of occurrences by reading:\n")
    print(f"| catalogue | {' | '.join(kinds)} | read |\n|---|{'---|' * (len(kinds) + 1)}")
    for catalogue, counted in [*sorted(by_catalogue.items()), ("all", total)]:
        shares = " | ".join(f"{100 * counted[kind] / counted.total():.1f} %" for kind in kinds)
        print(f"| {catalogue} | {shares} | {100 * (1 - counted[UNREAD] / counted.total()):.1f} % |")
    unread = sorted(text for text, reading in distinct.items() if reading.reading == UNREAD)
    print(f"\nNot read: {', '.join(map(repr, unread)) or 'none'}.")


def check(names: Names, path: Path) -> int:
    """Compare a table of written, reading and expression; returns the number of strings taken for a wrong licence."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    wrong = other = 0
    found: list[str] = []
    for written, reading, expression in rows:
        got = names.read(written)
        if got.expression != expression and got.expression:
            wrong += 1
        elif (got.reading, got.expression) != (reading, expression):
            other += 1
        else:
            continue
        found.append(f"{written!r}: {got.reading} {got.expression}, not {reading} {expression}".strip())
    print(f"| {path.stem} | {len(rows)} | {len(rows) - wrong - other} | {wrong} | {other} |")
    for line in found:
        print(f"  {line}", file=sys.stderr)
    return wrong


def _read(arguments: Iterable[str]) -> Iterator[tuple[str, str, int]]:
    for argument in arguments:
        path = Path(argument)
        for file in sorted(path.rglob("licence_strings.csv")) if path.is_dir() else [path]:
            with file.open(encoding="utf-8", newline="") as opened:
                for row in csv.DictReader(opened):
                    yield row.get("catalogue") or file.stem, row["raw"], int(row.get("count") or 1)
