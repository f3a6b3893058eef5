"""`atlas branch`: forks of the graph beside the main one: list them, make one, delete one."""

import argparse
import getpass
import json
from dataclasses import asdict

from atlas.cli.words import count, read_settings, say
from atlas.errors import ConflictError, InputError
from atlas.intake.branching.branches import MAIN, Branch, Branches, Work, has_commits
from atlas.intake.branching.lineage import find_fork, find_merge
from atlas.intake.branching.merging import plan_merge
from atlas.intake.branching.states import States
from atlas.schema.load import load_schema
from atlas.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which branch, from where, or away with it."""
    parser.add_argument("name", nargs="?", metavar="NAME", help="a branch to make; without it, all are listed")
    parser.add_argument(
        "--from", dest="start", metavar="STATE", help="release, commit or day to begin from (default: the newest)"
    )
    parser.add_argument("--by", default="", help="whose branch it is (default: who runs this)")
    parser.add_argument("--delete", metavar="NAME", help="delete a branch; refused while something is not merged")
    parser.add_argument("--force", action="store_true", help="of --delete: even what is not merged")
    parser.add_argument("--json", action="store_true", help="the list as JSON")


def run(given: argparse.Namespace) -> int:
    """0 when listed, made or deleted."""
    settings = read_settings(given)
    branches = Branches.of(settings)
    if given.delete:
        _delete(settings, branches, given.delete, is_forced=given.force)
    elif given.name:
        _make(settings, branches, given)
    else:
        listed = [_describe(branches, name) for name in (MAIN, *branches.names())]
        say(json.dumps([one for one, _ in listed], indent=1) if given.json else "\n".join(text for _, text in listed))
    return 0


def _make(settings: Settings, branches: Branches, given: argparse.Namespace) -> None:
    with States(branches) as states:
        head = states.head(branches.current)
        number = states.find(f"{branches.current}@{given.start}").number if given.start else head.number
    branch = branches.make(given.name, number, settings, given.by.strip() or getpass.getuser())
    say(f"Branch {branch.name}: {_origin(branch)}.")
    say(f"Work on it with: atlas --branch {branch.name} …")


def _delete(settings: Settings, branches: Branches, name: str, *, is_forced: bool) -> None:
    branch = branches.get(name)
    if name == MAIN:
        raise InputError("The main branch cannot be deleted.")
    if not is_forced:
        parent = branch.parent if branch.parent in branches.names() else MAIN
        with States(branches) as states:
            if plan_merge(states.head(parent), states.head(name), load_schema(settings.home)).has_news:
                raise ConflictError(
                    f"{name} holds work that is not merged into {parent}.",
                    suggestion=f"Look at it with: atlas diff --merge-base {parent} {name}. "
                    f"Merge it, or delete it all the same with --force.",
                )
    branches.remove(name)
    say(f"Branch {name} is deleted.")


def _describe(branches: Branches, name: str) -> tuple[dict[str, object], str]:
    """A branch for programs and for people."""
    branch = branches.get(name)
    if name == MAIN and not has_commits(branches.root):
        return {"name": MAIN, "commit": 0}, f"* {MAIN}: empty"
    with States(branches) as states:
        head = states.head(name)
        mark = "*" if name == branches.current else " "
        if name == MAIN:
            return {"name": MAIN, "commit": head.number}, f"{mark} {MAIN}: commit {head.number}"
        work = branches.work(name, branch.number)
        left = _find_left(branches, states, branch, work)
    said = {**asdict(branch), "commit": head.number, "since": asdict(work), "unmerged": left.commits}
    since = f"{count(work.commits, 'commit')} since"
    statements = f"{count(work.added, 'statement')} added, {work.removed} removed" if work.commits else ""
    merged = "" if not work.commits else "all merged" if not left.commits else f"{left.commits} not merged"
    told = "; ".join(part for part in (", ".join(one for one in (since, statements) if one), merged) if part)
    return said, f"{mark} {name}: {_origin(branch)}, {branch.at[:10]} by {branch.who}; {told}"


def _find_left(branches: Branches, states: States, branch: Branch, work: Work) -> Work:
    """What was committed since the branch was last merged into where it came from."""
    parent = branch.parent if branch.parent in branches.names() else MAIN
    ours, theirs = states.head(parent), states.head(branch.name)
    merge = find_merge(ours, theirs, find_fork(ours, theirs))
    return branches.work(branch.name, merge.merged) if merge else work


def _origin(branch: Branch) -> str:
    release = f" (release {branch.release})" if branch.release else ""
    return f"forked from {branch.parent} after commit {branch.number}{release}"
