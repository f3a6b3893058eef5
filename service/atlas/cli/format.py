"""`atlas format`: Turtle files into the repository's one layout, or whether they are in it."""

import argparse
from pathlib import Path

from atlas.cli.words import complain, read_base, read_bytes, read_settings, say, tell
from atlas.errors import AtlasError, InputError
from atlas.rdf.turtle import format_turtle


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Files, and whether to look only."""
    parser.add_argument("files", nargs="+", metavar="FILE")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 when a file is not in the layout")


def run(given: argparse.Namespace) -> int:
    """0 when every file is in the layout now, 1 when --check found one that is not, 2 when one does not parse."""
    base = read_base(read_settings(given).home)
    changed = 0
    refused = 0
    for name in given.files:
        try:
            changed += _format(name, base, check=given.check)
        except AtlasError as error:
            refused += 1
            complain(error, name)
    if given.check and changed:
        tell(f"{changed} of {len(given.files)} files are not in the layout; `atlas format` puts them into it.")
    return 2 if refused else int(bool(given.check and changed))


def _format(name: str, base: str, *, check: bool) -> bool:
    """Whether the file was not in the layout."""
    data = read_bytes(name)
    if not name.endswith(".ttl"):
        raise InputError(f"{name} is not a Turtle file.", expected="a name that ends in .ttl")
    text = format_turtle(data, base)
    if text.encode() == data:
        return False
    say(name)
    if not check:
        Path(name).write_text(text, encoding="utf-8")
    return True
