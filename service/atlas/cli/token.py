"""`atlas token`: tokens for those who may write. A token's text is shown once, when it is made."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from atlas.access.callers.tokens import ROLES, SCOPES, Tokens
from atlas.cli.words import read_settings, say, tell
from atlas.errors import NotFoundError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do with which token."""
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION", dest="action")
    make = actions.add_parser("make", help="make a token and show its text, once")
    make.add_argument("name", help="whose it is; written into provenance")
    make.add_argument("--role", choices=sorted(ROLES), help="what it is for: the scopes of a role")
    make.add_argument("--scope", action="append", default=[], choices=sorted(SCOPES), help="what it allows besides")
    make.add_argument("--days", type=int, default=365, help="how long it holds (default 365)")
    actions.add_parser("list", help="list the tokens, without their text")
    revoke = actions.add_parser("revoke", help="make a token worthless at once")
    revoke.add_argument("id")


def run(given: argparse.Namespace) -> int:
    """0 when done."""
    tokens = Tokens(Path(read_settings(given).store).absolute())
    if given.action == "make":
        say(tokens.make(given.name, {*given.scope, *ROLES.get(given.role, ())}, given.days))
        tell("Keep it now: it is not shown again.")
    elif given.action == "list":
        for token in tokens.all():
            until = "for ever" if token.expires is None else f"until {_day(token.expires)}"
            say(f"{token.id}  {token.name}  {', '.join(token.scopes)}  {until}")
    elif not tokens.revoke(given.id):
        raise NotFoundError(f"There is no token {given.id!r}.", suggestion="atlas token list names them.")
    return 0


def _day(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
