"""Parts of a thing are a table where each is a line of plain values, and single cards where they are not."""

from atlas.access.things.view import MOST_COLUMNS, Group, Node, Row, Value

PART = "https://ex.example/id/garden/north#bed-{}"


def row(name: str, *values: Value) -> Row:
    return Row(f"https://ex.example/{name}", name, "", values)


def bed(number: int, *rows: Row) -> Value:
    iri = PART.format(number)
    return Value(iri, iri, part=Node(iri, iri, (), (Group("Bed", rows),), is_named=False))


def test_parts_are_headed_by_every_property_that_any_of_them_has() -> None:
    small, big = bed(1, row("size", Value("4"))), bed(2, row("size", Value("9")), row("note", Value("wet")))
    beds = row("bed", small, big)
    assert [column.label for column in beds.columns()] == ["size", "note"]
    assert big.part is not None and small.part is not None
    assert [one.text for one in big.part.values("https://ex.example/note")] == ["wet"]
    assert small.part.values("https://ex.example/note") == ()


def test_one_part_parts_of_parts_and_parts_of_many_properties_are_no_table() -> None:
    plain = bed(1, row("size", Value("4")))
    nested = bed(2, row("corner", bed(3, row("size", Value("1")))))
    wide = bed(4, *(row(f"p{number}", Value("x")) for number in range(MOST_COLUMNS + 1)))
    for values in ((plain,), (plain, nested), (plain, wide), (plain, plain, Value("seven")), (Value("a"), Value("b"))):
        assert row("bed", *values).columns() == ()
