"""The forms a table can be taken away in: an ending in, how it is called, sent and written out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from atlas.access.outgoing import latex, parquet, workbook
from atlas.access.outgoing.results import write_delimited, write_json, write_xml
from atlas.access.outgoing.sheet import Sheet
from atlas.errors import NotAcceptableError

About: TypeAlias = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class TableForm:
    """One form. write: from a sheet and what is told about it. is_here: whether what it needs is installed.

    is_protocol: the endpoint itself sends it too, without names. keeps_names: its columns are a query's variables.
    """

    ending: str
    label: str
    media_type: str
    write: Callable[[Sheet, About], bytes]
    is_protocol: bool = False
    keeps_names: bool = False
    is_here: Callable[[], bool] = lambda: True


def _write_latex(sheet: Sheet, about: About) -> bytes:
    told = "".join(f"% {label}: {line}\n" for label, text in about for line in text.splitlines() or [""])
    return (told + latex.write_latex(sheet.names, sheet.iter_texts())).encode("utf-8", "replace")


def _write_csv(sheet: Sheet, _: About) -> bytes:
    return write_delimited(sheet)


def _write_tsv(sheet: Sheet, _: About) -> bytes:
    return write_delimited(sheet, "\t")


def _write_json(sheet: Sheet, _: About) -> bytes:
    return write_json(sheet)


def _write_xml(sheet: Sheet, _: About) -> bytes:
    return write_xml(sheet)


CSV: Final = TableForm("csv", "CSV", "text/csv; charset=utf-8; header=present", _write_csv, is_protocol=True)
TSV: Final = TableForm("tsv", "TSV", "text/tab-separated-values; charset=utf-8", _write_tsv, is_protocol=True)
JSON: Final = TableForm(
    "json", "JSON", "application/sparql-results+json", _write_json, is_protocol=True, keeps_names=True
)
XML: Final = TableForm("xml", "XML", "application/sparql-results+xml", _write_xml, is_protocol=True, keeps_names=True)
XLSX: Final = TableForm("xlsx", "Excel", workbook.MEDIA_TYPE, workbook.write_workbook)
PARQUET: Final = TableForm(
    "parquet", "Parquet", parquet.MEDIA_TYPE, parquet.write_parquet, is_here=parquet.is_installed
)
LATEX: Final = TableForm("tex", "LaTeX", latex.MEDIA_TYPE, _write_latex)
FORMS: Final[Mapping[str, TableForm]] = {one.ending: one for one in (CSV, TSV, JSON, XML, XLSX, PARQUET, LATEX)}


def find_forms() -> list[TableForm]:
    """The forms that can be written here."""
    return [one for one in FORMS.values() if one.is_here()]


def get_form(ending: str) -> TableForm:
    """The form with this ending. Raises NotAcceptableError naming those there are."""
    found = FORMS.get(ending)
    if found is None:
        known = ", ".join(FORMS)
        raise NotAcceptableError(f"Tables have no form {ending[:40]}.", found=ending[:40], expected=known)
    return found
