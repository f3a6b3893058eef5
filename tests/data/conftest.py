from pathlib import Path

import pytest
from tests.questions.graph import Shipped, load_shipped_graph


@pytest.fixture(scope="session")
def shipped(root: Path) -> Shipped:
    """The shipped graph with what the rules derive of it."""
    return load_shipped_graph(root)
