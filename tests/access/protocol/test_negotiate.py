import pytest

from atlas.access.protocol.negotiate import choose, choose_format, choose_named
from atlas.errors import MalformedAcceptError, NotAcceptableError
from atlas.rdf.formats import CSV, GRAPH_FORMATS, HTML, JSON, JSON_LD, RESULT_FORMATS, TSV, TURTLE, XML, Format


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/sparql-results+xml", XML),
        ("text/csv;q=0.5, text/tab-separated-values", TSV),
        ("text/*", CSV),
        ("text/*;q=0.5, text/csv;q=0.1", TSV),
        ("application/json", JSON),
        ("APPLICATION/XML", XML),
        ('text/csv;profile="a,b;c"', CSV),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", XML),
        ("application/sparql-results+json;q=0, */*;q=0.1", XML),
        ("text/turtle, application/sparql-results+json;q=0.1", JSON),
        (" , ,text/csv,", CSV),
    ],
)
def test_best_offered_result_format_is_chosen(accept: str, expected: Format) -> None:
    assert choose_format(accept, RESULT_FORMATS) == expected


@pytest.mark.parametrize(("accept", "expected"), [("", TURTLE), ("application/ld+json", JSON_LD), ("text/*", TURTLE)])
def test_best_offered_graph_format_is_chosen(accept: str, expected: Format) -> None:
    assert choose_format(accept, GRAPH_FORMATS) == expected


@pytest.mark.parametrize("accept", ["text/html", "image/png, text/html", "*/*;q=0", "text/turtle"])
def test_nothing_acceptable_is_refused_naming_what_is_offered(accept: str) -> None:
    with pytest.raises(NotAcceptableError) as refused:
        choose_format(accept, RESULT_FORMATS)
    assert "application/sparql-results+json" in str(refused.value.expected)


@pytest.mark.parametrize("accept", ["text/csv;q=2", "text/csv;q=a", "text", "*/csv", "text/csv;q=0.1234", "a" * 5_000])
def test_malformed_header_is_refused(accept: str) -> None:
    with pytest.raises(MalformedAcceptError):
        choose_format(accept, RESULT_FORMATS)


def test_alias_is_sent_under_the_name_the_client_accepts() -> None:
    assert choose("application/json", RESULT_FORMATS).media_type == "application/json"
    assert choose("*/*", RESULT_FORMATS).media_type == "application/sparql-results+json"


def test_browser_gets_the_page_where_one_is_offered() -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert choose_format(browser, (*RESULT_FORMATS, HTML)) == HTML
    assert choose_format("*/*", (*RESULT_FORMATS, HTML)) == JSON


@pytest.mark.parametrize("name", ["csv", "text/csv", ".csv", "CSV"])
def test_format_is_found_by_name_extension_and_media_type(name: str) -> None:
    assert choose_named(name, RESULT_FORMATS).format == CSV


def test_unknown_format_name_is_refused() -> None:
    with pytest.raises(NotAcceptableError):
        choose_named("parquet", RESULT_FORMATS)
