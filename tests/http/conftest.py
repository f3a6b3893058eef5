"""One service over the toy graph for all tests of this folder that only read."""

from collections.abc import Iterator

import pytest
from tests.http.serving import Service, serve

from atlas.http import languages


@pytest.fixture(scope="session", autouse=True)
def _no_message_is_wrong() -> Iterator[None]:
    """A message that is not there, or lacks an argument, fails the page in tests; a reader would see its key."""

    def fail(detail: str) -> None:
        raise AssertionError(detail)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "complain", fail)
        yield


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The toy graph served."""
    with serve(tmp_path_factory.mktemp("served")) as running:
        yield running
