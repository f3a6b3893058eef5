"""A thing's statements as rows: parts after what names them, exact values, sources in words."""

from atlas.access.things.sheet import rows_of
from atlas.access.things.view import Description, Group, Node, Row, Support, Value
from atlas.rdf.terms import Dataset

THING = "https://ex.example/id/garden/north"


def test_a_part_follows_the_statement_that_names_it_and_sources_stay_with_their_values() -> None:
    size = Row("https://ex.example/size", "Size", "", (Value("4", supports=(Support("s", "Map", "page 2"),)),))
    part = Node(f"{THING}#bed", "4", (), (Group("Bed", (size,)),), is_named=False)
    beds = Row("https://ex.example/bed", "Bed", "", (Value("4", part.iri, part=part),))
    owner = Row("https://ex.example/owner", "Owner", "", (Value("Ada", "https://ex.example/ada"),))
    node = Node(THING, "North", (), (Group("All", (beds, owner)),))
    rows = rows_of(Description(node, "", Dataset(), (), ()))
    assert [(row["about"], row["property_label"], row["value"], row["text"], row["sources"]) for row in rows] == [
        (THING, "Bed", f"{THING}#bed", "4", ""),
        (f"{THING}#bed", "Size", "4", "4", "Map, page 2"),
        (THING, "Owner", "https://ex.example/ada", "Ada", ""),
    ]
