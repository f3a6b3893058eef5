"""The W3C SPARQL 1.1 suites over HTTP: nothing may fail that the bare engine passes, LOAD and SERVICE aside."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store, parse, parse_query_results
from tests.http.serving import Service, serve
from tests.protocol.manifests import Case, Statements, Suite, canonical, comparable, expected_answer

from atlas.access.protocol.door import admit_query, admit_update
from atlas.errors import AtlasError, QueryRefusedError

FOLDER = "standards/w3c-sparql11"
MANIFESTS = ("manifest-sparql11-query.ttl", "manifest-sparql11-results.ttl", "manifest-sparql11-update.ttl")
FEWEST = 400


def find_suite() -> Suite | None:
    shared = os.environ.get("ATLAS_SHARED")
    folder = Path(shared or ".") / FOLDER
    return Suite(folder) if shared and folder.is_dir() else None


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" in metafunc.fixturenames:
        suite = find_suite()
        if suite is None:
            unset = pytest.mark.skip(reason=f"ATLAS_SHARED names no folder with {FOLDER}: the W3C suites are not here")
            metafunc.parametrize("case", [pytest.param(None, marks=unset)], ids=["none"])
            return
        cases = [case for name in MANIFESTS for case in suite.cases(name)]
        metafunc.parametrize("case", cases, ids=[case.id for case in cases])


@pytest.fixture(scope="module")
def suite(shared: Path) -> Suite:
    found = find_suite()
    if found is None:
        pytest.skip(f"{FOLDER} is not in the folder that ATLAS_SHARED names")
    return found


@pytest.fixture(scope="module")
def plain(suite: Suite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serve(tmp_path_factory.mktemp("w3c"), loads=False, default_graph="plain", deadline_s=10.0) as running:
        yield running


@pytest.fixture(scope="module")
def token(plain: Service) -> dict[str, str]:
    return {"Authorization": f"Bearer {plain.state.tokens.make('suite', ['write'])}"}


def test_the_suite_was_read(suite: Suite) -> None:
    cases = [case for name in MANIFESTS for case in suite.cases(name)]
    assert len(cases) >= FEWEST
    assert len({case.kind for case in cases}) >= 6


def test_service_passes_what_the_engine_passes(case: Case, suite: Suite, plain: Service, token: dict[str, str]) -> None:
    text = suite.text(case.request)
    if _reaches_out(case, text):
        pytest.skip("LOAD and SERVICE are refused on purpose")
    if case.kind == "QueryEvaluationTest":
        assert case.result is not None
        expected = expected_answer(suite, case.result)
        _load(suite, case, plain, token)
        assert _ask(plain, case, text) == expected or _ask_engine(suite, case, text) != expected
    elif case.kind == "CSVResultFormatTest":
        assert case.result is not None
        wanted = sorted(suite.text(case.result).splitlines())
        _load(suite, case, plain, token)
        answer = plain.client.get("/sparql", params={"query": _based(case, text)}, headers={"Accept": "text/csv"})
        assert answer.headers["content-type"].startswith("text/csv")
        assert sorted(answer.text.splitlines()) == wanted or _csv_of_engine(suite, case, text) != wanted
    elif case.kind == "UpdateEvaluationTest":
        expected = canonical(suite.quads(case.after))
        _load(suite, case, plain, token)
        assert _update(plain, token, _based(case, text)) == 200
        assert _dump(plain) == expected or _update_engine(suite, case, text) != expected
    else:
        _check_syntax(case, text, plain, token)


def _reaches_out(case: Case, text: str) -> bool:
    """Whether the door refuses the text, which it does here for nothing but LOAD and SERVICE."""
    admit = admit_update if "Update" in case.kind else admit_query
    try:
        admit(text, base_iri=case.request)
    except QueryRefusedError as refused:
        assert refused.found is not None
        return refused.found.upper() in ("LOAD", "SERVICE")
    except AtlasError:
        return False
    return False


def _based(case: Case, text: str) -> str:
    return f"BASE <{case.request}>\n{text}"


def _load(suite: Suite, case: Case, plain: Service, token: dict[str, str]) -> None:
    """Make the service hold the case's dataset and nothing else, in one commit."""
    blocks = []
    for quad in suite.quads(case.before):
        triple = f"{quad.subject} {quad.predicate} {quad.object} ."
        name = str(quad.graph_name)
        blocks.append(triple if name == "DEFAULT" else f"GRAPH {name} {{ {triple} }}")
    assert _update(plain, token, f"DROP ALL ; INSERT DATA {{ {' '.join(blocks)} }}") == 200


def _update(plain: Service, token: dict[str, str], text: str) -> int:
    headers = {"Content-Type": "application/sparql-update", **token}
    return plain.client.post("/update", content=text.encode(), headers=headers).status_code


def _ask(plain: Service, case: Case, text: str) -> Statements | None:
    headers = {
        "Content-Type": "application/sparql-query",
        "Accept": "application/sparql-results+json, application/n-triples",
    }
    answer = plain.client.post("/sparql", content=_based(case, text).encode(), headers=headers)
    if answer.status_code != 200:
        return None
    if "n-triples" in answer.headers["content-type"]:
        return canonical(list(parse(answer.content, RdfFormat.N_TRIPLES)))
    return comparable(parse_query_results(answer.content, QueryResultsFormat.JSON))


def _engine(suite: Suite, case: Case) -> Store:
    store = Store()
    store.extend(suite.quads(case.before))
    return store


def _ask_engine(suite: Suite, case: Case, text: str) -> Statements | None:
    try:
        answer = _engine(suite, case).query(text, base_iri=case.request)
        if isinstance(answer, QueryTriples):
            return comparable(answer)
        body = answer.serialize(format=QueryResultsFormat.JSON)
    except (SyntaxError, RuntimeError, OSError):
        return None
    assert body is not None
    return comparable(parse_query_results(body, QueryResultsFormat.JSON))


def _csv_of_engine(suite: Suite, case: Case, text: str) -> list[str]:
    answer = _engine(suite, case).query(text, base_iri=case.request)
    assert not isinstance(answer, QueryTriples)
    body = answer.serialize(format=QueryResultsFormat.CSV)
    assert body is not None
    return sorted(body.decode().splitlines())


def _update_engine(suite: Suite, case: Case, text: str) -> Statements | None:
    store = _engine(suite, case)
    try:
        store.update(text, base_iri=case.request)
    except (SyntaxError, RuntimeError):
        return None
    return canonical(list(store))


def _dump(plain: Service) -> Statements:
    """Everything the service holds, through the Graph Store Protocol's own addresses."""
    found = list(parse(plain.client.get("/data?default", headers={"Accept": "application/n-triples"}).content,
                       RdfFormat.N_TRIPLES))  # fmt: skip
    names = [row[0] for row in plain.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }")]
    rows = plain.client.get(
        "/sparql", params={"query": "SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }", "format": "tsv"}
    ).text.splitlines()[1:]
    assert len({row.split("\t")[0] for row in rows}) == len(names)
    blocks = "".join("GRAPH {} {{ {} {} {} }}\n".format(*row.split("\t")) for row in rows)
    return canonical([*found, *parse(blocks.encode(), RdfFormat.TRIG)])


def _check_syntax(case: Case, text: str, plain: Service, token: dict[str, str]) -> None:
    is_update, is_positive = "Update" in case.kind, case.kind.startswith("Positive")
    try:
        (Store().update if is_update else Store().query)(text, base_iri=case.request)
        engine_takes = True
    except SyntaxError:
        engine_takes = False
    except (RuntimeError, OSError):
        engine_takes = True
    if is_update:
        status = _update(plain, token, _based(case, text))
        assert (status in (200, 409)) is is_positive or engine_takes is not is_positive
    else:
        headers = {"Content-Type": "application/sparql-query"}
        status = plain.client.post("/sparql", content=_based(case, text).encode(), headers=headers).status_code
        assert (status in (200, 501)) is is_positive or engine_takes is not is_positive
    assert status in (200, 400, 409, 501)
