from collections.abc import Mapping

import pytest

from atlas.errors import TooLargeError, UnknownMediaTypeError
from atlas.intake.reading.documents import read_documents
from atlas.intake.reading.values import DocumentError


def only(text: str | bytes, name: str = "model.yml") -> object:
    (document,) = read_documents(text.encode() if isinstance(text, str) else text, name)
    assert (document.name, document.line) == (name, 1)
    return document.value


def test_yaml_scalars_keep_the_text_they_were_written_with() -> None:
    text = "a: 1.10\nb: 2024-06-13\nc: yes\nd: 0x1F\ne: 12:30\nf: 'null'\ng: 7B\n"
    assert only(text) == {"a": "1.10", "b": "2024-06-13", "c": "yes", "d": "0x1F", "e": "12:30", "f": "null", "g": "7B"}


@pytest.mark.parametrize("written", ["", "~", "null", "Null", "NULL"])
def test_only_plain_null_is_nothing(written: str) -> None:
    assert only(f"a: {written}\nb: ''\n") == {"a": None, "b": ""}


def test_aliases_are_followed_and_comments_left_out() -> None:
    assert only("# no\na: &x [1, {b: c}]\nd: *x\n") == {"a": ["1", {"b": "c"}], "d": ["1", {"b": "c"}]}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [\n", 3),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", 4),
        ("a: !!python/object:os.system x\n", 1),
        ("a: !secret x\n", 1),
        ("a: &x\n  b: *x\n", 2),
        ("a:\n  <<: {b: 1}\n", 2),
        ("a: 1\n? [b]\n: 2\n", 2),
        ("a: \tb: c\n", 1),
    ],
)
def test_yaml_that_is_broken_or_more_than_a_tree_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        only(text)
    assert caught.value.line == line


def test_two_documents_in_one_file_are_refused() -> None:
    with pytest.raises(DocumentError):
        only("a: 1\n---\nb: 2\n")


def test_aliases_cannot_multiply_without_bound() -> None:
    lines = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(TooLargeError):
        only("\n".join(lines))


@pytest.mark.parametrize("name", ["deep.yml", "deep.json"])
def test_deep_nesting_is_refused_without_exhausting_the_stack(name: str) -> None:
    with pytest.raises((TooLargeError, DocumentError)):
        only("[" * 100_000 + "]" * 100_000, name)


def test_json_numbers_keep_their_text_and_truth_values_stay() -> None:
    assert only('{"a": 1.10, "b": 10000000000000000000000, "c": true, "d": null}', "x.json") == {
        "a": "1.10",
        "b": "10000000000000000000000",
        "c": True,
        "d": None,
    }


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": NaN}', '{"a": }', ""])
def test_json_that_is_broken_or_ambiguous_is_refused(text: str) -> None:
    with pytest.raises(DocumentError):
        only(text, "x.json")


def test_json_over_the_limit_is_refused() -> None:
    with pytest.raises(TooLargeError):
        read_documents(b'[{"a":1},{"a":1},{"a":1}]', "x.json", node_limit=5)


def test_each_row_of_a_table_is_a_document_with_its_line() -> None:
    rows = read_documents(b'name,note\na,"two\nlines"\n=cmd(),\n', "t.csv")
    assert [(row.line, row.value) for row in rows] == [
        (2, {"name": "a", "note": "two\nlines"}),
        (4, {"name": "=cmd()", "note": None}),
    ]


@pytest.mark.parametrize(("text", "line"), [("a,a\n1,2\n", 1), ("a,b\n1\n", 2), ("a,b\n1,2,3\n", 2), ('a\n"x\n', 2)])
def test_a_table_that_is_not_one_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(DocumentError) as caught:
        read_documents(text.encode(), "t.csv")
    assert caught.value.line == line


def test_of_markdown_the_front_matter_is_read() -> None:
    assert only("---\nlicense: mit\n---\n# Card\n", "README.md") == {"license": "mit"}
    assert read_documents(b"# Card\n", "README.md") == []


def test_front_matter_errors_count_lines_from_the_top_of_the_file() -> None:
    with pytest.raises(DocumentError) as caught:
        only("---\na: 1\na: 2\n---\n", "README.md")
    assert caught.value.line == 3


def test_text_that_is_not_utf_8_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError) as caught:
        only(b"a: 1\nb: \xff\n")
    assert caught.value.line == 2


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    value = only(b"\xef\xbb\xbfa: 1\n")
    assert isinstance(value, Mapping)
    assert list(value) == ["a"]


def test_a_file_whose_name_tells_no_format_is_refused() -> None:
    with pytest.raises(UnknownMediaTypeError):
        read_documents(b"x", "model.exe")
