"""The rules against the same rules worked out in plain Python, on many made-up releases and on the tool's own files."""

import csv
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.openness.conftest import Judged
from tests.openness.reference import TYPES, classify

from atlas.intake.reading.documents import Document, read_documents
from atlas.rdf.terms import Quad

Judge = Callable[..., Judged]
OPEN = ["MIT", "Apache-2.0", "CC-BY-4.0", "CC0-1.0", "ODbL-1.0", "GPL-3.0-only", "CC-BY-3.0-NL", "OpenMDW-1.0", "NCSA"]
CLOSED = ["Proprietary", "CC-BY-NC-4.0", "mit", "C-UDA-1.0", "xlock"]
SEED = 17


def make_release(choice: random.Random) -> dict[str, Any]:
    """A release in which mostly open licences stand at all three places, and parts are left out."""
    pick = lambda: choice.choice(OPEN if choice.random() < 0.85 else CLOSED)  # noqa: E731
    components = []
    for name in choice.sample(sorted(TYPES), choice.choice([17, 17, 16, 15, 12, 5])):
        component: dict[str, Any] = {"name": name}
        kind = choice.random()
        if kind < 0.4:
            component["license"] = pick()
        elif kind < 0.45:
            component["license"] = choice.choice(["unlicensed", "", None])
        components.append(component)
    keys = [key for key in ("distribution", "code", "data", "document") if choice.random() < 0.7]
    return {
        "name": "x",
        "license": {key: {"name": pick() if choice.random() < 0.95 else ""} for key in keys},
        "components": components,
    }


def test_made_up_releases_come_out_as_the_reference_says(judge: Judge) -> None:
    choice = random.Random(SEED)
    releases = [make_release(choice) for _ in range(400)]
    judged = judge(Document(f"r{number}.json", {"release": made}) for number, made in enumerate(releases))
    classes = set()
    for number, made in enumerate(releases):
        reached, progress = classify(made, OPEN)
        verdict = judged.tool(f"r{number}")
        assert (4 - verdict.level) % 4 == reached, made
        assert {4 - order: percent for order, percent in verdict.percent.items()} == progress, made
        classes.add(reached)
    assert classes == {0, 1, 2, 3}


@pytest.fixture(scope="module")
def tool(shared: Path) -> Path:
    return shared / "catalogues" / "model-openness-tool"


def test_the_files_with_a_known_class_come_out_equal(judge: Judge, tool: Path) -> None:
    with (tool / "examples-with-class" / "expected.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) >= 11
    folder = tool / "examples-with-class"
    judged = judge(doc for row in rows for doc in read_documents((folder / row["file"]).read_bytes(), row["file"]))
    found = {basis: verdict for (basis, framework), verdict in judged.verdicts.items() if framework.startswith("model")}
    by_file = {slug(row["file"]): row for row in rows}
    assert {f"assessment/mot-{name}" for name in by_file} == set(found)
    for name, row in by_file.items():
        verdict = found[f"assessment/mot-{name}"]
        expected = [int(value) if number == 0 else float(value) for number, value in enumerate(list(row.values())[1:])]
        assert [(4 - verdict.level) % 4, *(verdict.percent[order] for order in (1, 2, 3))] == expected, name


def test_every_model_of_the_tool_comes_out_as_the_reference_says(judge: Judge, ground: list[Quad], tool: Path) -> None:
    files = sorted((tool / "models").glob("*.yml"))
    assert len(files) > 200
    listed = json.loads((tool / "licences" / "licenses.json").read_text(encoding="utf-8"))["licenses"]
    by_name = {q.object.value for q in ground if q.predicate.value.endswith("/admitsIdentifier")}  # type: ignore[union-attr]
    assert len(by_name) == 32
    approved = by_name | {one["licenseId"] for one in listed if one.get("isOsiApproved") or one.get("isFsfLibre")}
    documents = [doc for file in files for doc in read_documents(file.read_bytes(), file.name)]
    judged = judge(documents)
    for doc in documents:
        assert isinstance(doc.value, dict)
        reached, progress = classify(doc.value["release"], approved)
        verdict = judged.tool(slug(doc.name))
        assert ((4 - verdict.level) % 4, {4 - k: v for k, v in verdict.percent.items()}) == (reached, progress), (
            doc.name
        )


def slug(name: str) -> str:
    stem = name.removesuffix(".yml").replace("+", "-plus").lower()
    return "-".join(part for part in "".join(c if c.isascii() and c.isalnum() else " " for c in stem).split())
