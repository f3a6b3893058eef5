"""Snapshots on disk: made whole or not at all, and found out when they are not."""

from pathlib import Path

from atlas.store.ledger import Position
from atlas.store.snapshots import Snapshots, copy_store


def make(snapshots: Snapshots, number: int) -> Path:
    def checkpoint(target: Path) -> None:
        target.mkdir()
        (target / "1.sst").write_text(f"table {number}")
        (target / "CURRENT").write_text("MANIFEST-1")

    return snapshots.make(Position(number, 0, number, "d"), "merged", checkpoint).path


def numbers(snapshots: Snapshots) -> list[int]:
    return [snapshot.number for snapshot in snapshots.sound()]


def test_sound_snapshots_are_listed_oldest_first(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    assert numbers(snapshots) == []
    for number in (12, 3, 7):
        make(snapshots, number)
    assert numbers(snapshots) == [3, 7, 12]


def test_what_is_half_made_short_or_lacks_a_file_is_not_sound_and_is_mended_away(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    paths = [make(snapshots, number) for number in range(1, 6)]
    (paths[0] / "store" / "1.sst").unlink()
    (paths[1] / "store" / "CURRENT").write_text("MANI")
    (paths[2] / "about.json").write_text("{")
    paths[3].rename(paths[3].with_name(paths[3].name + ".making"))
    assert numbers(snapshots) == [5]
    snapshots.mend()
    assert list(snapshots.folder.iterdir()) == [paths[4]]


def test_labelled_and_pinned_snapshots_outlive_the_newest(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    for number in range(1, 8):
        make(snapshots, number)
    snapshots.label(2, "2026.1")
    assert snapshots.prune(2, {4}) == [1, 3, 5]
    assert numbers(snapshots) == [2, 4, 6, 7]
    snapshots.label(2, "")
    assert snapshots.prune(2, set()) == [2, 4]


def test_the_newest_is_never_removed(tmp_path: Path) -> None:
    snapshots = Snapshots(tmp_path)
    make(snapshots, 1)
    assert snapshots.prune(0, set()) == []


def test_a_writable_copy_shares_tables_and_nothing_else(tmp_path: Path) -> None:
    source = make(Snapshots(tmp_path), 1) / "store"
    copy_store(source, tmp_path / "copy")
    (tmp_path / "copy" / "CURRENT").write_text("changed")
    assert (source / "CURRENT").read_text() == "MANIFEST-1"
    assert (source / "1.sst").stat().st_ino == (tmp_path / "copy" / "1.sst").stat().st_ino
