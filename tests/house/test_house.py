"""Rules of the house that a machine can hold: no domain term in Python, small rooms, one place for each fact."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas.namespaces import SYS
from atlas.schema.load import load_schema

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sorted((ROOT / "service").rglob("*.py"))
ROOM_LINES = 250
FUNCTION_LINES = 40
MACHINE_TRACES = re.compile(
    r"/(work|root|home/\w+)/|pypi\.org|pythonhosted|npmjs\.|crates\.io|maven\.org", re.IGNORECASE
)
FORBIDDEN_MODULES = {"utils", "helpers", "common", "misc"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def strings(path: Path) -> Iterator[tuple[int, str]]:
    """String constants of a module, docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.lineno, node.value


def test_there_is_python_to_check() -> None:
    assert len(PYTHON) > 20


def test_python_names_no_domain_term() -> None:
    schema = load_schema(ROOT)
    own = {iri.removeprefix(schema.namespace) for iri in schema.terms if iri.startswith(schema.namespace)}
    compound = {name for name in own if re.search(r"[a-z][A-Z]", name)}
    assert compound
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text!r}"
        for path in PYTHON
        for line, text in strings(path)
        if (schema.base in text and not text.startswith(SYS))
        or re.search(rf"\b{schema.prefix}:[A-Za-z]", text)
        or text in compound
    ]
    assert found == []


def test_templates_name_no_domain_term() -> None:
    schema = load_schema(ROOT)
    templates = sorted((ROOT / "service" / "web" / "templates").glob("*.html"))
    assert templates
    own = {iri.removeprefix(schema.namespace) for iri in schema.terms if iri.startswith(schema.namespace)}
    compound = {name for name in own if re.search(r"[a-z][A-Z]", name)}
    for path in templates:
        text = path.read_text(encoding="utf-8")
        assert schema.base not in text, path
        assert not re.search(rf"\b{schema.prefix}:[A-Za-z]", text), path
        assert not [name for name in compound if re.search(rf"\b{name}\b", text)], path


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_rooms_are_small(path: Path) -> None:
    assert path.stem not in FORBIDDEN_MODULES
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= ROOM_LINES
    too_long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]
    assert too_long == []


def test_every_module_says_what_it_is() -> None:
    silent = [path for path in PYTHON if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert silent == []


def test_no_file_knows_the_machine_it_was_made_on() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix not in {".png", ".svg"} and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
        if MACHINE_TRACES.search(line)
    ]
    assert found == []


def test_lock_files_pin_by_hash_and_name_no_host() -> None:
    locks = sorted((ROOT / "requirements").glob("*.txt"))
    assert {lock.stem for lock in locks} == {"serve", "test", "bench", "browser", "croissant"}
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "--hash=sha256:" in text
        assert "://" not in text


def test_the_ci_calls_the_commands_of_the_readme() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for command in ("make check", "make test"):
        assert command in run
        assert command in readme
