"""The command `atlas`: arguments in, words and an exit code out. A command's module is imported only when it runs."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Final

from atlas import __version__
from atlas.cli.words import complain, explain_surprise
from atlas.errors import AtlasError

COMMANDS: Final = {
    "serve": "load the graph and serve it over HTTP",
    "mcp": "serve the tools for agents over standard input and output",
    "load": "commit what changed in the home's files to the store",
    "import": "take a foreign catalogue's files into the store by a mapping, and report what became of each",
    "links": "list things held that may be one, with reasons; accept or reject a pair",
    "validate": "judge records: exit 0 when all conform, 1 when something must be mended, 2 when one cannot be judged",
    "query": "ask the newest state of the store, or the home's files where there is no store",
    "check": "check the home: files, terms, shapes, queries, records",
    "derive": "run the rules over what the store states, in one commit",
    "export": "write the store's records to files, or say whether they agree",
    "branch": "fork the graph: list the branches, make one, delete one",
    "diff": "show what lies between two branches, commits or releases, statement by statement",
    "merge": "put what a branch did on top of this one, in one commit: 1 when a conflict is left to settle",
    "release": "name the store's present state for ever, with dumps, checksums and what changed; or list the releases",
    "format": "put Turtle files into the repository's layout",
    "backup": "copy the store, in use or not, to a new folder",
    "restore": "make a store from a backup",
    "token": "make, list and revoke the tokens that allow writing",
}
COULD_NOT_RUN: Final = 2
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Exit code: the command's own, 2 when it could not run, 130 when it was interrupted.

    No stack trace is shown unless ATLAS_DEBUG is set.
    """
    given = make_parser(sys.argv[1:] if arguments is None else arguments).parse_args(arguments)
    try:
        return int(given.run(given))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - nobody reads; do not fail again at exit
        return COULD_NOT_RUN
    except AtlasError as error:
        if os.environ.get("ATLAS_DEBUG"):
            raise
        complain(error)
    except Exception as error:
        if os.environ.get("ATLAS_DEBUG"):
            raise
        explain_surprise(error)
    return COULD_NOT_RUN


def make_parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    """The command line, with the arguments of the command that is asked for."""
    parser = argparse.ArgumentParser(prog="atlas", description="Serve, check and query a knowledge graph.")
    parser.add_argument("--version", action="version", version=f"atlas {__version__}")
    _add_places(parser)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    asked = _find_command(arguments)
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text)
        if name == asked:
            module = import_module(f"atlas.cli.{name}_" if iskeyword(name) else f"atlas.cli.{name}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    return parser


def _add_places(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", metavar="DIR", help="folder with ontology/, shapes/, queries/ and data/")
    parser.add_argument("--store", metavar="DIR", help="folder of the service's state (default .atlas)")
    parser.add_argument("--branch", metavar="NAME", help="work on this branch of the store (default main)")


def _find_command(arguments: Sequence[str]) -> str | None:
    """The first argument that is no option and no option's value."""
    early = argparse.ArgumentParser(add_help=False)
    _add_places(early)
    early.add_argument("command", nargs="?")
    found: str | None = early.parse_known_args(list(arguments))[0].command
    return found
