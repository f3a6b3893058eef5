"""atlas release: a state named for ever from the command line, with files whose checksums hold."""

from hashlib import sha256
from pathlib import Path

from tests.cli.conftest import Atlas


def test_release_is_made_once_with_files_whose_checksums_hold(atlas: Atlas, tmp_path: Path) -> None:
    atlas("load")
    ran = atlas("release", "2026.1", "--notes", "The first.", "--by", "Ada")
    assert ran.code == 0
    folder = tmp_path / "store" / "releases" / "2026.1"
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert len(sums) > 3
    assert {name: sha256((folder / name).read_bytes()).hexdigest() for name in sums} == sums
    assert all(digest in ran.out for digest in sums.values())
    again = atlas("release", "2026.1")
    assert (again.code, "do not change" in again.err) == (2, True)


def test_next_release_has_the_patch_from_the_one_before(atlas: Atlas, copy: Path, tmp_path: Path) -> None:
    atlas("load", home=copy)
    atlas("release", "2026.1", home=copy)
    record = copy / "data" / "records" / "garden" / "north.ttl"
    record.write_text(record.read_text(encoding="utf-8").replace("1.50", "2.0"), encoding="utf-8")
    atlas("load", home=copy)
    assert atlas("release", "2026.2", home=copy).code == 0
    patch = (tmp_path / "store" / "releases" / "2026.2" / "changes.nq-patch").read_text(encoding="utf-8")
    assert '"2.0"' in next(line for line in patch.splitlines() if line.startswith("A ") and "hectares" in line)
    listed = atlas("release", "--list", home=copy).out.splitlines()
    assert [line.split()[0] for line in listed] == ["2026.1", "2026.2"]
    assert "1 changed" in listed[1]


def test_empty_store_and_bad_version_are_refused_in_words(atlas: Atlas) -> None:
    assert atlas("release").code == 2
    atlas("load")
    ran = atlas("release", "newest")
    assert (ran.code, "no version" in ran.err) == (2, True)
    assert atlas("release", "--list").out == ""
