"""Evidence fidelity: each quoted fragment against the text it points to, found by the text's SHA-256.

Whoever has the texts can check every quote; without them lengths and positions are still checked. Nothing is fetched.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atlas.errors import InputError

WORD_LIMIT: Final = 12
DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Misquote:
    """One quote that does not hold: which evidence, what was found, what was expected."""

    evidence: str
    quote: str
    found: str
    expected: str


@dataclass(frozen=True)
class QuoteReport:
    """verified: quotes found word for word. not_run: quotes whose text was not given. misquotes: those that fail."""

    verified: int
    not_run: int
    misquotes: tuple[Misquote, ...]

    def to_text(self) -> str:
        """The report in a few lines."""
        lines = [f"quotes: {self.verified} found word for word in their texts"]
        if self.not_run:
            lines.append(f"quotes: not run: {self.not_run} quotes, their texts are not here")
        lines += [f"{m.evidence}: {m.quote!r}: found {m.found}; expected {m.expected}" for m in self.misquotes]
        return "\n".join(lines)


def read_texts(folder: Path) -> dict[str, str]:
    """Texts of a folder by the SHA-256 of their bytes. Raises InputError when the folder holds no text."""
    found = {
        hashlib.sha256(data).hexdigest(): data.decode("utf-8")
        for data in (path.read_bytes() for path in sorted(folder.glob("*.txt")))
    }
    if not found:
        raise InputError(f"{folder} holds no .txt file.", expected="the texts that quotes point to")
    return found


def check_quotes(rows: Iterable[Mapping[str, str]], texts: Mapping[str, str]) -> QuoteReport:
    """Check rows of evidence, quote, start (characters from 0) and digest (SHA-256 of the text's bytes).

    texts: by digest, as read_texts gives them. Raises InputError when there is no quote at all.
    """
    verified = not_run = 0
    misquotes: list[Misquote] = []
    for row in rows:
        problem = _form_problem(row) or _text_problem(row, texts.get(row.get("digest", "")))
        if problem:
            misquotes.append(problem)
        elif row["digest"] in texts:
            verified += 1
        else:
            not_run += 1
    if not (verified or not_run or misquotes):
        raise InputError("There is no quote to check.", expected="at least one piece of evidence with a quote")
    return QuoteReport(verified, not_run, tuple(misquotes))


def _form_problem(row: Mapping[str, str]) -> Misquote | None:
    words = row["quote"].split()
    if not 0 < len(words) <= WORD_LIMIT:
        return _misquote(row, f"{len(words)} words", f"1 to {WORD_LIMIT} words")
    if not row.get("start", "").isdecimal():
        return _misquote(row, f"start {row.get('start')!r}", "its character position in the text, from 0")
    if not DIGEST.fullmatch(row.get("digest", "")):
        return _misquote(row, f"digest {row.get('digest')!r}", "the SHA-256 of the text in hexadecimal")
    return None


def _text_problem(row: Mapping[str, str], text: str | None) -> Misquote | None:
    if text is None:
        return None
    start, quote = int(row["start"]), row["quote"]
    stands = text[start : start + len(quote)]
    if stands == quote:
        return None
    elsewhere = text.find(quote)
    where = f"it stands at {elsewhere}" if elsewhere >= 0 else "it stands nowhere in the text"
    return _misquote(row, f"{stands!r} at {start}; {where}", "the quote word for word at its position")


def _misquote(row: Mapping[str, str], found: str, expected: str) -> Misquote:
    return Misquote(row["evidence"], row["quote"], found, expected)
