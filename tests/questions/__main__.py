"""Rewrite the expected rows of every question from the present graph: `python -m tests.questions`, then read the diff.

Keeps each file's key columns. Of a partial file, only the rows that are still found stay.
"""

from pathlib import Path

from tests.questions.graph import EXPECTED, load_shipped_graph, read_expected, write_expected


def main() -> None:
    shipped = load_shipped_graph(Path(__file__).resolve().parents[2])
    for path in sorted(EXPECTED.glob("*.csv")):
        header, expected = read_expected(path)
        found = shipped.keys(shipped.ask(shipped.schema.queries[f"questions/{path.name.split('.')[0]}"]), header)
        write_expected(path, header, expected & found if path.name.endswith(".part.csv") else found)


if __name__ == "__main__":
    main()
