"""The shipped exports over the shipped graph, made once for all tests of this folder."""

from pathlib import Path

import pytest
from tests.exports.running import Running
from tests.questions.graph import load_shipped_graph


@pytest.fixture(scope="session")
def running(root: Path) -> Running:
    """Exports of the checkout over its own records."""
    return Running.over(load_shipped_graph(root), root)
