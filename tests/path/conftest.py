"""The shipped graph and the toy graph, each served once for the tests that only read."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.http.serving import TOY, Service, serve


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Service]:
    """The shipped graph served."""
    with serve(tmp_path_factory.mktemp("atlas"), home=root, deadline_s=30.0) as running:
        yield running


@pytest.fixture(scope="session")
def toy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """Another ontology served by the same package."""
    with serve(tmp_path_factory.mktemp("toy"), home=TOY) as running:
        yield running
