import re
from pathlib import Path

import pytest
from tests.questions.graph import EXPECTED, Shipped, read_expected

from atlas.rdf.terms import NamedNode, Term
from atlas.schema.model import SavedQuery
from atlas.schema.queries import load_queries

ROOT = Path(__file__).resolve().parents[2]
QUERIES = load_queries(ROOT)
QUESTIONS = [query for query in QUERIES.values() if query.id.startswith("questions/")]
EXACT = sorted(path for path in EXPECTED.glob("*.csv") if not path.name.endswith(".part.csv"))
PARTIAL = sorted(EXPECTED.glob("*.part.csv"))
AUDIENCES = {"researcher", "policymaker", "maintainer", "contributor"}
SOURCE_COLUMNS = {"source", "sources", "evidenceSource"}


def name(query: SavedQuery | Path) -> str:
    return query.stem if isinstance(query, SavedQuery) else query.name


def columns(query: SavedQuery) -> list[str]:
    head = query.text[query.text.index("SELECT") : query.text.index("WHERE")]
    plain = re.sub(r"\((?:[^()]|\([^()]*\))*\bAS\s+(\?\w+)\s*\)", r"\1", head)
    return re.findall(r"\?(\w+)", plain)


def is_ours(term: Term | None, shipped: Shipped) -> bool:
    return isinstance(term, NamedNode) and term.value.startswith(shipped.schema.base)


def test_every_competency_question_has_a_query() -> None:
    assert len(QUESTIONS) >= 33


@pytest.mark.parametrize("query", QUESTIONS, ids=name)
def test_a_question_says_what_it_answers_for_whom_and_what_it_cannot_show(query: SavedQuery) -> None:
    for key in ("title", "question", "description", "keywords", "limits"):
        assert query.first(key), key
    assert str(query.first("question")).endswith("?")
    assert query.first("audience") in AUDIENCES
    assert all(parameter.default for parameter in query.parameters)


@pytest.mark.parametrize("query", QUESTIONS, ids=name)
def test_a_question_finds_the_rows_it_promises(query: SavedQuery, shipped: Shipped) -> None:
    assert len(shipped.ask(query)) >= int(query.first("min-rows") or 0) > 0


@pytest.mark.parametrize("query", QUESTIONS, ids=name)
def test_a_question_answers_with_labels_beside_iris_and_with_sources(query: SavedQuery, shipped: Shipped) -> None:
    shown = columns(query)
    assert SOURCE_COLUMNS & set(shown)
    rows = shipped.ask(query)
    labelled = [column for column in shown if f"{column}Label" in shown]
    assert labelled
    for column in labelled:
        things = [row for row in rows if is_ours(row.get(column), shipped)]
        unnamed = [row[column] for row in things if f"{column}Label" not in row]
        assert unnamed == [], column


@pytest.mark.parametrize("query", QUESTIONS, ids=name)
def test_a_question_gives_no_row_twice(query: SavedQuery, shipped: Shipped) -> None:
    repeated = [row for row, times in shipped.keys(shipped.ask(query), columns(query)).items() if times > 1]
    assert repeated == []


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.id)
def test_a_saved_query_names_only_terms_that_exist(query: SavedQuery, shipped: Shipped) -> None:
    own = re.findall(rf"(?<![\w/]){shipped.schema.prefix}:(\w+)", re.sub(r'"[^"]*"', '""', query.text))
    spelled = re.findall(rf"<({re.escape(shipped.schema.base)}(?:scheme|id)/[^>#]*[^>#/])>", query.text)
    unknown = {term for term in own if shipped.schema.namespace + term not in shipped.schema.terms}
    absent = {iri for iri in spelled if not shipped.store.ask(f"ASK {{ <{iri}> ?p ?o }}")}
    assert (unknown, absent) == (set(), set())


@pytest.mark.parametrize("query", QUERIES.values(), ids=lambda query: query.id)
def test_a_saved_query_never_negates_a_join(query: SavedQuery) -> None:
    for block in re.findall(r"EXISTS\s*\{([^{}]*)\}", query.text):
        assert len(re.findall(r"[?$<\w:]+\s+[?$<\w:^|/]+\s+[^.;]+", block)) <= 1, block


def test_every_question_has_expected_rows() -> None:
    assert {path.name.split(".")[0] for path in (*EXACT, *PARTIAL)} == {query.stem for query in QUESTIONS}


@pytest.mark.parametrize("path", EXACT, ids=name)
def test_a_question_gives_exactly_the_expected_rows(path: Path, shipped: Shipped) -> None:
    header, expected = read_expected(path)
    assert expected
    assert shipped.keys(shipped.ask(QUERIES[f"questions/{path.stem}"]), header) == expected


@pytest.mark.parametrize("path", PARTIAL, ids=name)
def test_a_question_gives_the_expected_rows_among_others(path: Path, shipped: Shipped) -> None:
    header, expected = read_expected(path)
    assert expected
    found = shipped.keys(shipped.ask(QUERIES[f"questions/{path.name.removesuffix('.part.csv')}"]), header)
    assert expected - found == {}
