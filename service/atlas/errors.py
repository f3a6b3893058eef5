"""The tree of coded errors: every refusal says what was found, what was expected and how to mend it.

`status` is the HTTP status a route answers with and `code` a stable word for programs; nothing here knows HTTP itself.
"""

from typing import ClassVar


class AtlasError(Exception):
    """Root of every error this package raises on purpose."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong in the service"

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
            "expected": self.expected,
            "suggestion": self.suggestion,
            "line": self.line,
            "column": self.column,
            "near": list(self.near) or None,
        }
        return {name: value for name, value in members.items() if value is not None}


class InputError(AtlasError):
    """What was given cannot be used as it is."""

    status, code, title = 400, "bad-input", "The request cannot be understood"


class RdfSyntaxError(InputError):
    """RDF that does not parse; carries line and column (from 1) where the parser knows them."""

    code, title = "rdf-syntax", "The RDF does not parse"


class SparqlSyntaxError(InputError):
    """SPARQL that does not parse; carries line and column (from 1)."""

    code, title = "sparql-syntax", "The query does not parse"


class SparqlRequestError(InputError):
    """A request that breaks the SPARQL Protocol or the Graph Store Protocol."""

    code, title = "sparql-request", "The request breaks the SPARQL protocol"


class QueryRefusedError(InputError):
    """A query that the door turns away: too long, too deep, SERVICE, LOAD, an update on the query path."""

    code, title = "query-refused", "The query is refused"


class ParameterError(InputError):
    """A query parameter that is missing, unknown or of the wrong type."""

    code, title = "parameter", "A parameter is missing or wrong"


class MalformedAcceptError(InputError):
    """An Accept header that does not follow RFC 9110."""

    code, title = "accept-header", "The Accept header is malformed"


class UnauthorizedError(AtlasError):
    """No token, or one that is unknown or expired."""

    status, code, title = 401, "unauthorized", "A valid token is needed"


class ForbiddenError(AtlasError):
    """A token without the scope that the action needs, or an action this service never does."""

    status, code, title = 403, "forbidden", "This is not allowed"


class NotFoundError(AtlasError):
    """Nothing here has that name."""

    status, code, title = 404, "not-found", "Nothing here has this name"


class MethodNotAllowedError(AtlasError):
    """The address exists, the method does not apply."""

    status, code, title = 405, "method-not-allowed", "This method does not apply here"


class NotAcceptableError(AtlasError):
    """No offered format fits the Accept header."""

    status, code, title = 406, "not-acceptable", "None of the offered formats is accepted"


class RequestTimeoutError(AtlasError):
    """A client took too long to send its request (408)."""

    status, code, title = 408, "request-timeout", "The request took too long to arrive"


class ConflictError(AtlasError):
    """The stored state and the request contradict each other."""

    status, code, title = 409, "conflict", "The request conflicts with what is stored"


class GoneError(AtlasError):
    """A state that was once there and is no longer kept."""

    status, code, title = 410, "gone", "This state is no longer kept"


class PreconditionError(AtlasError):
    """If-Match names another revision than the present one."""

    status, code, title = 412, "precondition-failed", "The record has changed since you read it"


class TooLargeError(AtlasError):
    """A body over the limit."""

    status, code, title = 413, "too-large", "The body is over the limit"


class UriTooLongError(AtlasError):
    """A GET query over the limit."""

    status, code, title = 414, "uri-too-long", "The address is too long; send the query by POST"


class UnknownMediaTypeError(AtlasError):
    """A media type that is not taken."""

    status, code, title = 415, "unknown-media-type", "This media type is not taken"


class ViolationError(AtlasError):
    """A record that breaks the shapes."""

    status, code, title = 422, "violations", "The record does not conform"


class HeadTooLargeError(AtlasError):
    """The head of a request is over the limit (431)."""

    status, code, title = 431, "head-too-large", "The head of the request is over the limit"


class BusyError(AtlasError):
    """Too much asked at once; `retry_after_s` says when to come back."""

    status, code, title = 429, "busy", "Too many requests at once"

    def __init__(self, detail: str, *, retry_after_s: int = 1, **said: str | None) -> None:
        super().__init__(detail, **said)  # type: ignore[arg-type]
        self.retry_after_s = retry_after_s


class UnsupportedByEngineError(AtlasError):
    """The engine behind the door cannot do this."""

    status, code, title = 501, "not-supported", "The engine behind this service cannot do that"


class NotInstalledError(AtlasError):
    """A part of this service that is not installed here."""

    status, code, title = 501, "not-installed", "This part of the service is not installed"


class ResourceError(AtlasError):
    """A worker ran out of memory or died; the query did not finish."""

    status, code, title = 503, "query-died", "The query needed more than it may use"


class StorageError(AtlasError):
    """The disk is full, read-only or damaged; nothing was changed."""

    status, code, title = 503, "storage", "The disk refuses to keep this"


class DeadlineError(AtlasError):
    """The time allowed ran out; the work was stopped."""

    status, code, title = 504, "deadline", "The time allowed ran out"


class CancelledError(AtlasError):
    """Somebody stopped the query."""

    status, code, title = 503, "cancelled", "The query was stopped"


class HomeError(AtlasError):
    """The folder of ontology, shapes, queries and data is missing something or breaks a rule of the house."""

    code, title = "home", "The graph's folder cannot be used"


class SettingError(AtlasError):
    """A setting from the environment that cannot be read."""

    code, title = "setting", "A setting cannot be read"
