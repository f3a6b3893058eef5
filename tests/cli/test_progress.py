"""Long jobs say how far they are, and what was done when they are interrupted."""

import io

import pytest

from atlas.cli.progress import Progress


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
