"""The tree of coded errors: every refusal says what was found, what was expected and how to mend it.

`status` is the HTTP status a route answers with and `code` a stable word for programs; `expects` is what to expect of
every case of a kind, said where nothing narrower is. Nothing here knows HTTP itself.
"""

from typing import ClassVar


class AtlasError(Exception):
    """Root of every error this package raises on purpose."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong in the service"
    expects: ClassVar[str] = "an answer; the fault is not yours"

    def __init__(
        self,
        detail: str,
        *,
        found: str | None = None,
        expected: str | None = None,
        suggestion: str | None = None,
        line: int | None = None,
        column: int | None = None,
        near: tuple[str, ...] = (),
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.found = found
        self.expected = expected
        self.suggestion = suggestion
        self.line = line
        self.column = column
        self.near = near

    def to_problem(self) -> dict[str, object]:
        """Members of a problem document (RFC 9457), without those that say nothing."""
        members: dict[str, object] = {
            "type": f"urn:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "code": self.code,
            "detail": self.detail,
            "found": self.found,
            "expected": self.expected or self.expects,
            "suggestion": self.suggestion,
            "line": self.line,
            "column": self.column,
            "near": list(self.near) or None,
        }
        return {name: value for name, value in members.items() if value is not None}


class InputError(AtlasError):
    """What was given cannot be used as it is."""

    status, code, title, expects = 400, "bad-input", "The request cannot be understood", "what this address takes"


class RdfSyntaxError(InputError):
    """RDF that does not parse; carries line and column (from 1) where the parser knows them."""

    code, title, expects = "rdf-syntax", "The RDF does not parse", "a document that follows the format named"


class SparqlSyntaxError(InputError):
    """SPARQL that does not parse; carries line and column (from 1)."""

    code, title, expects = "sparql-syntax", "The query does not parse", "SPARQL 1.1 as its grammar has it"


class SparqlRequestError(InputError):
    """A request that breaks the SPARQL Protocol or the Graph Store Protocol."""

    code, title, expects = "sparql-request", "The request breaks the SPARQL protocol", "a request as the W3C has it"


class QueryRefusedError(InputError):
    """A query that the door turns away: too long, too deep, SERVICE, LOAD, an update on the query path."""

    code, title, expects = "query-refused", "The query is refused", "a query of this graph, within /limits"


class ParameterError(InputError):
    """A query parameter that is missing, unknown or of the wrong type."""

    code, title, expects = "parameter", "A parameter is missing or wrong", "a value that this parameter can have"


class MalformedAcceptError(InputError):
    """An Accept header that does not follow RFC 9110."""

    code, title, expects = "accept-header", "The Accept header is malformed", "media ranges as in RFC 9110"


class UnauthorizedError(AtlasError):
    """No token, or one that is unknown or expired."""

    status, code, title = 401, "unauthorized", "A valid token is needed"
    expects = "Authorization: Bearer, and a token that holds"


class ForbiddenError(AtlasError):
    """A token without the scope that the action needs, or an action this service never does."""

    status, code, title, expects = 403, "forbidden", "This is not allowed", "something that is allowed here"


class NotFoundError(AtlasError):
    """Nothing here has that name."""

    status, code, title, expects = 404, "not-found", "Nothing here has this name", "the name of something that is here"


class MethodNotAllowedError(AtlasError):
    """The address exists, the method does not apply."""

    status, code, title = 405, "method-not-allowed", "This method does not apply here"
    expects = "a method named in Allow"


class NotAcceptableError(AtlasError):
    """No offered format fits the Accept header."""

    status, code, title, expects = 406, "not-acceptable", "None of the offered formats is accepted", "a format offered"


class RequestTimeoutError(AtlasError):
    """A client took too long to send its request (408)."""

    status, code, title, expects = 408, "request-timeout", "The request took too long to arrive", "a request in time"


class ConflictError(AtlasError):
    """The stored state and the request contradict each other."""

    status, code, title = 409, "conflict", "The request conflicts with what is stored"
    expects = "a request that fits what is stored"


class GoneError(AtlasError):
    """A state that was once there and is no longer kept."""

    status, code, title, expects = 410, "gone", "This state is no longer kept", "a state that is still kept"


class RemovedError(GoneError):
    """A record that was once here."""

    code, title, expects = "removed", "This record was taken away", "a record that is still here"


class PreconditionError(AtlasError):
    """If-Match names another revision than the present one."""

    status, code, title = 412, "precondition-failed", "The record has changed since you read it"
    expects = "the state that is stored now"


class TooLargeError(AtlasError):
    """A body over the limit."""

    status, code, title, expects = 413, "too-large", "The body is over the limit", "less, within the bounds at /limits"


class UriTooLongError(AtlasError):
    """A GET query over the limit."""

    status, code, title, expects = 414, "uri-too-long", "The address is too long; send the query by POST", "a POST"


class UnknownMediaTypeError(AtlasError):
    """A media type that is not taken."""

    status, code, title, expects = 415, "unknown-media-type", "This media type is not taken", "a media type taken here"


class ViolationError(AtlasError):
    """A record that breaks the shapes."""

    status, code, title, expects = 422, "violations", "The record does not conform", "a record that conforms"


class HeadTooLargeError(AtlasError):
    """The head of a request is over the limit (431)."""

    status, code, title, expects = 431, "head-too-large", "The head of the request is over the limit", "a shorter head"


class BusyError(AtlasError):
    """Too much asked at once; `retry_after_s` says when to come back."""

    status, code, title, expects = 429, "busy", "Too many requests at once", "fewer requests at once, or this one later"

    def __init__(self, detail: str, *, retry_after_s: int = 1, **said: str | None) -> None:
        super().__init__(detail, **said)  # type: ignore[arg-type]
        self.retry_after_s = retry_after_s


class UnsupportedByEngineError(AtlasError):
    """The engine behind the door cannot do this."""

    status, code, title = 501, "not-supported", "The engine behind this service cannot do that"
    expects = "what it can do"


class NotInstalledError(AtlasError):
    """A part of this service that is not installed here."""

    status, code, title, expects = 501, "not-installed", "This part of the service is not installed", "a part that is"


class ResourceError(AtlasError):
    """A worker ran out of memory or died; the query did not finish."""

    status, code, title = 503, "query-died", "The query needed more than it may use"
    expects = "less work, within /limits"


class StorageError(AtlasError):
    """The disk is full, read-only or damaged; nothing was changed."""

    status, code, title, expects = 503, "storage", "The disk refuses to keep this", "a sound disk with room to write"


class DeadlineError(AtlasError):
    """The time allowed ran out; the work was stopped."""

    status, code, title, expects = 504, "deadline", "The time allowed ran out", "less work, within /limits"


class CancelledError(AtlasError):
    """Somebody stopped the query."""

    status, code, title, expects = 503, "cancelled", "The query was stopped", "a query that nobody stops"


class HomeError(AtlasError):
    """The folder of ontology, shapes, queries and data is missing something or breaks a rule of the house."""

    code, title, expects = "home", "The graph's folder cannot be used", "a folder as the README lays it out"


class SettingError(AtlasError):
    """A setting from the environment that cannot be read."""

    code, title, expects = "setting", "A setting cannot be read", "a value as docs/reference.md says"
