"""A sheet as Apache Parquet: each column of one type, the query and its state in the file's metadata.

Needs pyarrow, which is not installed with the service: the extra `parquet` brings it.
"""

import importlib
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec
from io import BytesIO
from typing import Any, Final

from atlas.access.outgoing.sheet import Sheet, Value, read_value, to_text
from atlas.errors import NotInstalledError
from atlas.rdf.terms import Term

MEDIA_TYPE: Final = "application/vnd.apache.parquet"
LARGEST: Final = 2**63 - 1
SCALE: Final = 12
DIGITS: Final = 38


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec("pyarrow") is not None


def write_parquet(sheet: Sheet, about: Sequence[tuple[str, str]]) -> bytes:
    """The file's bytes. about: key and text pairs for its metadata. Raises NotInstalledError."""
    arrow, parquet = _find_library()
    columns = list(zip(*sheet.rows, strict=True)) or [()] * len(sheet.names)
    arrays = [_to_array(arrow, column) for column in columns]
    fields = [arrow.field(name, array.type) for name, array in zip(sheet.names, arrays, strict=True)]
    schema = arrow.schema(fields, metadata=dict(about))
    out = BytesIO()
    parquet.write_table(arrow.Table.from_arrays(arrays, schema=schema), out, compression="zstd")
    return out.getvalue()


def _find_library() -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise NotInstalledError(
            "Parquet files are not written here: pyarrow is not installed.",
            expected="csv, tsv, json, xml, xlsx or tex",
            suggestion="Take the CSV; the operator may install open-llm-atlas[parquet].",
        ) from error


def _to_array(arrow: Any, column: Sequence[Term | None]) -> Any:
    """A column in the narrowest type that holds all its values exactly; texts where none does."""
    values = [None if term is None else read_value(term) for term in column]
    type_ = _find_type(arrow, [value for value in values if value is not None])
    if type_ is None:
        return arrow.array([None if term is None else to_text(term) for term in column], arrow.string())
    return arrow.array(values, type_)


def _find_type(arrow: Any, values: Sequence[Value]) -> Any:
    kinds = {type(value) for value in values}
    if kinds == {int} and all(abs(value) <= LARGEST for value in values if isinstance(value, int)):
        return arrow.int64()
    if kinds and kinds <= {int, Decimal} and all(_fits(value) for value in values if isinstance(value, (int, Decimal))):
        return arrow.decimal128(DIGITS, SCALE)
    simple = {bool: arrow.bool_(), float: arrow.float64(), date: arrow.date32()}
    if len(kinds) == 1 and (kind := next(iter(kinds))) in simple:
        return simple[kind]
    zones = {value.tzinfo is not None for value in values if isinstance(value, datetime)}
    if kinds == {datetime} and len(zones) == 1:
        return arrow.timestamp("us", tz=str(UTC) if zones == {True} else None)
    return None


def _fits(value: int | Decimal) -> bool:
    """Whether a number has room in 38 digits, 12 of them after the point."""
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -SCALE and number.adjusted() < DIGITS - SCALE
