"""The SPARQL 1.1 Protocol: method, query string, content type and body in, one SparqlRequest out.

Knows no web framework. Section numbers are those of the W3C Recommendation of 21 March 2013.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from atlas.errors import MethodNotAllowedError, SparqlRequestError, UnknownMediaTypeError
from atlas.store.protocol import DatasetClause

FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
QUERY_METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
UPDATE_METHODS: Final = ("POST", "OPTIONS")
PAIR_LIMIT: Final = 1_000
NO_DATASET: Final = DatasetClause()
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class SparqlRequest:
    """One request. dataset: named in the protocol, empty when not. timeout_s and format: our own parameters."""

    text: str
    dataset: DatasetClause = NO_DATASET
    timeout_s: float | None = None
    format: str | None = None


def parse_query_request(method: str, query_string: bytes, content_type: str, body: bytes) -> SparqlRequest | None:
    """The query operation (section 2.1), or None for a GET or HEAD that has no `query`: the endpoint itself is meant.

    Raises SparqlRequestError (400), MethodNotAllowedError (405), UnknownMediaTypeError (415).
    """
    in_address = parse_pairs(query_string)
    if method in ("GET", "HEAD"):
        if not _all(in_address, "query"):
            _refuse_update(in_address)
            return None
        pairs = in_address
    elif method == "POST":
        pairs = _posted(in_address, content_type, body, direct=QUERY, name="query")
    else:
        raise _wrong_method(method, QUERY_METHODS)
    _refuse_update(pairs)
    return _request(pairs, "query", "default-graph-uri", "named-graph-uri")


def parse_update_request(method: str, query_string: bytes, content_type: str, body: bytes) -> SparqlRequest:
    """The update operation (section 2.2): POST only. `dataset` holds using-graph-uri and using-named-graph-uri."""
    if method != "POST":
        raise _wrong_method(method, UPDATE_METHODS)
    pairs = _posted(parse_pairs(query_string), content_type, body, direct=UPDATE, name="update")
    if _all(pairs, "query"):
        raise SparqlRequestError(
            "This address takes updates.", found="query", expected="update", suggestion="Send queries to /sparql."
        )
    return _request(pairs, "update", "using-graph-uri", "using-named-graph-uri")


def parse_pairs(encoded: bytes) -> Pairs:
    """Names and values of a query string or form body. Raises SparqlRequestError when it is not UTF-8 or too many."""
    if not encoded:
        return []
    pieces = encoded.split(b"&")
    if len(pieces) > PAIR_LIMIT:
        raise SparqlRequestError(
            "There are too many parameters.", found=str(len(pieces)), expected=f"at most {PAIR_LIMIT}"
        )
    pairs: Pairs = []
    for piece in pieces:
        name, _, value = piece.partition(b"=")
        if name:
            pairs.append((_decode(name), _decode(value)))
    return pairs


def is_posted_form(content_type: str) -> bool:
    """Whether a body is an HTML form's."""
    return _media_type(content_type) == FORM


def _posted(in_address: Pairs, content_type: str, body: bytes, *, direct: str, name: str) -> Pairs:
    media_type = _media_type(content_type)
    if media_type not in (FORM, direct):
        raise UnknownMediaTypeError(
            f"This {name} cannot be taken as {media_type or 'a body without a media type'}.",
            found=media_type or "nothing",
            expected=f"{FORM}, {direct}",
        )
    charset = re.search(r';\s*charset\s*=\s*"?([^";\s]+)', content_type, re.IGNORECASE)
    if charset is not None and charset[1].lower() not in ("utf-8", "utf8", "us-ascii"):
        raise UnknownMediaTypeError("The text must be UTF-8.", found=charset[1], expected="charset=utf-8")
    if media_type == FORM:
        return in_address + parse_pairs(body)
    if _all(in_address, name):
        raise SparqlRequestError(
            f"The {name} stands in the address and in the body.",
            found=f"{name}=",
            expected=f"the {name} in the body only",
        )
    return [*in_address, (name, _text(body))]


def _request(pairs: Pairs, name: str, default_name: str, named_name: str) -> SparqlRequest:
    texts = _all(pairs, name)
    if len(texts) != 1:
        raise SparqlRequestError(
            f"There must be exactly one {name}.", found=f"{len(texts)} of {name}", expected=f"one {name}= parameter"
        )
    dataset = DatasetClause(_graphs(pairs, default_name), _graphs(pairs, named_name))
    formats = [value for value in _all(pairs, "format") if value]
    return SparqlRequest(texts[0], dataset, _timeout(_all(pairs, "timeout")), formats[0] if formats else None)


def _graphs(pairs: Pairs, name: str) -> tuple[str, ...]:
    graphs = tuple(dict.fromkeys(_all(pairs, name)))
    for graph in graphs:
        if not _ABSOLUTE.fullmatch(graph):
            raise SparqlRequestError(f"{name} is not an absolute IRI.", found=graph[:200], expected="an absolute IRI")
    return graphs


def _timeout(values: Sequence[str]) -> float | None:
    if not values or not values[0]:
        return None
    try:
        seconds = float(values[0])
    except ValueError:
        seconds = 0.0
    if not (math.isfinite(seconds) and seconds > 0):
        raise SparqlRequestError("timeout cannot be read.", found=values[0][:40], expected="seconds above 0, like 2.5")
    return seconds


def _refuse_update(pairs: Pairs) -> None:
    if _all(pairs, "update"):
        raise SparqlRequestError(
            "This address answers queries.",
            found="update",
            expected="query",
            suggestion="Send updates to /update with a token.",
        )


def _wrong_method(method: str, allowed: tuple[str, ...]) -> MethodNotAllowedError:
    return MethodNotAllowedError(f"{method} does not apply here.", found=method, expected=", ".join(allowed))


def _all(pairs: Pairs, name: str) -> list[str]:
    return [value for key, value in pairs if key == name]


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()


def _decode(encoded: bytes) -> str:
    return _text(unquote_to_bytes(encoded.replace(b"+", b" ")) if b"%" in encoded or b"+" in encoded else encoded)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SparqlRequestError(
            "The text is not UTF-8.", found=f"byte 0x{body[error.start]:02X} at {error.start}", expected="UTF-8"
        ) from error
