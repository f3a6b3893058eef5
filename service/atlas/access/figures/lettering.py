"""How much room a text takes, and how it is cut or broken to fit: estimates, as no font is at hand on a server."""

from typing import Final

WIDTHS: Final = {"narrow": 0.36, "plain": 0.6, "wide": 0.9, "full": 1.05}
NARROW: Final = frozenset("ijlIft.,:;'|!()[]/ -")
WIDE: Final = frozenset("mwMWGOQ%@&")
FULL_FROM: Final = 0x1100
SIZE: Final = 13.0


def find_width(text: str, size: float = SIZE) -> float:
    """About how wide a text is in pixels."""
    return size * sum(_share(letter) for letter in text)


def cut(text: str, width: float, size: float = SIZE) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if find_width(text, size) <= width:
        return text
    room = width - find_width("…", size)
    kept = ""
    for letter in text:
        room -= size * _share(letter)
        if room < 0:
            break
        kept += letter
    return kept.rstrip() + "…"


def wrap(text: str, width: float, lines: int, size: float = SIZE) -> list[str]:
    """The text in at most so many lines, broken between words; the last one is cut where it does not fit."""
    made: list[str] = []
    words = text.split() or [""]
    while words and len(made) < lines - 1:
        line = words.pop(0)
        while words and find_width(f"{line} {words[0]}", size) <= width:
            line += f" {words.pop(0)}"
        made.append(cut(line, width, size))
    if words:
        made.append(cut(" ".join(words), width, size))
    return made


def _share(letter: str) -> float:
    if ord(letter) >= FULL_FROM:
        return WIDTHS["full"]
    kind = "narrow" if letter in NARROW else "wide" if letter in WIDE else "plain"
    return WIDTHS[kind]
