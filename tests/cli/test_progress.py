"""Long jobs say how far they are, and what was done when they are interrupted."""

import io

import pytest

from atlas.cli.progress import DeriveProgress, LoadProgress, Progress, to_span


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_terminal_sees_the_last_step_on_one_line() -> None:
    screen = Terminal()
    with Progress("records", "All is whole.", screen) as progress:
        for number in range(1, 1001):
            progress(number, 1000)
    assert screen.getvalue().endswith("\r1000 of 1000 records\n")
    assert screen.getvalue().count("\n") == 1


def test_file_sees_nothing_of_a_job_that_ends_well() -> None:
    log = io.StringIO()
    with Progress("records", "All is whole.", log) as progress:
        progress(1, 2)
    assert log.getvalue() == ""


def test_interrupted_job_says_what_was_done_and_what_holds() -> None:
    log = io.StringIO()
    with pytest.raises(KeyboardInterrupt), Progress("records", "All is whole.", log) as progress:
        progress(7, 20)
        raise KeyboardInterrupt
    assert log.getvalue() == "Interrupted after 7 of 20 records. All is whole.\n"


def test_job_interrupted_before_its_first_step_says_so() -> None:
    log = io.StringIO()
    with pytest.raises(KeyboardInterrupt), Progress("records", "All is whole.", log):
        raise KeyboardInterrupt
    assert log.getvalue() == "Interrupted before any records were done. All is whole.\n"


def test_a_bulk_load_shows_rate_share_and_remaining_time() -> None:
    screen, now = Terminal(), [0.0]
    with LoadProgress("Nothing was changed.", screen, lambda: now[0]) as progress:
        now[0] = 20.0
        progress.hear({"quads": 3_000_000, "bytes": 25, "of": 100})
    assert screen.getvalue().split("\r")[-1].strip() == "3,000,000 quads, 150,000 a second, 25%, 1 min 0 s left to read"


def test_a_bulk_load_that_has_read_all_says_what_it_waits_for() -> None:
    screen, now = Terminal(), [0.0]
    with LoadProgress("Nothing was changed.", screen, lambda: now[0]) as progress:
        for now[0] in (20.0, 50.0):
            progress.hear({"quads": 1_000_000, "bytes": 100, "of": 100})
    assert screen.getvalue().split("\r")[-1].strip() == (
        "1,000,000 quads read, 20,000 a second; sorting and writing for 30 s"
    )


def test_a_length_of_time_is_told_in_its_two_largest_units() -> None:
    assert [to_span(seconds) for seconds in (0.4, 59, 200, 7_500)] == ["0 s", "59 s", "3 min 20 s", "2 h 5 min"]


def test_a_derivation_shows_rules_facts_and_how_long_it_has_been_at_work() -> None:
    screen, now = Terminal(), [0.0]
    with DeriveProgress("The store is as it was.", screen, lambda: now[0]) as progress:
        now[0] = 80.0
        progress.hear({"rules": 13, "of": 27, "facts": 1_204_000})
    assert screen.getvalue().split("\r")[-1].strip() == "13 of 27 rules, 1,204,000 facts, 1 min 20 s"
