"""One row per sentence of SPARQL 1.1 Protocol, sections 2.1 and 2.2."""

import pytest

from atlas.access.protocol.sparql_request import FORM, QUERY, UPDATE, parse_query_request, parse_update_request
from atlas.errors import AtlasError, MethodNotAllowedError, SparqlRequestError, UnknownMediaTypeError
from atlas.store.protocol import DatasetClause

ASK = "ASK {}"
ENCODED = b"ASK%20%7B%7D"

ACCEPTED = [
    ("2.1.1 query via GET", "GET", b"query=" + ENCODED, "", b"", ASK, ((), ())),
    ("2.1.1 plus signs are spaces", "GET", b"query=ASK+%7B%7D", "", b"", ASK, ((), ())),
    ("2.1.1 HEAD is GET without the body", "HEAD", b"query=" + ENCODED, "", b"", ASK, ((), ())),
    ("2.1.1 default-graph-uri", "GET", b"query=ASK%20%7B%7D&default-graph-uri=http://x/a", "", b"", ASK,
     (("http://x/a",), ())),
    ("2.1.1 graphs may be repeated", "GET", b"query=ASK%20%7B%7D&named-graph-uri=a:b&named-graph-uri=a:c", "", b"", ASK,
     ((), ("a:b", "a:c"))),
    ("2.1.2 query via URL-encoded POST", "POST", b"", FORM, b"query=" + ENCODED, ASK, ((), ())),
    ("2.1.2 graphs stand in the body", "POST", b"", FORM, b"named-graph-uri=a:b&query=" + ENCODED, ASK, ((), ("a:b",))),
    ("2.1.2 media type has parameters", "POST", b"", f"{FORM}; charset=UTF-8", b"query=" + ENCODED, ASK, ((), ())),
    ("2.1.3 query via POST directly", "POST", b"", QUERY, b"ASK {}", ASK, ((), ())),
    ("2.1.3 graphs stand in the address", "POST", b"default-graph-uri=a:b", QUERY, b"ASK {}", ASK, (("a:b",), ())),
    ("2.1.3 the body is UTF-8", "POST", b"", QUERY, 'ASK { ?s ?p "å" }'.encode(), 'ASK { ?s ?p "å" }', ((), ())),
    ("2.1 other parameters are left alone", "GET", b"query=ASK+%7B%7D&_=1", "", b"", ASK, ((), ())),
]  # fmt: skip


@pytest.mark.parametrize(
    ("method", "address", "media_type", "body", "text", "graphs"),
    [row[1:] for row in ACCEPTED],
    ids=[row[0] for row in ACCEPTED],
)
def test_query_request_is_understood(
    method: str,
    address: bytes,
    media_type: str,
    body: bytes,
    text: str,
    graphs: tuple[tuple[str, ...], tuple[str, ...]],
) -> None:
    request = parse_query_request(method, address, media_type, body)
    assert request is not None
    assert (request.text, request.dataset) == (text, DatasetClause(*graphs))


REFUSED = [
    ("2.1 exactly one query", "GET", b"query=a&query=b", "", b"", SparqlRequestError),
    ("2.1 exactly one query in a form", "POST", b"", FORM, b"query=a&query=b", SparqlRequestError),
    ("2.1.2 a form without query", "POST", b"", FORM, b"", SparqlRequestError),
    ("2.1.2 query in address and form", "POST", b"query=a", FORM, b"query=b", SparqlRequestError),
    ("2.1.3 query in address and body", "POST", b"query=a", QUERY, b"ASK {}", SparqlRequestError),
    ("2.1 GET, POST and no other method", "PUT", b"query=a", "", b"", MethodNotAllowedError),
    ("2.1 DELETE", "DELETE", b"query=a", "", b"", MethodNotAllowedError),
    ("2.1 POST of another media type", "POST", b"", "text/plain", b"ASK {}", UnknownMediaTypeError),
    ("2.1 POST without media type", "POST", b"", "", b"ASK {}", UnknownMediaTypeError),
    ("2.1 JSON is no query", "POST", b"", "application/json", b"{}", UnknownMediaTypeError),
    ("2.1 update media type on the query path", "POST", b"", UPDATE, b"CLEAR ALL", UnknownMediaTypeError),
    ("2.1.3 not UTF-8", "POST", b"", QUERY, b"ASK { ?s ?p '\xe5' }", SparqlRequestError),
    ("2.1.1 not UTF-8 in the address", "GET", b"query=%E5", "", b"", SparqlRequestError),
    ("2.1.3 UTF-16 is not taken", "POST", b"", f"{QUERY}; charset=utf-16", b"ASK {}", UnknownMediaTypeError),
    ("2.1.4 graphs are absolute IRIs", "GET", b"query=a&default-graph-uri=g", "", b"", SparqlRequestError),
    ("2.1.4 graphs are IRIs", "GET", b"query=a&named-graph-uri=http://x/a%20b", "", b"", SparqlRequestError),
    ("2.2 an update on the query path", "GET", b"update=CLEAR+ALL", "", b"", SparqlRequestError),
    ("2.2 an update in a form on the query path", "POST", b"", FORM, b"update=CLEAR+ALL", SparqlRequestError),
    ("timeout is seconds", "GET", b"query=a&timeout=soon", "", b"", SparqlRequestError),
    ("timeout is above 0", "GET", b"query=a&timeout=0", "", b"", SparqlRequestError),
    ("timeout is finite", "GET", b"query=a&timeout=inf", "", b"", SparqlRequestError),
    ("too many parameters", "GET", b"a=1&" * 2_000, "", b"", SparqlRequestError),
]


@pytest.mark.parametrize(
    ("method", "address", "media_type", "body", "error"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_query_request_is_refused(
    method: str, address: bytes, media_type: str, body: bytes, error: type[AtlasError]
) -> None:
    with pytest.raises(error):
        parse_query_request(method, address, media_type, body)


def test_get_without_query_means_the_endpoint_itself() -> None:
    assert parse_query_request("GET", b"", "", b"") is None
    assert parse_query_request("GET", b"format=turtle", "", b"") is None


def test_own_parameters_are_read() -> None:
    request = parse_query_request("GET", b"query=a&timeout=2.5&format=csv", "", b"")
    assert request is not None
    assert (request.timeout_s, request.format) == (2.5, "csv")


UPDATES = [
    ("2.2.1 update via URL-encoded POST", b"", FORM, b"update=CLEAR+ALL", ((), ())),
    ("2.2.2 update via POST directly", b"", UPDATE, b"CLEAR ALL", ((), ())),
    ("2.2.2 graphs stand in the address", b"using-graph-uri=a:b&using-named-graph-uri=a:c", UPDATE, b"CLEAR ALL",
     (("a:b",), ("a:c",))),
    ("2.2.1 graphs stand in the body", b"", FORM, b"update=CLEAR+ALL&using-graph-uri=a:b", (("a:b",), ())),
]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "media_type", "body", "graphs"), [row[1:] for row in UPDATES], ids=[row[0] for row in UPDATES]
)
def test_update_request_is_understood(
    address: bytes, media_type: str, body: bytes, graphs: tuple[tuple[str, ...], tuple[str, ...]]
) -> None:
    request = parse_update_request("POST", address, media_type, body)
    assert (request.text, request.dataset) == ("CLEAR ALL", DatasetClause(*graphs))


REFUSED_UPDATES = [
    ("2.2 GET is not for updates", "GET", b"update=CLEAR+ALL", "", b"", MethodNotAllowedError),
    ("2.2 exactly one update", "POST", b"", FORM, b"update=a&update=b", SparqlRequestError),
    ("2.2 a form without update", "POST", b"", FORM, b"", SparqlRequestError),
    ("2.2 a query on the update path", "POST", b"", FORM, b"query=ASK+%7B%7D&update=a", SparqlRequestError),
    ("2.2 query media type on the update path", "POST", b"", QUERY, b"ASK {}", UnknownMediaTypeError),
    ("2.2.2 not UTF-8", "POST", b"", UPDATE, b"\xff", SparqlRequestError),
]


@pytest.mark.parametrize(
    ("method", "address", "media_type", "body", "error"),
    [row[1:] for row in REFUSED_UPDATES],
    ids=[row[0] for row in REFUSED_UPDATES],
)
def test_update_request_is_refused(
    method: str, address: bytes, media_type: str, body: bytes, error: type[AtlasError]
) -> None:
    with pytest.raises(error):
        parse_update_request(method, address, media_type, body)
