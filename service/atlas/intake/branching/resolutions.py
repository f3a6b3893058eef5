"""Conflicts as a file that a person edits: YAML with both sides in words out, what is to be taken of each in."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import yaml

from atlas.errors import InputError
from atlas.intake.branching.threeway import TAKES, Conflict, Take

WIDTH: Final = 120
NAME, TAKE = "conflict", "take"


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines as such."""


def _write_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _write_text)


def write_conflicts(told: Sequence[tuple[Conflict, Mapping[str, str]]], head: Iterable[str]) -> str:
    """A file in which `take` stands empty for each conflict. told: each with what is to be read of it, in order."""
    lines = [f"# {line}".rstrip() for line in head]
    entries = [
        {NAME: conflict.mark, **words, "choices": " or ".join(conflict.choices), TAKE: None} for conflict, words in told
    ]
    text: str = yaml.dump(entries, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH)
    return "\n".join([*lines, "", text.replace("\n- conflict:", "\n\n- conflict:")])


def read_takes(text: str, conflicts: Iterable[Conflict]) -> dict[str, Take]:
    """What a file says is to be taken, by mark; conflicts left open are left out.

    Raises InputError for a file that is none of these, or that speaks of conflicts that are there no more.
    """
    known = {conflict.mark: conflict for conflict in conflicts}
    takes: dict[str, Take] = {}
    for entry in _read_entries(text):
        mark, take = str(entry[NAME]), entry.get(TAKE)
        if mark not in known:
            raise InputError(
                f"There is no conflict {mark} any more: one of the two sides has changed since the file was written.",
                suggestion="Have it written anew with --conflicts, and carry over what still holds.",
            )
        if take is None:
            continue
        chosen = next((one for one in TAKES if one == take and one in known[mark].choices), None)
        if chosen is None:
            raise InputError(
                f"Conflict {mark} cannot be settled with {str(take)[:40]!r}.",
                found=str(take)[:40],
                expected=" or ".join(known[mark].choices),
            )
        takes[mark] = chosen
    return takes


def _read_entries(text: str) -> list[dict[str, Any]]:
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        raise InputError(
            "The file of resolutions is no YAML.",
            found=str(getattr(error, "problem", error)),
            line=place.line + 1 if place else None,
            column=place.column + 1 if place else None,
        ) from error
    if not isinstance(said, list) or not all(isinstance(one, dict) and NAME in one for one in said):
        raise InputError(
            "This is no file of resolutions.",
            expected="the list that `atlas merge NAME --conflicts FILE` writes",
        )
    return said
