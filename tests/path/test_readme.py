"""The README's first queries give the answers that stand under them."""

import re
from pathlib import Path

from tests.http.serving import Service


def first_queries(root: Path) -> tuple[str, list[tuple[str, str]]]:
    """The prefixes, and each query with its answer."""
    (block,) = re.findall(r"```sparql\n(.*?)```", (root / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    prefixes, _, body = block.partition("\n\n")
    return prefixes, re.findall(r"^(SELECT .*)\n#= (.*)$", body, re.MULTILINE)


def test_the_first_queries_answer_as_the_readme_says(atlas: Service, root: Path) -> None:
    prefixes, queries = first_queries(root)
    assert len(queries) == 10
    for query, answer in queries:
        rows = atlas.rows(f"{prefixes}\n{query}")
        assert sorted(", ".join(row) for row in rows) == sorted(answer.split("; ")), query


def test_the_folders_of_the_map_are_there(root: Path) -> None:
    named = re.findall(r"^\| `([a-z/]+)/`", (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(named) >= 5
    assert [name for name in named if not (root / name).is_dir()] == []
