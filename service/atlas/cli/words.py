"""What the command line says and where: answers to the standard output, complaints to the standard error."""

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path

from atlas.errors import AtlasError, HomeError, InputError
from atlas.namespaces import SYS
from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.load import read_header
from atlas.settings import Settings, find_home


def say(text: str = "") -> None:
    """One line of the answer."""
    sys.stdout.write(f"{text}\n")


def count(number: int, what: str) -> str:
    """A number of things, each called so."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def tell(text: str) -> None:
    """One line beside the answer."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def complain(error: AtlasError, place: str = "") -> None:
    """What is wrong, what was expected and how to mend it."""
    where = place
    if error.line is not None and f"line {error.line}" not in error.detail:
        where += f"{':' if place else 'line '}{error.line}" + (f":{error.column}" if error.column is not None else "")
    tell(f"{where}: {error.detail}" if where else error.detail)
    for name, said in (("found", error.found), ("expected", error.expected), ("try", error.suggestion)):
        if said:
            tell(f"  {name}: {said}")
    if error.near:
        tell(f"  near: {', '.join(error.near)}")


def explain_surprise(error: Exception) -> None:
    """A fault of the system or of ours, without a stack trace."""
    if isinstance(error, OSError) and error.filename:
        tell(f"{error.filename}: {(error.strerror or 'cannot be used').lower()}.")
    else:
        tell(f"This went wrong: {type(error).__name__}: {error}")
        tell("  try: set ATLAS_DEBUG=1 to see where, and report it.")


def read_settings(given: argparse.Namespace) -> Settings:
    """Settings of the environment, with what the command line names instead. Raises SettingError."""
    environment = dict(os.environ)
    if given.home:
        environment["ATLAS_HOME"] = str(find_home(given.home))
    if given.store:
        environment["ATLAS_STORE"] = given.store
    settings = Settings.from_environment(environment)
    if given.branch:
        from atlas.intake.branching.branches import Branches  # most commands do without

        branches = Branches.of(settings)
        settings = replace(settings, store=str(branches.check(given.branch)))
    return settings


def with_changes(settings: Settings, **changes: object) -> Settings:
    """The settings with those changes that are not None."""
    return replace(settings, **{name: value for name, value in changes.items() if value is not None})  # type: ignore[arg-type]


def read_base(home: Path) -> str:
    """What the names of a home stand on, read from its header alone. Raises HomeError."""
    header = read_header(home)
    for quad in header.quads_for_predicate(NamedNode(f"{SYS}base")):
        if isinstance(quad.object, Literal):
            return quad.object.value
    raise HomeError(f"{home / 'ontology' / 'ontology.ttl'} does not say sys:base.", expected="one sys:base")


def read_bytes(name: str) -> bytes:
    """A file, or the standard input for `-`. Raises InputError in words."""
    if name == "-":
        return sys.stdin.buffer.read()
    path = Path(name)
    if path.is_dir():
        raise InputError(f"{name} is a folder.", expected="a file", suggestion=f"Name its files: {name}/*")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{name} cannot be read: {(error.strerror or str(error)).lower()}.") from error
