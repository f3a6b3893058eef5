"""Tables read written names: a name means a thing only by its key, and everything else is said, never guessed."""

from pathlib import Path

import pytest

from atlas.errors import HomeError
from atlas.intake.names.read import Named, Names, load_names

STEPS = "pattern\treplacement\twhy\n\\b(colour|paint)\\b\t\tevery name has it\n[^\\w]+\t \tsigns\n"
ALIASES = "written\tcode\twhy\nScarlet\tRED\tother name\n"
READINGS = (
    "pattern\treading\tjoint\twhy\n"
    "\\s+(?i:and)\\s+\tpart\tAND\tboth\n"
    "\\s*;\\s*\tpart\t\ta list\n"
    "^$\tnot-said\t\tempty\n"
    "ish$\tother\t\tnearly\n"
)
THINGS = (
    Named("Red", "urn:red", "RED"),
    Named("Blue colour", "urn:blue", "BLUE"),
    Named("Sea", "urn:sea-1", "SEA-1"),
    Named("sea", "urn:sea-2", "SEA-2"),
)


@pytest.fixture
def names(tmp_path: Path) -> Names:
    write(tmp_path)
    return load_names(tmp_path, THINGS)


def write(folder: Path, aliases: str = ALIASES, steps: str = STEPS) -> None:
    (folder / "steps.tsv").write_text(steps)
    (folder / "aliases.tsv").write_text(aliases)
    (folder / "readings.tsv").write_text(READINGS)


@pytest.mark.parametrize("written", ["red", "RED", " Red-colour ", "\uff32\uff25\uff24", "scarlet"])
def test_a_name_is_known_whatever_its_case_signs_and_common_words(names: Names, written: str) -> None:
    reading = names.read(written)
    assert (reading.reading, reading.expression, reading.meant[0].iri) == ("one", "RED", "urn:red")
    assert reading.text == written


def test_part_of_a_name_is_not_the_name(names: Names) -> None:
    assert names.read("dark red").reading == "unread"
    assert names.read("reddish").reading == "other"


def test_a_name_that_two_things_bear_means_neither(names: Names) -> None:
    reading = names.read("Sea")
    assert (reading.reading, reading.meant) == ("unread", ())
    assert "SEA-1" in reading.rule and "SEA-2" in reading.rule


def test_an_alias_settles_a_name_that_two_things_bear(tmp_path: Path) -> None:
    write(tmp_path, ALIASES + "sea\tSEA-2\tthe newer\n")
    assert load_names(tmp_path, THINGS).read("SEA").expression == "SEA-2"


def test_names_joined_by_a_word_make_an_expression_and_a_list_makes_none(names: Names) -> None:
    both = names.read("Red AND blue")
    assert (both.reading, both.expression) == ("several", "RED AND BLUE")
    listed = names.read("red; blue")
    assert (listed.reading, listed.expression, len(listed.meant)) == ("several", "", 2)


def test_one_unknown_part_keeps_the_known_one_from_being_taken(names: Names) -> None:
    reading = names.read("red and mauve")
    assert (reading.reading, reading.meant) == ("unread", ())


def test_an_empty_string_says_nothing(names: Names) -> None:
    assert names.read(" ").reading == "not-said"
    assert names.read("colour").reading == "not-said"


def test_a_very_long_string_is_read_by_its_beginning(names: Names) -> None:
    assert names.read("red " * 100_000).reading == "unread"


@pytest.mark.parametrize(
    ("steps", "aliases"),
    [
        (STEPS + "(\t\tnot a pattern\n", ALIASES),
        (STEPS, ALIASES + "crimson\tCRIMSON\tnothing is called so\n"),
        ("pattern\twhy\n", ALIASES),
        (STEPS + "a\tb\tc\td\n", ALIASES),
        ("", ALIASES),
    ],
)
def test_tables_at_fault_are_refused(tmp_path: Path, steps: str, aliases: str) -> None:
    write(tmp_path, aliases, steps)
    with pytest.raises(HomeError):
        load_names(tmp_path, THINGS)


def test_a_missing_table_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(HomeError, match=r"steps\.tsv"):
        load_names(tmp_path, THINGS)
