"""`atlas backup FOLDER`: a copy of the store, in use or not, in a folder that does not exist yet."""

import argparse
from pathlib import Path

from atlas.cli.words import read_settings, say
from atlas.store.backup import make_backup

MIB = 1024 * 1024


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the copy goes."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="a folder that does not exist yet")


def run(given: argparse.Namespace) -> int:
    """0 when the copy is whole."""
    backup = make_backup(read_settings(given).directory, given.folder)
    say(f"Backed up to {backup.path}: commit {backup.number}, {backup.size_bytes / MIB:.1f} MiB.")
    return 0
