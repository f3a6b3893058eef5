"""`atlas check`: the home looked over; what is wrong a line each, and what was not run."""

import argparse
from typing import Final

from atlas.cli.words import read_settings, say, tell
from atlas.errors import InputError
from atlas.schema.load import load_schema
from atlas.validation.home import Answer, check_home

SHOWN: Final = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to leave out, and where the texts are that quotes point to."""
    parser.add_argument("--no-records", action="store_true", help="leave the records out")
    parser.add_argument("--no-reasoning", action="store_true", help="leave the reasoner out")


def run(given: argparse.Namespace) -> int:
    """0 when all is well, 1 when something is wrong."""
    settings = read_settings(given)
    schema = load_schema(settings.home)
    answers: list[Answer] = []
    for answer in check_home(schema, records=not given.no_records, reasoning=not given.no_reasoning):
        answers.append(answer)
        say(_heading(answer))
        for line in answer.wrong[:SHOWN]:
            say(f"  {line}")
        if len(answer.wrong) > SHOWN:
            say(f"  and {len(answer.wrong) - SHOWN} more")
    if not answers:
        raise InputError("There was nothing to check.")
    wrong = [answer for answer in answers if not answer.is_well]
    tell(f"{len(answers) - len(wrong)} of {len(answers)} checks are well.")
    return int(bool(wrong))


def _heading(answer: Answer) -> str:
    if answer.left_out and not answer.wrong:
        return f"{answer.question}: not run: {answer.left_out}"
    if answer.is_well:
        return f"{answer.question}: well ({answer.seen} seen)"
    return f"{answer.question}: {len(answer.wrong)} wrong" if answer.wrong else f"{answer.question}: nothing was seen"
