"""The ledger: what it keeps, what it finds torn, what it calls damaged."""

from pathlib import Path

import pytest

from atlas.errors import StorageError
from atlas.store.ledger import BEGINNING, FILE, Ledger, Position

BODIES = [b"+ <x:a> <x:p> <x:o> <x:g> .\n", b"", b"- <x:a> <x:p> <x:o> <x:g> .\n" * 50]


def fill(directory: Path) -> list[Position]:
    with Ledger(directory) as ledger:
        ledger.recover(BEGINNING)
        return [ledger.append({"who": "t", "graphs": [], "gone": []}, body).position for body in BODIES]


def test_entries_come_back_in_order_with_their_bodies(tmp_path: Path) -> None:
    fill(tmp_path)
    with Ledger(tmp_path) as ledger:
        entries = ledger.recover(BEGINNING)
        assert [entry.number for entry in entries] == [1, 2, 3]
        assert [ledger.read(entry.body, entry.end) for entry in entries] == BODIES
        assert ledger.position == entries[-1].position


def test_only_entries_after_the_trusted_one_are_read(tmp_path: Path) -> None:
    positions = fill(tmp_path)
    with Ledger(tmp_path) as ledger:
        assert [entry.number for entry in ledger.recover(positions[1])] == [3]


def test_an_end_torn_at_any_byte_is_set_aside_and_the_rest_stays(tmp_path: Path) -> None:
    positions = fill(tmp_path)
    whole = (tmp_path / FILE).read_bytes()
    checked = 0
    for cut in range(positions[1].end + 1, positions[2].end, 7):
        (tmp_path / FILE).write_bytes(whole[:cut])
        with Ledger(tmp_path) as ledger:
            assert [entry.number for entry in ledger.recover(BEGINNING)] == [1, 2]
            assert ledger.position == positions[1]
        assert (tmp_path / FILE).read_bytes() == whole[: positions[1].end]
        assert (tmp_path / f"torn-3-{positions[1].end}").read_bytes() == whole[positions[1].end : cut]
        checked += 1
    assert checked > 100


def test_an_end_of_noise_is_set_aside(tmp_path: Path) -> None:
    positions = fill(tmp_path)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b"\0" * 5000)
    with Ledger(tmp_path) as ledger:
        assert len(ledger.recover(BEGINNING)) == 3
        assert ledger.append({"who": "t", "graphs": [], "gone": []}, b"").start == positions[2].end


def test_a_broken_entry_before_whole_ones_is_damage_and_nothing_is_thrown_away(tmp_path: Path) -> None:
    positions = fill(tmp_path)
    broken = bytearray((tmp_path / FILE).read_bytes())
    broken[positions[0].end - 5] ^= 1
    (tmp_path / FILE).write_bytes(broken)
    with Ledger(tmp_path) as ledger, pytest.raises(StorageError):
        ledger.recover(BEGINNING)
    assert (tmp_path / FILE).read_bytes() == broken


def test_an_entry_taken_back_leaves_no_trace(tmp_path: Path) -> None:
    fill(tmp_path)
    before = (tmp_path / FILE).read_bytes()
    with Ledger(tmp_path) as ledger:
        ledger.recover(BEGINNING)
        ledger.append({"who": "t", "graphs": [], "gone": []}, b"+ x\n")
        ledger.take_back()
        assert (tmp_path / FILE).read_bytes() == before
        assert ledger.append({"who": "t", "graphs": [], "gone": []}, b"").number == 4


def test_a_position_of_another_ledger_is_not_held(tmp_path: Path) -> None:
    fill(tmp_path / "a")
    with Ledger(tmp_path / "b") as other:
        other.recover(BEGINNING)
        foreign = other.append({"who": "somebody else", "graphs": [], "gone": []}, b"").position
    with Ledger(tmp_path / "a") as ledger:
        entries = ledger.recover(BEGINNING)
        assert all(ledger.holds(entry.position) for entry in entries)
        assert not ledger.holds(foreign)


def test_a_ledger_opened_for_reading_refuses_entries(tmp_path: Path) -> None:
    fill(tmp_path)
    with Ledger(tmp_path, read_only=True) as ledger:
        ledger.recover(BEGINNING)
        with pytest.raises(StorageError):
            ledger.append({"who": "t", "graphs": [], "gone": []}, b"")
