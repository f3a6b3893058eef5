"""Fixtures shared by every test, and the closing list of what a run left out."""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.questions.graph import Shipped, load_shipped_graph

from atlas.schema.load import load_schema
from atlas.schema.model import Schema

ROOT = Path(__file__).resolve().parent.parent
TARGETS = {
    "long": "make test-long",
    "java": "make test-reasoner",
    "engines": "make test-engines",
    "browser": "make test-browser",
}


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def schema(root: Path) -> Schema:
    """The checkout's schema."""
    return load_schema(root)


@pytest.fixture(scope="session")
def shipped(root: Path) -> Shipped:
    """The shipped graph with what the rules derive of it, in memory; for reading."""
    return load_shipped_graph(root)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of foreign catalogues and standards, named by ATLAS_SHARED; the test is skipped where it is not set."""
    named = os.environ.get("ATLAS_SHARED")
    if not named:
        pytest.skip("ATLAS_SHARED is not set: the foreign catalogues and standards are not here")
    return Path(named)


class LeftOut:
    """Counts the tests a run deselects or skips, by what they need; side by side, each process counts them all."""

    def __init__(self) -> None:
        self.deselected: Counter[str] = Counter()

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        for item in items:
            for marker in TARGETS.keys() & {mark.name for mark in item.iter_markers()}:
                self.deselected[marker] += 1

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if hasattr(session.config, "workeroutput"):
            session.config.workeroutput["left_out"] = dict(self.deselected)

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        self.deselected |= Counter(getattr(node, "workeroutput", {}).get("left_out", {}))

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        skipped: Counter[str] = Counter()
        for report in terminalreporter.getreports("skipped"):
            reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
            skipped[reason.removeprefix("Skipped: ")] += 1
        terminalreporter.section("not run")
        for marker, count in sorted(self.deselected.items()):
            terminalreporter.write_line(f"{count} marked {marker}: run them with `{TARGETS[marker]}`")
        for reason, count in sorted(skipped.items()):
            terminalreporter.write_line(f"{count} skipped: {reason}")
        if not self.deselected and not skipped:
            terminalreporter.write_line("nothing: every test ran")


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(LeftOut(), "left-out")


@pytest.fixture(autouse=True)
def no_atlas_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Tests see no ATLAS_ setting of the machine but the folder of shared material."""
    for name in list(os.environ):
        if name.startswith("ATLAS_") and name != "ATLAS_SHARED":
            monkeypatch.delenv(name)
    yield
