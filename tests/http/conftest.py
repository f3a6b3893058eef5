"""One service over the toy graph for all tests of this folder that only read."""

from collections.abc import Iterator

import pytest
from tests.http.serving import Service, serve


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The toy graph served."""
    with serve(tmp_path_factory.mktemp("served")) as running:
        yield running
