"""`atlas restore FOLDER`: a store from a backup; the store's folder must not hold one yet."""

import argparse
from pathlib import Path

from atlas.cli.words import read_settings, say
from atlas.store.backup import restore_backup


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the backup is."""
    parser.add_argument("folder", metavar="FOLDER", type=Path, help="a folder that `atlas backup` made")


def run(given: argparse.Namespace) -> int:
    """0 when the store is there again."""
    settings = read_settings(given)
    backup = restore_backup(given.folder, settings.directory)
    say(f"Restored {settings.directory} from {given.folder}: commit {backup.number}.")
    return 0
