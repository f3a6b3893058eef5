"""Text for cells of tables that people open in spreadsheets: none is ever taken for a formula. Knows no format."""

from typing import Final

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def make_inert(text: str) -> str:
    """Text with an apostrophe before what a spreadsheet would compute, else as it is (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA) else text
