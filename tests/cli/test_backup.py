from pathlib import Path

import pytest
from tests.http.serving import TOY

from atlas.cli import main


def test_a_backup_is_restored_to_a_new_store(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home, store, copy, again = str(TOY), str(tmp_path / "store"), str(tmp_path / "copy"), str(tmp_path / "again")
    assert main(["--home", home, "--store", store, "load"]) == 0
    assert main(["--home", home, "--store", store, "backup", copy]) == 0
    assert main(["--home", home, "--store", again, "restore", copy]) == 0
    capsys.readouterr()
    asked = "SELECT (COUNT(*) AS ?n) { ?x a <https://gardens.example/ont/Garden> }"
    assert main(["--home", home, "--store", store, "query", "-e", asked, "--format", "csv"]) == 0
    before = capsys.readouterr().out
    assert main(["--home", home, "--store", again, "query", "-e", asked, "--format", "csv"]) == 0
    assert capsys.readouterr().out == before != ""


def test_a_backup_never_overwrites(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    assert main(["--home", str(TOY), "--store", str(tmp_path / "store"), "load"]) == 0
    assert main(["--home", str(TOY), "--store", str(tmp_path / "store"), "backup", str(tmp_path / "copy")]) == 2


def test_there_is_nothing_to_back_up_or_restore_where_no_store_is(tmp_path: Path) -> None:
    assert main(["--home", str(TOY), "--store", str(tmp_path / "no"), "backup", str(tmp_path / "copy")]) == 2
    assert main(["--home", str(TOY), "--store", str(tmp_path / "no"), "restore", str(tmp_path / "none")]) == 2


def test_exporting_an_empty_store_is_an_error(tmp_path: Path) -> None:
    assert main(["--home", str(TOY), "--store", str(tmp_path / "no"), "export", "--to", str(tmp_path / "out")]) == 2
