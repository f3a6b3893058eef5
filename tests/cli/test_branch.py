"""atlas branch, diff and merge: forks made, compared and merged from the command line."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import TOY, Atlas

from atlas.cli import main
from atlas.store.recover import claim

NORTH = Path("data/records/garden/north.ttl")
Edit = Callable[..., None]


@pytest.fixture
def edit(copy: Path, atlas: Atlas) -> Edit:
    """Changes a record's file and loads it into a branch; the file is as before afterwards."""

    def change(branch: str, *pairs: tuple[str, str], path: Path = NORTH) -> None:
        file = copy / path
        before = text = file.read_text(encoding="utf-8")
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        file.write_text(text, encoding="utf-8")
        try:
            assert atlas("--branch", branch, "load", home=copy).code == 0
        finally:
            file.write_text(before, encoding="utf-8")

    return change


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of which main and a branch set the size of one garden differently, main with one change more."""
    folder = tmp_path_factory.mktemp("forked")
    store, home = folder / "store", Path(shutil.copytree(TOY, folder / "home"))
    file = home / NORTH
    text = file.read_text(encoding="utf-8")

    def run(*arguments: str) -> None:
        assert main(["--home", str(home), "--store", str(store), *arguments]) == 0

    run("load")
    run("branch", "fix", "--by", "Ada")
    file.write_text(text.replace("1.50", "2.5"), encoding="utf-8")
    run("--branch", "fix", "load")
    file.write_text(
        text.replace("1.50", "3.5").replace("A made-up garden of ferns", "A garden of ferns"), encoding="utf-8"
    )
    run("load")
    return store


@pytest.fixture
def forked(atlas: Atlas, prepared: Path, tmp_path: Path) -> Atlas:
    """The command line on a copy of that store."""
    shutil.copytree(prepared, tmp_path / "store")
    return atlas


def size(atlas: Atlas, branch: str = "main") -> list[str]:
    ran = atlas("--branch", branch, "query", "-e", "SELECT ?n { ?g <https://gardens.example/ont/hectares> ?n }")
    return ran.out.split()[1:]


def test_branches_are_listed_with_what_was_done_since(forked: Atlas) -> None:
    ran = forked("branch")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "* main: commit 3"
    assert "fix: forked from main after commit 2" in ran.out
    assert "by Ada; 1 commit since, 1 statement added, 1 removed; 1 not merged" in ran.out
    said = json.loads(forked("branch", "--json").out)
    assert [one["name"] for one in said] == ["main", "fix"]
    assert (said[1]["number"], said[1]["since"]["added"], said[1]["unmerged"]) == (2, 1, 1)
    assert forked("--branch", "fix", "branch").out.splitlines()[1].startswith("* fix")


def test_every_command_works_on_the_branch_that_is_named(forked: Atlas, tmp_path: Path) -> None:
    assert (size(forked), size(forked, "fix")) == (["3.5"], ["2.5"])
    assert forked("--branch", "fix", "export", "--to", tmp_path / "out").code == 0
    assert "2.5" in (tmp_path / "out" / NORTH).read_text(encoding="utf-8")
    assert forked("--branch", "fix", "release", "2026.1").code == 0
    assert forked("release", "--list").out == ""
    assert forked("--branch", "none", "load").code == 2


def test_fork_from_a_release_is_as_the_release_was(atlas: Atlas, edit: Edit) -> None:
    atlas("load")
    atlas("release", "2026.1")
    edit("main", ("1.50", "3.5"))
    assert "(release 2026.1)" in atlas("branch", "old", "--from", "2026.1").out
    assert (size(atlas), size(atlas, "old")) == (["3.5"], ["1.5"])
    assert atlas("--branch", "old", "release", "--list").out.startswith("2026.1")
    assert "+ 3.5" in atlas("diff", "2026.1").out
    assert atlas("diff", "2026.1", "old").out == "From main@2 to old@2: no difference.\n"


def test_difference_is_told_in_words_as_patch_and_as_json(forked: Atlas) -> None:
    words = forked("diff", "main", "fix").out
    assert "From main@3 to fix@3: 1 changed; 2 statements added, 2 removed." in words
    assert "garden/north changed" in words
    assert "North Garden: hectares\n    - 3.5\n    + 2.5" in words
    alone = forked("diff", "--merge-base", "main", "fix").out
    assert "From fix@2 to fix@3" in alone
    assert "- 1.50" in alone
    patch = forked("diff", "main", "fix", "--format", "nq-patch").out.splitlines()
    assert sorted(line[:2] for line in patch) == ["A ", "A ", "D ", "D ", "H ", "H ", "TC", "TX"]
    said = json.loads(forked("diff", "main", "fix", "--format", "json").out)
    assert (said["old"], said["new"]) == ("main@3", "fix@3")
    assert list(said["graphs"]) == ["https://gardens.example/graph/garden/north"]
    assert "no difference" in forked("diff", "main", "fix", "--record", "plant/moss").out


def test_conflict_is_shown_with_both_sides_who_and_why_and_nothing_is_changed(forked: Atlas) -> None:
    ran = forked("merge", "fix")
    assert ran.code == 1
    assert "garden/north, North Garden: hectares" in ran.out
    assert "+ 3.5    by files" in ran.out
    assert "+ 2.5    by files" in ran.out
    assert "rests on Survey of made-up gardens" in ran.out
    assert "1 conflict left; nothing was changed" in ran.err
    assert "main: commit 3" in forked("branch").out


def test_conflicts_are_settled_in_a_file_one_by_one(forked: Atlas, tmp_path: Path) -> None:
    file = tmp_path / "conflicts.yaml"
    assert forked("merge", "fix", "--conflicts", file).code == 1
    assert forked("merge", "fix", "--resolve", file).code == 1
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("take: null", "take: theirs"), encoding="utf-8")
    ran = forked("merge", "fix", "--resolve", file, "--by", "Karl", "--why", "the survey says so")
    assert ran.code == 0
    assert "Commit 4: the survey says so, by Karl." in ran.out
    assert size(forked) == ["2.5"]
    assert "A garden of" in forked("query", "-e", "SELECT ?d { ?g <http://purl.org/dc/terms/description> ?d }").out
    assert "Nothing to merge" in forked("merge", "fix").out
    assert "all merged" in forked("branch").out


@pytest.mark.parametrize(("side", "wanted"), [("ours", "3.5"), ("theirs", "2.5")])
def test_conflicts_are_settled_one_way_in_general(forked: Atlas, side: str, wanted: str) -> None:
    assert forked("merge", "fix", "--take", side, "--dry-run").code == 0
    assert size(forked) == ["3.5"]
    assert forked("merge", "fix", "--take", side).code == 0
    assert size(forked) == [wanted]
    assert forked("merge", "fix").code == 0


def test_branch_is_brought_up_to_date_by_the_same_command(forked: Atlas) -> None:
    assert forked("--branch", "fix", "merge", "main", "--take", "ours").code == 0
    assert "A garden of" in forked("--branch", "fix", "query", "-e", "SELECT * { ?s ?p ?o }").out
    assert (size(forked, "fix"), size(forked)) == (["2.5"], ["3.5"])
    assert forked("merge", "fix").code == 0
    assert "no difference" in forked("diff", "main", "fix").out


def test_merge_that_would_not_conform_is_refused_with_the_report(forked: Atlas, edit: Edit) -> None:
    edit("fix", ("1.50", "0.0"))
    ran = forked("merge", "fix", "--take", "theirs")
    assert ran.code == 1
    assert "Write the size as one decimal number above 0" in ran.out
    assert "nothing was changed" in ran.err
    assert size(forked) == ["3.5"]


def test_branch_with_work_is_deleted_only_by_force(forked: Atlas) -> None:
    ran = forked("branch", "--delete", "fix")
    assert (ran.code, "not merged" in ran.err) == (2, True)
    assert forked("branch", "--delete", "fix", "--force").code == 0
    assert "fix" not in forked("branch").out
    forked("branch", "idle")
    assert forked("branch", "--delete", "idle").code == 0
    assert forked("branch", "--delete", "main", "--force").code == 2


def test_refusals_say_what_to_do(forked: Atlas, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: str) -> str:
        ran = forked(*arguments)
        assert (ran.code, "Traceback" in ran.err) == (2, False)
        return ran.err

    assert "fix" in refused("merge", "fax")
    assert "itself" in refused("merge", "main")
    assert "already" in refused("branch", "fix")
    assert "no name" in refused("branch", "../fix")
    assert "names no state" in refused("diff", "1.x.9")
    with claim(tmp_path / "store"):
        assert "in use" in refused("merge", "fix")
    monkeypatch.setenv("ATLAS_DEBUG", "")
    assert "cannot be forked" in refused("--store", "http://127.0.0.1:1/sparql", "branch", "far")


def test_empty_store_has_nothing_to_fork(atlas: Atlas) -> None:
    assert atlas("branch").out == "* main: empty\n"
    ran = atlas("branch", "fix")
    assert (ran.code, "atlas load" in ran.err) == (2, True)


def test_what_was_merged_is_not_told_as_changed_on_both_sides_when_the_files_follow(forked: Atlas, copy: Path) -> None:
    forked("merge", "fix", "--take", "theirs")
    forked("export", home=copy)
    ran = forked("load", home=copy)
    assert (ran.code, "left as the store has it" in ran.out) == (0, False)
    assert size(forked) == ["2.5"]
