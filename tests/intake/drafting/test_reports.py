"""Kept reports: found by their name only, gone after their time, bounded for each client."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from atlas.errors import NotFoundError, StorageError
from atlas.intake.drafting import reports as kept
from atlas.intake.drafting.reports import KeptReport, Reports
from atlas.validation.report import Report

REPORT = Report(True, (), ())


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    return Reports(tmp_path / "reports")


def test_a_report_is_found_by_its_name_with_its_text(reports):
    given = KeptReport(REPORT, "<a> <b> <c> .", "text/turtle", kind="plant", profile="catalogue")
    found = reports.get(reports.keep(given, "someone"))
    assert replace(found, until=0) == given
    assert found.until > time.time() + 29 * 86_400


def test_two_reports_have_different_names(reports):
    assert reports.keep(KeptReport(REPORT, "", "text/turtle"), "a") != reports.keep(
        KeptReport(REPORT, "", "text/turtle"), "a"
    )


@pytest.mark.parametrize("name", ["", "x", "*", "../secret", "A" * 22])
def test_no_other_name_finds_anything(reports, name):
    reports.keep(KeptReport(REPORT, "", "text/turtle"), "a")
    with pytest.raises(NotFoundError):
        reports.get(name)


def test_a_report_is_gone_after_its_time(reports, tmp_path):
    name = reports.keep(KeptReport(REPORT, "", "text/turtle"), "a")
    (path,) = (tmp_path / "reports").iterdir()
    old = time.time() - kept.KEPT_S - 1
    os.utime(path, (old, old))
    with pytest.raises(NotFoundError):
        reports.get(name)
    reports.keep(KeptReport(REPORT, "", "text/turtle"), "b")
    assert not path.exists()


def test_of_one_client_only_the_newest_are_kept(reports, monkeypatch):
    monkeypatch.setattr(kept, "ITEM_LIMIT", 2)
    other = reports.keep(KeptReport(REPORT, "", "text/turtle"), "other")
    first, second, third = (reports.keep(KeptReport(REPORT, "", "text/turtle"), "one") for _ in range(3))
    with pytest.raises(NotFoundError):
        reports.get(first)
    assert all(reports.get(name).report == REPORT for name in (other, second, third))


def test_of_one_client_no_more_than_a_size_is_kept(reports, monkeypatch):
    monkeypatch.setattr(kept, "BYTE_LIMIT", 1500)
    first, second = (reports.keep(KeptReport(REPORT, "x" * 1000, "text/turtle"), "one") for _ in range(2))
    with pytest.raises(NotFoundError):
        reports.get(first)
    assert reports.get(second).text == "x" * 1000


def test_a_disk_that_refuses_is_said_so(tmp_path):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError):
        Reports(tmp_path / "file").keep(KeptReport(REPORT, "", "text/turtle"), "a")
