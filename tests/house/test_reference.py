from tests.house.reference import REFERENCE, write_reference


def test_the_reference_says_what_the_program_says() -> None:
    written = write_reference()
    assert written.count("\n| `") > 60
    assert REFERENCE.read_text(encoding="utf-8") == written, "python -m tests.house.reference"
