"""`atlas diff`: what lies between two branches, commits or releases, statement by statement; rules' facts left out."""

import argparse
import json
from collections import Counter
from typing import Final

from atlas.cli.statements import Wording
from atlas.cli.words import count, read_settings, say
from atlas.http.differences import to_json
from atlas.intake.branching.branches import Branches
from atlas.intake.branching.lineage import State, compare_states, find_base
from atlas.intake.branching.states import States
from atlas.intake.history.difference import Difference
from atlas.rdf.patch import RDF_PATCH, to_patch
from atlas.schema.load import load_schema

FORMS: Final = ("text", "json", RDF_PATCH.name)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which states, of what, in which form."""
    parser.add_argument("old", metavar="A", help="branch, branch@commit, or release, commit or day of this branch")
    parser.add_argument("new", nargs="?", metavar="B", help="likewise (default: this branch as it newest is)")
    parser.add_argument("--merge-base", action="store_true", help="what B did since it parted from A or was merged")
    parser.add_argument("--record", metavar="KIND/SLUG", help="of one record only")
    parser.add_argument("--format", choices=FORMS, default="text", help="default: text")


def run(given: argparse.Namespace) -> int:
    """0 when the difference was told, also where there is none."""
    settings = read_settings(given)
    schema = load_schema(settings.home)
    with States(Branches.of(settings)) as states:
        new = states.find(given.new) if given.new else states.head(states.branches.current)
        old = states.find(given.old)
        if given.merge_base:
            old = find_base(old, new)
        done = compare_states(old, new, schema.base)
        if given.record:
            done = done.graphs().get(f"{schema.base}graph/{given.record}", Difference((), ()))
        if given.format == "json":
            say(json.dumps({"old": str(old), "new": str(new), **to_json(done)}, ensure_ascii=False, indent=1))
        elif given.format == RDF_PATCH.name:
            say("".join(to_patch(done.removed, done.added, {"id": str(new), "prev": str(old)})).rstrip("\n"))
        else:
            _tell(done, old, new, Wording(schema, states.snapshots()))
    return 0


def _tell(done: Difference, old: State, new: State, wording: Wording) -> None:
    graphs = done.graphs()
    before, after = old.past.graphs(graphs, old.number), new.past.graphs(graphs, new.number)
    fates = {one: "removed" if not after[one] else "changed" if before[one] else "new" for one in graphs}
    counted = Counter(fates.values())
    told = ", ".join(f"{counted[fate]} {fate}" for fate in ("new", "changed", "removed") if counted[fate])
    statements = f"{count(len(done.added), 'statement')} added, {len(done.removed)} removed"
    say(f"From {old} to {new}: {f'{told}; {statements}' if told else 'no difference'}.")
    wording.learn((*done.removed, *done.added))
    for name, part in graphs.items():
        say(f"\n{wording.place(name)} {fates[name]}")
        for line, _ in wording.lines(part):
            say(f"  {line}")
