"""Kept queries have one name each, are bounded per client, and are found again after a restart."""

import sqlite3
from pathlib import Path

import pytest

from atlas.access.saved_queries import kept as kept_module
from atlas.access.saved_queries.kept import KeptQueries, name_of
from atlas.errors import TooLargeError

TEXT = "SELECT * { ?s ?p ?o }"


def test_the_same_text_has_one_name_and_another_state_another(tmp_path: Path) -> None:
    kept = KeptQueries(tmp_path)
    first, again = kept.keep(TEXT), kept.keep(TEXT, client="other")
    assert first == again
    assert kept.keep(TEXT, state="7").name != first.name
    assert name_of(TEXT, "") == first.name


def test_whoever_gives_a_title_finds_that_title(tmp_path: Path) -> None:
    kept = KeptQueries(tmp_path)
    kept.keep(TEXT, title="All", state="7")
    assert kept.keep(TEXT, title="Everything", state="7").title == "Everything"


def test_a_kept_query_is_found_after_a_restart(tmp_path: Path) -> None:
    before = KeptQueries(tmp_path)
    name = before.keep(TEXT, title="T\u00edtulo").name
    before.close()
    found = KeptQueries(tmp_path).find(name)
    assert found is not None
    assert (found.query, found.title) == (TEXT, "T\u00edtulo")


def test_a_client_keeps_so_many_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_module, "CLIENT_ITEMS", 3)
    kept = KeptQueries(tmp_path)
    for number in range(3):
        kept.keep(f"{TEXT} # {number}", client="a")
    with pytest.raises(TooLargeError):
        kept.keep(f"{TEXT} # 4", client="a")
    assert kept.keep(f"{TEXT} # 1", client="a").query.endswith("1")
    assert kept.keep(f"{TEXT} # 4", client="b")


def test_what_nobody_opened_for_long_goes_and_pinned_ones_stay(tmp_path: Path) -> None:
    kept = KeptQueries(tmp_path)
    loose, pinned = kept.keep(TEXT), kept.keep(TEXT, state="3")
    with sqlite3.connect(tmp_path / kept_module.FILE) as connection:
        connection.execute("UPDATE saved SET opened = opened - ?", (kept_module.KEPT_S + 60,))
    connection.close()
    kept.keep("ASK {}")
    assert kept.find(loose.name) is None
    assert kept.find(pinned.name) is not None
