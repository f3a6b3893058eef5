"""`docs/reference.md` made of what the program says itself: settings, commands, codes of refusals.

`python -m tests.house.reference` writes it anew; a test compares. Routes are not in it: the service serves
/openapi.json.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Final

from atlas.cli import COMMANDS
from atlas.errors import AtlasError
from atlas.settings import MIB, Settings

ROOT: Final = Path(__file__).resolve().parents[2]
REFERENCE: Final = ROOT / "docs" / "reference.md"
SETTING: Final = re.compile(r"^    (\w+): .*?  # (.+)$", re.MULTILINE)
INTRODUCTION: Final = """# Reference

Made of the program by `python -m tests.house.reference`; change the program, not this page.
A running service says more of itself: its bounds at `/limits`, its routes at `/openapi.json`;
the arguments of a command are in its `--help`.
"""


def write_reference() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    parts += ["## Settings", "Each is a variable of the environment. Lists are written with commas.\n"]
    parts += _table(("Variable", "Default", "What it is"), _settings())
    parts += [
        "## Commands\n",
        *_table(("`atlas …`", "What it does"), ((f"`{n}`", said) for n, said in COMMANDS.items())),
    ]
    parts += ["## Refusals", "`code` of an `application/problem+json` answer, and of what a command complains of.\n"]
    parts += _table(("Code", "Status", "Title", "Expected"), _codes(AtlasError))
    return "\n".join(parts).rstrip() + "\n"


def _settings() -> Iterator[tuple[str, ...]]:
    said = dict(SETTING.findall((ROOT / "service/atlas/settings.py").read_text(encoding="utf-8")))
    for field in fields(Settings):
        yield f"`ATLAS_{field.name.upper()}`", _default(field.default), said[field.name]


def _default(value: object) -> str:
    if value is MISSING:
        return "the checkout's, else the package's"
    if value is None or value == ():
        return "none"
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, int) and value % MIB == 0:
        return f"{value // MIB} MiB"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _codes(kind: type[AtlasError]) -> list[tuple[str, ...]]:
    """Every code once, by status and name."""
    found = {}
    waiting = [kind]
    while waiting:
        one = waiting.pop()
        waiting += one.__subclasses__()
        if one.__module__ == AtlasError.__module__:
            found[one.code] = (f"`{one.code}`", str(one.status), one.title, one.expects)
    return sorted(found.values(), key=lambda row: (row[1], row[0]))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = (f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows)
    return [f"| {' | '.join(head)} |", "|---" * len(head) + "|", *lines, ""]


if __name__ == "__main__":
    REFERENCE.write_text(write_reference(), encoding="utf-8")
