"""Near misses that keep a text from being read: a text and where its parser stopped in, the one replacement out.

A language tag with an underscore, a space beside an address, a misspelt scheme, a usual prefix that is not declared.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from atlas.namespaces import STANDARD_PREFIXES

SCHEMES: Final = ("https", "http")
TAG: Final = re.compile(r"@[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*_[A-Za-z0-9]{1,8}\b")
SPACED: Final = re.compile(r"<\s*(https?://[^\s<>\"{}|\\^`]+)\s*>")
SCHEME: Final = re.compile(r"(?<=[<\"'])([A-Za-z]{3,6}):/{1,3}(?=[^/\s])")
PREFIX: Final = re.compile(r"The prefix (\w+): has not been declared")
ADVICE: Final = {
    "Unexpected end": "End the last statement with a full stop, and close every bracket and quotation mark.",
    "Line jumps are not allowed": 'Close the quotation mark on its line; a text of several lines stands in """.',
    "Invalid IRI code point": "Write an address without spaces and quotation marks between < and >.",
    "The prefix": "Declare the prefix at the top: @prefix name: <address> .",
}


@dataclass(frozen=True)
class Repair:
    """The text `old` at line and column (from 1) becomes `new`."""

    line: int
    column: int
    old: str
    new: str


def find_repair(text: str, message: str, line: int | None, column: int | None) -> Repair | None:
    """The replacement that takes a parser past where it stopped, None where none is clear.

    message: the parser's own; line, column: from 1, where it stopped.
    """
    prefix = PREFIX.search(message)
    if prefix:
        space = STANDARD_PREFIXES.get(prefix.group(1))
        return Repair(1, 1, "", f"@prefix {prefix.group(1)}: <{space}> .\n") if space else None
    rows = text.split("\n")
    if line is None or column is None or not 0 < line <= len(rows):
        return None
    for pattern, write in RULES:
        for found in pattern.finditer(rows[line - 1]):
            new = write(found)
            if found.start() < column <= found.end() + 1 and new and new != found.group():
                return Repair(line, found.start() + 1, found.group(), new)
    return None


def advise(message: str, repair: Repair | None) -> str | None:
    """What to do about a text that does not parse, in a sentence."""
    advice = next((said for start, said in ADVICE.items() if message.startswith(start)), None)
    meant = f"Did you mean {repair.new.strip()}?" if repair else None
    return " ".join(said for said in (advice, meant) if said) or None


def _schemed(found: re.Match[str]) -> str:
    near = get_close_matches(found.group(1).lower(), SCHEMES, n=1, cutoff=0.75)
    return f"{near[0]}://" if near else ""


RULES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (TAG, lambda found: found.group().replace("_", "-")),
    (SPACED, lambda found: f"<{found.group(1)}>"),
    (SCHEME, _schemed),
)
