"""What stands around a term: fields to and from a class, classes of a property, each tie as drawn and as listed."""

from pathlib import Path

import pytest

from atlas.access.ontology.neighbours import ties_of, to_drawing, to_list
from atlas.access.ontology.paths import Arrows
from atlas.http.languages import Languages
from atlas.http.pages import find_web
from atlas.schema.load import load_schema

TOY = Path(__file__).resolve().parents[2] / "toy"
SAY = Languages(find_web() / "text").default.say_text


@pytest.fixture(scope="module")
def arrows() -> Arrows:
    return Arrows(load_schema(TOY))


def told(arrows: Arrows, local: str) -> set[tuple[str, str, str]]:
    return {(one.start.text, one.name, one.end.text) for one in ties_of(arrows, arrows.schema.namespace + local, SAY)}


def test_a_class_stands_between_what_points_at_it_and_what_it_points_at(arrows: Arrows) -> None:
    assert ("garden", "Bed", "bed") in told(arrows, "Garden")
    assert ("garden", "Bed", "bed") in told(arrows, "Bed")
    assert {(start, end) for start, _, end in told(arrows, "Bed")} >= {("garden", "bed"), ("bed", "plant")}


def test_a_property_stands_between_its_classes_and_its_values(arrows: Arrows) -> None:
    found = told(arrows, "growsPlant")
    label = arrows.schema.label(f"{arrows.schema.namespace}growsPlant")
    assert ("bed", "may have", label) in found
    assert (label, "points to", "plant") in found


def test_a_tie_is_drawn_once_and_listed_with_its_own_name(arrows: Arrows) -> None:
    for local in ("Garden", "Bed", "Plant", "growsPlant", "hasBed"):
        ties = ties_of(arrows, arrows.schema.namespace + local, SAY)
        drawn, listed = to_drawing(ties, arrows.schema.namespace + local, SAY), to_list(ties, SAY)
        assert len(listed.rows) == len(ties) > 0, local
        assert len(set(drawn.rows)) == len(drawn.rows) <= len(ties)
        ends = {(row[0], row[2]) for row in drawn.rows}
        assert not any(start == end or (end, start) in ends for start, end in ends)
