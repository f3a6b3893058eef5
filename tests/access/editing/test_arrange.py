"""Every shipped record goes into a form and comes back as it was, as values and as a page that a browser sends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.http.browsing import find_form

from atlas.access.editing.arrange import Known, make_form
from atlas.access.editing.form import Box, Form
from atlas.access.things.supports import read_supports
from atlas.http.languages import Languages
from atlas.http.pages import Pages, find_web
from atlas.intake.drafting.draft import Content, Draft
from atlas.intake.reading.additions import asked_of
from atlas.intake.reading.filled import read_record
from atlas.rdf.terms import Quad
from atlas.schema.files import HomeFile, iter_home_files
from atlas.schema.layouts import Layouts
from atlas.schema.load import load_schema, read_file
from atlas.schema.model import Schema

ROOT = Path(__file__).resolve().parents[3]
NOTHING = Known({}, {}, read_supports([]))


@pytest.fixture(scope="module")
def schema() -> Schema:
    return load_schema(ROOT)


@pytest.fixture(scope="module")
def files(schema: Schema) -> list[HomeFile]:
    found = list(iter_home_files(ROOT, schema.base, frozenset({"record", "source"})))
    assert len(found) > 500
    return found


def boxes(among: tuple[Box, ...]) -> Iterator[Box]:
    for box in among:
        yield box
        for group in box.groups:
            for row in group.rows:
                yield from boxes(row.boxes)


def inputs(form: Form) -> dict[str, str]:
    """What a browser would send of a form nobody touched."""
    sent: dict[str, str] = {}
    for box in boxes(form.boxes):
        sent[f"node|{box.key}"] = box.iri
        sent |= dict(box.held)
        for entry in (entry for group in box.groups for row in group.rows for entry in row.entries):
            sent |= {f"{entry.name}v": entry.text, f"{entry.name}l": entry.language, f"{entry.name}t": entry.type}
    return sent


def layout(schema: Schema, layouts: Layouts, file: HomeFile) -> tuple[list[Quad], Form]:
    quads = read_file(file)
    return quads, make_form(schema, layouts, quads, file.graph, file.graph.replace("/graph/", "/id/"), NOTHING)


def test_every_shipped_record_comes_back_from_its_form(schema: Schema, files: list[HomeFile]) -> None:
    layouts = Layouts(schema)
    changed = []
    for file in files:
        quads, form = layout(schema, layouts, file)
        back = read_record(schema, layouts, inputs(form), form.graph, form.topic)
        if set(back) != set(quads):
            changed.append(file.path.name)
    assert changed == []


def test_no_value_of_a_shipped_record_is_beyond_a_field(schema: Schema, files: list[HomeFile]) -> None:
    layouts = Layouts(schema)
    for file in files[:: len(files) // 60]:
        _, form = layout(schema, layouts, file)
        rows = [row for box in boxes(form.boxes) for group in box.groups for row in group.rows]
        assert not [row.path for row in rows for entry in row.entries if entry.is_raw], file.path
        assert form.boxes[1:] == tuple(box for box in form.boxes if box.iri == form.graph), file.path


def test_a_record_of_each_kind_comes_back_from_the_page(schema: Schema, files: list[HomeFile]) -> None:
    layouts, pages = Layouts(schema), Pages(schema, Languages(find_web() / "text").default, "http://atlas.example")
    kinds = {file.graph.split("/")[-2]: file for file in files}
    assert len(kinds) > 20
    for file in kinds.values():
        quads, form = layout(schema, layouts, file)
        draft = Draft(1, "me", "open", "A", Content(b"", "text/turtle"), {}, "", None, None, None, "", 0, 0, None)
        page = pages.render(
            "form.html", draft=draft, secret="s", form=form, report=None, others=[], path="",
            evidence=asked_of(schema, "evidence"), takes_gaps=True,
            left={}, typed=(),
        )  # fmt: skip
        sent = find_form(page, "/contribute/s/form").values
        assert set(read_record(schema, layouts, sent, form.graph, form.topic)) == set(quads), file.path


def test_fields_stand_in_the_shapes_groups_and_order(schema: Schema, files: list[HomeFile]) -> None:
    layouts = Layouts(schema)
    _, form = layout(schema, layouts, files[-1])
    groups = form.boxes[0].groups
    assert len({group.label for group in groups}) == len(groups) > 1
    for box in boxes(form.boxes):
        for group in box.groups:
            required = [row for row in group.rows if row.level == "required"]
            assert all(row.is_shown for row in required)
            assert all(row.name for row in group.rows)
