"""A sheet as an Excel workbook (Office Open XML): typed cells, a second page that tells what was asked.

No text becomes a formula or a link, nothing is cut; rows are written to a file as they come, so memory stays flat.
"""

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook

from atlas.access.outgoing.sheet import Sheet, Value, read_value, to_text
from atlas.errors import ParameterError

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT_LENGTH: Final = 32_767
COLUMNS: Final = 16_384
ROWS: Final = 1_048_575
DIGITS: Final = 15
FIRST_DAY: Final = date(1900, 3, 1)  # before it, Excel's days are off by one: it has a 29 February 1900
WIDTH: Final = 24
MADE: Final = datetime(2000, 1, 1, tzinfo=UTC)  # the same rows are the same bytes
SETTINGS: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}


def write_workbook(sheet: Sheet, about: Sequence[tuple[str, str]]) -> bytes:
    """The workbook's bytes. about: what the second page says, line by line.

    Raises ParameterError where a spreadsheet has no room for a cell, a column or a row.
    """
    _check_room(sheet)
    out = BytesIO()
    book = Workbook(out, SETTINGS)
    book.set_properties({"created": MADE})
    bold = book.add_format({"bold": True})
    formats = {date: book.add_format({"num_format": "yyyy-mm-dd"})}
    formats[datetime] = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    page = book.add_worksheet("Result")
    page.freeze_panes(1, 0)
    page.set_column(0, max(len(sheet.names) - 1, 0), WIDTH)
    for place, name in enumerate(sheet.names):
        page.write_string(0, place, name, bold)
    for number, row in enumerate(sheet.rows, 1):
        for place, term in enumerate(row):
            if term is not None:
                _write(page, number, place, read_value(term), to_text(term), formats)
    _tell(book, about, bold)
    book.close()
    return out.getvalue()


def _tell(book: Workbook, about: Sequence[tuple[str, str]], bold: Any) -> None:
    page = book.add_worksheet("About")
    page.set_column(0, 0, WIDTH)
    lines = [(label if not place else "", line) for label, text in about for place, line in enumerate(text.split("\n"))]
    for number, (label, line) in enumerate(lines):
        page.write_string(number, 0, label, bold)
        page.write_string(number, 1, line[:TEXT_LENGTH])


def _check_room(sheet: Sheet) -> None:
    if len(sheet.names) > COLUMNS or len(sheet.rows) > ROWS:
        raise ParameterError(
            "A spreadsheet has no room for so many cells.",
            found=f"{len(sheet.rows)} rows, {len(sheet.names)} columns",
            expected=f"at most {ROWS} rows and {COLUMNS} columns",
            suggestion="Take the CSV.",
        )
    longest = max((len(text) for texts in sheet.iter_texts() for text in texts), default=0)
    if longest > TEXT_LENGTH:
        raise ParameterError(
            "A text is longer than a spreadsheet's cell holds.",
            found=f"{longest} characters",
            expected=f"at most {TEXT_LENGTH} characters",
            suggestion="Take the CSV, or ask for SUBSTR of that text.",
        )


def _write(page: Any, row: int, column: int, value: Value, text: str, formats: dict[Any, Any]) -> None:
    """One cell: as what it is where Excel keeps that exactly, else as its text."""
    if isinstance(value, bool):
        page.write_boolean(row, column, value)
    elif isinstance(value, datetime):
        is_kept = value.tzinfo is None and value.date() >= FIRST_DAY and not value.microsecond % 1000
        page.write_datetime(row, column, value, formats[datetime]) if is_kept else page.write_string(row, column, text)
    elif isinstance(value, date):
        is_kept = value >= FIRST_DAY
        page.write_datetime(row, column, value, formats[date]) if is_kept else page.write_string(row, column, text)
    elif not isinstance(value, str) and _is_kept(value):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, text)


def _is_kept(value: float | Decimal) -> bool:
    """Whether Excel's 15 digits hold a number."""
    if isinstance(value, float):
        return math.isfinite(value)
    digits = str(value).lstrip("+-").replace(".", "").strip("0")
    return len(digits) <= DIGITS
