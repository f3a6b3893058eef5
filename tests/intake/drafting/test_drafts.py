"""Drafts in their own file."""

import sqlite3
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from atlas.errors import BusyError, ConflictError, InputError, NotFoundError
from atlas.intake.drafting.draft import Content, Submitter, is_orcid, read_submitter
from atlas.intake.drafting.drafts import FILE, KEPT_S, Drafts

TEXT = Content(b"a text", "text/turtle")
ADA = Submitter("Ada")


@pytest.fixture
def drafts(tmp_path: Path) -> Iterator[Drafts]:
    opened = Drafts(tmp_path)
    yield opened
    opened.close()


def test_draft_is_found_by_its_secret_alone(drafts: Drafts) -> None:
    draft, secret = drafts.make("me", TEXT, base={"x:g": 3}, title="A")
    assert drafts.find(secret) == draft == drafts.get(draft.number)
    assert (draft.base, draft.state) == ({"x:g": 3}, "open")
    assert len(secret) >= 32
    for wrong in ("", secret[:-1], str(draft.number)):
        with pytest.raises(NotFoundError):
            drafts.find(wrong)


def test_file_holds_no_secret_and_is_for_its_owner_only(drafts: Drafts, tmp_path: Path) -> None:
    _, secret = drafts.make("me", TEXT, base={}, title="A")
    drafts.close()
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert secret.encode() not in held
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_draft_moves_only_from_open_to_submitted_to_decided(drafts: Drafts) -> None:
    draft, _ = drafts.make("me", TEXT, base={}, title="")
    with pytest.raises(ConflictError):
        drafts.decide(draft.number, "accepted", by="Karl")
    assert drafts.submit(draft.number, ADA, "Named").submitter == ADA
    for too_late in (
        lambda: drafts.submit(draft.number, ADA, "again"),
        lambda: drafts.write(draft.number, TEXT),
    ):
        with pytest.raises(ConflictError):
            too_late()
    assert [one.title for one in drafts.queue()] == ["Named"]
    assert drafts.decide(draft.number, "accepted", by="Karl", commit=7).commit == 7
    assert drafts.queue() == []
    with pytest.raises(ConflictError):
        drafts.decide(draft.number, "returned", by="Kim")


def test_returned_draft_can_be_changed_and_submitted_again(drafts: Drafts) -> None:
    draft, secret = drafts.make("me", TEXT, base={}, title="")
    drafts.submit(draft.number, ADA, "A")
    drafts.decide(draft.number, "returned", by="Karl", note="Where from?")
    assert drafts.find(secret).note == "Where from?"
    drafts.write(draft.number, Content(b"another", "text/turtle"))
    assert drafts.submit(draft.number, ADA, "A").note == ""


def test_queue_is_oldest_first(drafts: Drafts) -> None:
    numbers = [drafts.make("me", TEXT, base={}, title="")[0].number for _ in range(3)]
    for number in reversed(numbers):
        drafts.submit(number, ADA, str(number))
    assert [one.number for one in drafts.queue()] == numbers[::-1]


def test_client_may_keep_a_hundred_drafts_and_no_more(drafts: Drafts) -> None:
    made = [drafts.make("me", TEXT, base={}, title="")[0] for _ in range(100)]
    with pytest.raises(BusyError):
        drafts.make("me", TEXT, base={}, title="")
    drafts.make("you", TEXT, base={}, title="")
    drafts.remove(made[0].number)
    drafts.make("me", TEXT, base={}, title="")


def test_client_may_keep_twenty_megabytes_and_no_more(drafts: Drafts) -> None:
    big = Content(b"x" * (7 * 1024 * 1024), "text/turtle")
    draft, _ = drafts.make("me", TEXT, base={}, title="")
    for _ in range(2):
        drafts.make("me", big, base={}, title="")
    with pytest.raises(BusyError):
        drafts.make("me", big, base={}, title="")
    with pytest.raises(BusyError):
        drafts.write(draft.number, big)
    assert drafts.get(draft.number).content == TEXT


def test_drafts_are_forgotten_after_thirty_days_unless_they_wait(drafts: Drafts) -> None:
    kept, _ = drafts.make("me", TEXT, base={}, title="")
    drafts.submit(kept.number, ADA, "waits")
    gone, _ = drafts.make("me", TEXT, base={}, title="")
    assert drafts.expire(time.time()) == 0
    assert drafts.expire(time.time() + KEPT_S + 60) == 1
    assert drafts.get(kept.number).state == "submitted"
    with pytest.raises(NotFoundError):
        drafts.get(gone.number)


@pytest.mark.parametrize("number", [0, -1, 10**25, -(10**25)])
def test_number_that_no_draft_has_is_not_found(drafts: Drafts, number: int) -> None:
    with pytest.raises(NotFoundError):
        drafts.get(number)


def test_number_of_a_forgotten_draft_is_not_given_again(drafts: Drafts) -> None:
    first, _ = drafts.make("me", TEXT, base={}, title="")
    drafts.remove(first.number)
    assert drafts.make("me", TEXT, base={}, title="")[0].number > first.number


def test_drafts_outlive_the_process(drafts: Drafts, tmp_path: Path) -> None:
    content = Content(b"a", "text/turtle", b"<urn:s> <urn:p> <urn:o> <urn:g> .\n", "", {"title": "no"})
    _, secret = drafts.make("me", content, base={"urn:g": 0}, title="A")
    drafts.close()
    again = Drafts(tmp_path)
    assert again.find(secret).content == content
    assert list(again.find(secret).content.graphs()) == ["urn:g"]
    again.close()


def test_deleted_text_is_overwritten_in_the_file(drafts: Drafts, tmp_path: Path) -> None:
    draft, _ = drafts.make("me", Content(b"MARKED-TEXT" * 50, "text/turtle"), base={}, title="")
    drafts.remove(draft.number)
    drafts.close()
    with sqlite3.connect(tmp_path / FILE) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"MARKED-TEXT" not in (tmp_path / FILE).read_bytes()


def test_submitter_needs_a_name_or_an_orcid_and_agreement() -> None:
    assert read_submitter(" Ada  G. ", "", "urn:l", agreed=True) == Submitter("Ada G.", "", "urn:l")
    orcid = "https://orcid.org/0000-0002-1825-0097"
    assert read_submitter("", "0000-0002-1825-0097", "", agreed=True).label == orcid
    for name, number, agreed in (("", " ", True), ("Ada", "", False), ("Ada", "0000-0002-1825-0098", True)):
        with pytest.raises(InputError):
            read_submitter(name, number, "", agreed=agreed)


@pytest.mark.parametrize(("number", "good"), [("0000-0001-5109-3700", True), ("0000-0002-1694-233X", True),
                                              ("0000-0002-1694-2330", False)])  # fmt: skip
def test_orcid_is_checked_by_its_last_character(number: str, good: bool) -> None:
    assert is_orcid(number) is good
