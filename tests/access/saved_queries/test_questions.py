"""Where the filters of a question are changed, and which IRI a value of a parameter names."""

from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from atlas.access.builder.question import read_draft
from atlas.access.ontology.paths import Arrows
from atlas.access.saved_queries.questions import find_form, to_iri
from atlas.http.languages import Languages
from atlas.http.pages import find_web
from atlas.schema.load import load_schema
from atlas.schema.model import SavedQuery, Schema

ROOT = Path(__file__).resolve().parents[3]
SAY = Languages(find_web() / "text").default.say_text


@pytest.fixture(scope="module")
def toy() -> Schema:
    return load_schema(ROOT / "tests" / "toy")


@pytest.fixture(scope="module")
def shipped() -> Schema:
    return load_schema(ROOT)


def ask(text: str, **header: str) -> SavedQuery:
    told = {name: (value,) for name, value in header.items()}
    return SavedQuery(id="questions/x", text=text, header=told, parameters=(), path=Path("x.rq"))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT ?garden ?n { ?garden ?p ?n }", "find=garden"),
        ("PREFIX g: <https://gardens.example/ont/> SELECT ?a { ?a a g:Plant }", "find=plant"),
        ("SELECT ?a { ?a a <https://gardens.example/ont/Plant> }", "find=plant"),
        ("PREFIX g: <https://gardens.example/ont/> SELECT ?a { ?a g:hectares ?h }", "find=garden"),
        ("SELECT * { ?s ?p ?o }", ""),
    ],
)
def test_the_form_begins_with_the_first_kind_that_a_question_names(toy: Schema, text: str, form: str) -> None:
    assert find_form(toy, ask(text)) == form
    assert find_form(toy, ask(text, ask="find=plant&p1=x")) == "find=plant&p1=x"


def test_every_form_that_a_shipped_question_leads_to_can_be_read(shipped: Schema) -> None:
    arrows, written = Arrows(shipped), 0
    for question in shipped.folder("questions"):
        given = parse_qsl(find_form(shipped, question))
        assert given, question.id
        draft = read_draft(arrows, shipped.kinds[dict(given)["find"]], given, SAY)
        assert [draft.problems, [line.problem for line in draft.lines if line.problem]] == [[], []], question.id
        written += question.first("ask") is not None
    assert written >= 4


@pytest.mark.parametrize(
    "given", ["scheme/climate/cold", "/scheme/climate/cold", "https://gardens.example/scheme/climate/cold"]
)
def test_a_value_may_be_named_below_the_base(toy: Schema, given: str) -> None:
    assert to_iri(toy, given) == "https://gardens.example/scheme/climate/cold"
