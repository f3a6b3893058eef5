"""Values in, the same as people read them out: long numbers, sizes in bytes, names of variables. Holds no word."""

import re
from typing import Final

from babel.numbers import format_decimal

WORD_START: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")
WHOLE: Final = re.compile(r"[0-9]{5,18}")
UNITS: Final = ("KiB", "MiB", "GiB", "TiB")
STEP: Final = 1024


def to_words(name: str) -> str:
    """The name of a variable as a column is headed for people: `licenceAnswer` as `licence answer`."""
    return WORD_START.sub(" ", name).lower()


def to_digits(value: object, language: str) -> str:
    """A whole number of five digits or more with its thousands apart as a language writes them; all else as it is."""
    text = str(value)
    return format_decimal(int(text), locale=language.replace("-", "_")) if WHOLE.fullmatch(text) else text


def to_size(size_bytes: int, language: str) -> str:
    """A size in the greatest unit of which it has one, with one digit after the point where it is no whole number."""
    if size_bytes < STEP:
        return f"{size_bytes} B"
    power = min((size_bytes.bit_length() - 1) // 10, len(UNITS))
    said = format_decimal(round(size_bytes / STEP**power, 1), locale=language.replace("-", "_"))
    return f"{said}\u00a0{UNITS[power - 1]}"
