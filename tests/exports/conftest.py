"""The shipped exports over the shipped graph, made once for all tests of this folder."""

from pathlib import Path

import pytest
from tests.exports.running import Running
from tests.questions.graph import Shipped


@pytest.fixture(scope="session")
def running(root: Path, shipped: Shipped) -> Running:
    """Exports of the checkout over its own records."""
    return Running.over(shipped, root)
