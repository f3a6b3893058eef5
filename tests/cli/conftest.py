"""The command line in this process: arguments in, exit code and both outputs out."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from atlas.cli import main

TOY = Path(__file__).resolve().parents[1] / "toy"


@dataclass(frozen=True)
class Ran:
    """One run. code: exit code."""

    code: int
    out: str
    err: str


Atlas = Callable[..., Ran]


@pytest.fixture
def atlas(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Atlas:
    """Runs `atlas` on the toy home with a store of its own; `home=` names another home."""

    def run(*arguments: object, home: Path = TOY) -> Ran:
        places = ["--home", str(home), "--store", str(tmp_path / "store")]
        try:
            code = main([*places, *(str(one) for one in arguments)])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        said = capfdbinary.readouterr()
        return Ran(code, said.out.decode(), said.err.decode())

    return run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the toy home that may be changed."""
    return Path(shutil.copytree(TOY, tmp_path / "home"))
