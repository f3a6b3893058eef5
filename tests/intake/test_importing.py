"""The pieces of an import that need no store: files and origins read, lines sorted and named, editions compared."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from atlas.errors import HomeError, InputError
from atlas.intake.importing import files
from atlas.intake.importing.catalogue import Catalogue
from atlas.intake.importing.compare import Comparison, compare, group
from atlas.intake.importing.edition import Edition, Naming
from atlas.intake.importing.files import Linked, find_files, iter_documents, looks_like_formula
from atlas.intake.importing.make import needs_care, sort_lines
from atlas.intake.importing.origin import Origin, find_origin
from atlas.intake.importing.worker import read_batch, write_batch
from atlas.intake.reading.comments import read_comments
from atlas.intake.reading.documents import Document
from atlas.intake.reading.mappings import Refusal
from atlas.intake.reading.values import DocumentError
from atlas.namespaces import DCTERMS, XSD

BASE = "https://atlas.example/"
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"


def catalogue(**said: object) -> Catalogue:
    held: Mapping[str, object] = {
        "source": f"{BASE}id/source/s", "takes": ("*.csv", "*.yaml"), "leaves": ("_*",), "reads_comments": True,
        "looks_up": False, "matches_only": False, "separators": {"tags": "|"}, "versioned": frozenset({"entry"}),
        "described": (),
    }  # fmt: skip
    return Catalogue(**{**held, **said})  # type: ignore[arg-type]


def read(folder: Path, name: str, text: str | bytes) -> list[Document | Linked | Refusal]:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(iter_documents(name, path, catalogue()))


def test_a_table_is_read_by_the_row_with_its_lines_and_split_cells(tmp_path: Path) -> None:
    assert read(tmp_path, "t.csv", 'name,tags\n"a\nb",x|y\nc,\n') == [
        Document("t.csv", {"name": "a\nb", "tags": ["x", "y"]}, 2),
        Document("t.csv", {"name": "c", "tags": []}, 4),
    ]
    assert read(tmp_path, "t.tsv", "name\ttags\na\tx\n") == [Document("t.tsv", {"name": "a", "tags": ["x"]}, 2)]


def test_rows_that_cannot_be_read_are_refused_with_their_line(tmp_path: Path) -> None:
    found = read(tmp_path, "t.csv", b"name,tags\na\n\xff,b\nc,d\n")
    assert [(one.document, one.line) for one in found if isinstance(one, Refusal)] == [("t.csv", 2), ("t.csv", 3)]
    assert [one.line for one in found if isinstance(one, Document)] == [4]
    lines = read(tmp_path, "t.jsonl", '{"a": "1"}\n{"a": 1, "a": 2}\n\n[')
    assert [type(one).__name__ for one in lines] == ["Document", "Refusal", "Refusal"]
    assert [one.line for one in lines] == [1, 2, 4]


def test_a_table_that_breaks_off_is_an_error_with_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, "t.csv", 'name,tags\na,b\n"c,d\n')
    assert caught.value.line == 3
    assert "t.csv" in caught.value.detail
    with pytest.raises(DocumentError):
        read(tmp_path, "t.csv", "name,name\na,b\n")


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("twice.yaml", "a: 1\na: 2\n", 2),
        ("circle.yaml", "a: &x [*x]\n", 1),
        ("open.yaml", "a: &a [x, x]\nb: [*a, *a]\nc: [", 4),
        ("latin.yaml", b"a: caf\xe9\n", 1),
        ("broken.ttl", "<a> <b> .\n", 1),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, name: str, text: str | bytes, line: int) -> None:
    (found,) = read(tmp_path, name, text)
    assert isinstance(found, Refusal)
    assert (found.document, found.line) == (name, line)


def test_a_whole_file_over_the_limit_is_refused_and_a_table_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "WHOLE_LIMIT", 10)
    (found,) = read(tmp_path, "big.yaml", "a: 12345678901234567890\n")
    assert isinstance(found, Refusal)
    assert len(read(tmp_path, "big.csv", "name,tags\n" + "a,b\n" * 100)) == 100


def test_files_are_taken_by_pattern_and_the_others_are_named(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.csv", "_c.yaml", "readme.txt"):
        (tmp_path / name).write_text("x")
    taken, left = find_files(tmp_path, catalogue())
    assert [name for name, _ in taken] == ["a.csv", "b.yaml"]
    assert left == ["_c.yaml", "readme.txt"]
    with pytest.raises(InputError):
        find_files(tmp_path / "nowhere", catalogue())


def test_comments_are_lines_of_their_own_and_not_text(tmp_path: Path) -> None:
    text = "# - Origin: Norway\na: |\n  # text\n  more\nb: 'x # y'\n#\n  # last\n"
    assert read_comments(text) == ["Origin: Norway", "last"]
    (document,) = read(tmp_path, "c.yaml", text)
    assert isinstance(document, Document)
    assert document.value["#"] == ["Origin: Norway", "last"]  # type: ignore[index,call-overload]


def test_the_origin_is_read_beside_the_files_and_said_by_arguments(tmp_path: Path) -> None:
    folder = tmp_path / "models"
    folder.mkdir()
    (tmp_path / "SOURCE.txt").write_text("commit: 0123456789abcdef  date: 2026-03-12T14:10:33+01:00\n")
    found = find_origin(folder, Origin(retrieved="2026-04-01"))
    assert found == Origin("0123456789abcdef", "2026-03-12", "2026-04-01")
    assert found.named("d" * 64) == "2026-03-12-0123456789"
    table = folder / "table.csv"
    table.write_text("a\n")
    assert find_origin(table, Origin()) == Origin()
    assert Origin().named("e" * 64) == "e" * 10
    assert Origin(release="Spring 2026").named("") == "spring-2026"
    with pytest.raises(InputError):
        find_origin(table, Origin(issued="last week"))


def test_lines_go_to_the_record_of_their_subject() -> None:
    records: dict[str, set[bytes]] = {}
    part, graph = f'<{BASE}id/plant/a#x> <p:p> "1" .'.encode(), f"<{BASE}graph/plant/a> <p:p> <o:o> .".encode()
    sort_lines([part, graph], BASE, records)
    assert records == {"plant/a": {part, graph}}
    with pytest.raises(HomeError):
        sort_lines([b"<http://elsewhere.example/> <p:p> <o:o> ."], BASE, records)


def test_names_of_versioned_kinds_carry_the_release_and_lose_it_again() -> None:
    naming, second = Naming(BASE, "m", "r-1", {"entry"}), Edition(f"{BASE}graph/import/m-r-2", "r-2", "", "")
    line = f"<{BASE}id/entry/a#x> <p:p> <{BASE}id/plant/b> .".encode()
    (put,) = naming.put([line])
    assert put == f"<{BASE}id/entry/a-r-1#x> <p:p> <{BASE}id/plant/b> .".encode()
    assert naming.take(put) == line
    other = naming.of(second).put([line])
    old, new = group([put], naming, BASE), group(other, naming.of(second), BASE)
    assert compare(new, old).unchanged == 1
    more = naming.put([line, f"<{BASE}id/plant/c> {TYPE} <c:c> .".encode()])
    found = compare(group(more, naming, BASE), new)
    assert (found.created, found.unchanged, found.gone) == (1, 1, [])


def test_editions_are_compared_without_their_days_and_without_marks_of_replacement() -> None:
    days = {"r-1": "2026-05-01", "r-2": "2026-06-01"}
    first = Naming(BASE, "m", "r-1", {"entry"}, days["r-1"])
    second = first.of(Edition(f"{BASE}graph/import/m-r-2", "r-2", "", days["r-2"]))
    said = [f'<{BASE}id/entry/a> <p:p> "{day}"^^<{XSD}date> .'.encode() for day in days.values()]
    mark = f"<{BASE}id/entry/a-r-0> <{DCTERMS}isReplacedBy> <{BASE}id/entry/a-r-1> .".encode()
    old = group([*first.put(said[:1]), mark], first, BASE)
    assert compare(group(second.put(said[1:]), second, BASE), old) == Comparison(unchanged=1, common=["entry/a"])
    assert len(compare(group(second.put(said[:1]), second, BASE), old).changed) == 1


def test_a_batch_crosses_the_pipe_unchanged() -> None:
    batch: list[Document | Linked] = [
        Document("a.csv", {"x": ["1", None]}, 3),
        Linked("b.ttl", b"<a:a> <b:b> <c:c> .\n"),
    ]
    assert read_batch(write_batch(batch)) == batch


@pytest.mark.parametrize("text", ["javascript:alert(1)", " DATA:text/html,x", "https://user:pw@host.example/", "=1+1"])
def test_values_that_need_care_are_seen_in_a_batch(text: str) -> None:
    assert needs_care(write_batch([Document("a.csv", {"x": text}, 2)]))


def test_only_what_a_spreadsheet_would_evaluate_looks_like_a_formula() -> None:
    assert [looks_like_formula(cell) for cell in ("=1", "@x", "+x", "-1", "+1.5", "a=b", "")] == [
        True, True, True, False, False, False, False,
    ]  # fmt: skip
