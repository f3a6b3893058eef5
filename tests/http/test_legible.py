"""Numbers, sizes and names of variables as people read them."""

import pytest

from atlas.http.legible import to_digits, to_size, to_words


@pytest.mark.parametrize(
    ("value", "language", "said"),
    [
        (1234, "en", "1234"),
        ("12345", "en", "12,345"),
        (1234567, "de", "1.234.567"),
        ("66 %", "en", "66 %"),
        ("not known", "en", "not known"),
        ("", "en", ""),
        ("9" * 30, "en", "9" * 30),
    ],
)
def test_a_long_number_has_its_thousands_apart(value: object, language: str, said: str) -> None:
    assert to_digits(value, language) == said


@pytest.mark.parametrize(
    ("size", "language", "said"),
    [
        (0, "en", "0 B"),
        (1023, "en", "1023 B"),
        (1024, "en", "1 KiB"),
        (1536, "de", "1,5 KiB"),
        (256 * 1024**2, "en", "256 MiB"),
        (2**31, "en", "2 GiB"),
        (2**60, "en", "1,048,576 TiB"),
    ],
)
def test_a_size_is_told_in_its_greatest_unit(size: int, language: str, said: str) -> None:
    assert to_size(size, language).replace("\u00a0", " ") == said


@pytest.mark.parametrize(
    ("name", "said"), [("licenceAnswer", "licence answer"), ("with_evidence", "with evidence"), ("n", "n")]
)
def test_a_column_is_headed_in_words(name: str, said: str) -> None:
    assert to_words(name) == said
