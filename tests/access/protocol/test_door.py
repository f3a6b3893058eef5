import pytest
from tests.hostile import BREAKERS

from atlas.access.protocol.door import DoorLimits, admit_query, admit_update
from atlas.errors import AtlasError, QueryRefusedError, SparqlSyntaxError
from atlas.store.protocol import DatasetClause

INNER = "{ ?s ?p ?o }"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", "SELECT"),
        ("# c\nPREFIX a: <http://x/> BASE <http://x/>ASK{}", "ASK"),
        ("prefix:<http://x/>ask{}".replace("prefix:", "prefix :"), "ASK"),
        ("DESCRIBE <http://x/>", "DESCRIBE"),
        ("CONSTRUCT WHERE {}", "CONSTRUCT"),
        ("SELECT * { ?s ?p 'SERVICE <http://x> {}' } # SERVICE", "SELECT"),
        ("SELECT * { ?s <http://x/service> ?o }", "SELECT"),
        ("PREFIX service: <http://x/> SELECT * { GRAPH service:a { ?s service:b ?o } }", "SELECT"),
        ("SELECT ?service ?load { ?service ?load ?o }", "SELECT"),
        ('SELECT * { ?s ?p "INSERT DATA {}" }', "SELECT"),
    ],
)
def test_query_is_let_in_with_its_form(text: str, form: str) -> None:
    assert admit_query(text).form == form


@pytest.mark.parametrize(
    "text",
    [
        f"SELECT * {{ SERVICE <http://x/> {INNER} }}",
        f"SELECT * {{ seRviCe<http://x/>{INNER} }}",
        f"SELECT * {{ SERVICE # comment\n<http://x/> {INNER} }}",
        f"SELECT * {{ SERVICE SILENT <http://x/> {INNER} }}",
        f"SELECT * {{ ?s ?p ?o FILTER NOT EXISTS {{ SERVICE <http://x/> {INNER} }} }}",
        f"SELECT * {{ BIND(<http://x/> AS ?g) SERVICE ?g {INNER} }}",
        f"SELECT * {{ \\u0053ERVICE <http://x/> {INNER} }}",
        f"SELECT * {{ ?s ?p 1SERVICE<http://x/>{INNER} }}",
        f"SELECT * {{ ?s ?p trueSERVICE<http://x/>{INNER} }}",
        f"SELECT * {{ SERVICESILENT<http://x/>{INNER} }}",
        f"PREFIX a: <http://x/> SELECT * {{ SERVICEa:b {INNER} }}",
        f"PREFIX a: <http://x/> PREFIX SERVICEa: <http://x/> SELECT * {{ SERVICEa:b {INNER} }}",
        f"PREFIX : <http://x/> PREFIX service: <http://x/> SELECT * {{ service:b #\n {INNER} }}",
        f'SELECT * {{ ?s ?p ?a FILTER(?a<?b#>"""\n||true) SERVICE<http://x/>{INNER} }}#"""',
        f"PREFIX : <http://x/> SELECT * {{ ?s ?p ?a FILTER(true||?a<?b)SERVICE#>\n:x{INNER} }}",
        f"SELECT * {{ ?s ?p ?a FILTER(?a<<x:'>)SERVICE<http://x/>{INNER}FILTER(?a<<x:'>) }}",
    ],
)
def test_service_is_refused_however_it_is_written(text: str) -> None:
    with pytest.raises((QueryRefusedError, SparqlSyntaxError)) as refused:
        admit_query(text)
    assert refused.value.line is not None
    assert refused.value.column is not None


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:b> <a:b> <a:b> }",
        "PREFIX a: <http://x/> DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP SILENT ALL",
        "# SELECT\nWITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "SELECT * {} ; INSERT DATA { <a:b> <a:b> <a:b> }",
        "LOAD <http://x/>",
    ],
)
def test_update_is_refused_on_the_query_path(text: str) -> None:
    with pytest.raises(QueryRefusedError):
        admit_query(text)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://x/>",
        "load silent <http://x/> into graph <a:b>",
        "LOAD <file:///etc/hostname>",
        "CLEAR ALL;LOAD#\n<http://x/>",
        "LOADSILENT <http://x/>",
        "PREFIX a: <http://x/> LOADa:b",
        "PREFIX a: <http://x/> PREFIX loada: <a:b> CLEAR ALL ; loada:b",
        "\\u004cOAD <http://x/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://x/> { ?s ?p ?o } }",
    ],
)
def test_load_and_service_are_refused_in_updates(text: str) -> None:
    with pytest.raises((QueryRefusedError, SparqlSyntaxError)):
        admit_update(text)


@pytest.mark.parametrize(
    ("text", "error", "line", "column"),
    [
        ("SELECT *\n{ ?s ?p", SparqlSyntaxError, 2, 1),
        ("SELECT * { ?s ?p ?o ) }", SparqlSyntaxError, 1, 21),
        ("SELEKT * {}", SparqlSyntaxError, 1, 1),
        ("SELECT * { ?s foaf:name ?o }", SparqlSyntaxError, 1, 15),
        ("", SparqlSyntaxError, 1, 1),
        ("PREFIX a: <http://x/>", SparqlSyntaxError, 1, 22),
        ("PREFIX a <http://x/> ASK {}", SparqlSyntaxError, 1, 8),
        ("{ ?s ?p ?o }", SparqlSyntaxError, 1, 1),
        ("SELECT * FROM 5 {}", SparqlSyntaxError, 1, 15),
        ("SELECT * FROM <g> {}", SparqlSyntaxError, 1, 15),
    ],
)
def test_refusal_points_at_the_place(text: str, error: type[AtlasError], line: int, column: int) -> None:
    with pytest.raises(error) as refused:
        admit_query(text)
    assert (refused.value.line, refused.value.column) == (line, column)


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("SELECT * { ?s <http://x/a ?o }", 15),
        ("SELECT * { ?s <http://x y> ?o }", 15),
        ("SELECT * { ?s < http://x/a> ?o }", 15),
        ("SELECT * { ?s <nonsense ?o }", 15),
    ],
)
def test_an_iri_without_end_is_named_at_its_beginning(text: str, column: int) -> None:
    with pytest.raises(SparqlSyntaxError) as caught:
        admit_query(text)
    assert (caught.value.line, caught.value.column) == (1, column)
    assert "PREFIX" not in str(caught.value.expected)
    assert caught.value.suggestion is None


def test_less_than_before_a_declared_name_is_let_in() -> None:
    assert admit_query("PREFIX x: <http://x/> SELECT * { ?s ?p ?a FILTER(?a <x:b) }").form == "SELECT"


def test_misspelt_word_and_missing_prefix_come_with_a_suggestion() -> None:
    with pytest.raises(SparqlSyntaxError) as refused:
        admit_query("SELECT * { OPTIONL { ?s ?p ?o } }")
    assert refused.value.near == ("OPTIONAL",)
    with pytest.raises(SparqlSyntaxError) as refused:
        admit_query("SELECT * { ?s foaf:name ?o }")
    assert refused.value.suggestion == "Add PREFIX foaf: <http://xmlns.com/foaf/0.1/>"


@pytest.mark.parametrize("text", BREAKERS)
def test_what_would_break_the_engine_is_refused(text: str) -> None:
    with pytest.raises(QueryRefusedError):
        admit_query(text)


def test_long_lists_of_data_are_let_in() -> None:
    rows = " ".join(f"(<http://x/{i}> {i})" for i in range(1_500))
    assert admit_query(f"SELECT * {{ VALUES (?a ?b) {{ {rows} }} }}").form == "SELECT"
    assert admit_query(f"SELECT * {{ VALUES ?a {{ {'1 ' * 9_000} }} }}").form == "SELECT"
    assert admit_query(f"ASK {{ FILTER(1 IN (1{',1' * 8_000})) }}").form == "ASK"


def test_limits_are_the_operators() -> None:
    with pytest.raises(QueryRefusedError):
        admit_query("ASK { { } }", DoorLimits(depth=1))
    with pytest.raises(QueryRefusedError):
        admit_query("ASK { ?s ?p ?o }", DoorLimits(tokens=5))
    with pytest.raises(QueryRefusedError):
        admit_query("ASK { ?s ?p ?o }", DoorLimits(length=8))


def test_service_passes_for_a_listed_host_only() -> None:
    limits = DoorLimits(service_hosts=("sparql.example.org",))
    assert admit_query(f"SELECT * {{ SERVICE <https://sparql.example.org/q> {INNER} }}", limits).is_volatile
    for other in ("<https://sparql.example.org.evil/q>", "<https://u@sparql.example.org/q>", "?g", "<file:///x>"):
        with pytest.raises(QueryRefusedError):
            admit_query(f"SELECT * {{ SERVICE {other} {INNER} }}", limits)


@pytest.mark.parametrize(
    ("text", "dataset"),
    [
        ("SELECT * {}", None),
        ("SELECT * FROM <a:b> FROM <a:c> FROM <a:b> {}", DatasetClause(("a:b", "a:c"), ())),
        ("PREFIX x: <http://x/> ASK FROM NAMED x:y {}", DatasetClause((), ("http://x/y",))),
        ("BASE <http://x/y> DESCRIBE <a:b> FROM <z> {}", DatasetClause(("http://x/z",), ())),
        ("CONSTRUCT FROM <a:b> WHERE { ?s ?p ?o }", DatasetClause(("a:b",), ())),
        ("SELECT * FROM <file:///etc/passwd> {}", DatasetClause(("file:///etc/passwd",), ())),
    ],
)
def test_dataset_of_the_text_is_read(text: str, dataset: DatasetClause | None) -> None:
    assert admit_query(text).dataset == dataset


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT (NOW() AS ?t) {}", True),
        ("SELECT (rand() AS ?t) {}", True),
        ("SELECT (BNODE() AS ?t) {}", True),
        ("CONSTRUCT { [] ?p ?o } WHERE { ?s ?p ?o }", True),
        ("CONSTRUCT { _:b ?p ?o } WHERE { ?s ?p ?o }", True),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", False),
        ("SELECT * { [] ?p 'NOW()' }", False),
    ],
)
def test_query_that_may_differ_between_runs_is_known(text: str, expected: bool) -> None:
    assert admit_query(text).is_volatile is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT DATA { <a:b> <a:b> <a:b> }", False),
        ("DELETE { ?s ?p ?o } USING <a:b> WHERE { ?s ?p ?o }", True),
        ("WITH <a:b> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", True),
        ("", False),
        ("PREFIX a: <http://x/> CLEAR ALL ; PREFIX b: <http://x/> CREATE GRAPH b:c", False),
    ],
)
def test_update_that_names_its_dataset_is_known(text: str, expected: bool) -> None:
    assert admit_update(text).names_dataset is expected


def test_query_is_no_update() -> None:
    with pytest.raises(SparqlSyntaxError):
        admit_update("SELECT * {}")
