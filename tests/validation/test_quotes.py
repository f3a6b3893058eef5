import hashlib
from pathlib import Path

import pytest

from atlas.errors import InputError
from atlas.validation.quotes import check_quotes, read_texts

TEXT = "Nobody wants to do the data work, they said — nobody."
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()


def row(quote: str = "the data work", start: str = "19", digest: str = DIGEST) -> dict[str, str]:
    return {"evidence": "ex:e", "quote": quote, "start": start, "digest": digest}


def test_a_quote_at_its_place_is_verified() -> None:
    report = check_quotes([row()], {DIGEST: TEXT})
    assert (report.verified, report.not_run, report.misquotes) == (1, 0, ())


def test_without_the_text_the_check_says_not_run() -> None:
    report = check_quotes([row()], {})
    assert (report.verified, report.not_run, report.misquotes) == (0, 1, ())
    assert "not run: 1 quotes" in report.to_text()


@pytest.mark.parametrize(
    "broken",
    [
        row(quote="the data labour"),
        row(start="20"),
        row(start="-1"),
        row(start=""),
        row(digest="abc"),
        row(quote=" ".join(["word"] * 13)),
        row(quote=""),
    ],
)
def test_a_quote_that_is_not_there_is_found_out(broken: dict[str, str]) -> None:
    report = check_quotes([broken], {DIGEST: TEXT})
    assert report.verified == 0
    assert [misquote.evidence for misquote in report.misquotes] == ["ex:e"]


def test_checking_no_quote_is_an_error() -> None:
    with pytest.raises(InputError):
        check_quotes([], {})


def test_a_folder_without_texts_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_texts(tmp_path)


def test_texts_are_known_by_their_digest(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode())
    assert read_texts(tmp_path) == {DIGEST: TEXT}
