"""Content negotiation: an Accept header and the formats offered in, the best one out (RFC 9110 section 12.5.1)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from atlas.errors import MalformedAcceptError, NotAcceptableError
from atlas.rdf.formats import CSV, GRAPH_FORMATS, JSON, RESULT_FORMATS, TSV, XML, Format, find_format

_QUALITY: Final = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)")
_RANGE: Final = re.compile(r"(\*|[!#$%&'*+.^_`|~0-9A-Za-z-]+)/(\*|[!#$%&'*+.^_`|~0-9A-Za-z-]+)")
_PART: Final = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*+")++')
_ACCEPT_LENGTH: Final = 4_096

BOOLEAN_FORMATS: Final = (JSON, XML, CSV, TSV)
OFFERED: Final = {
    "SELECT": RESULT_FORMATS,
    "ASK": BOOLEAN_FORMATS,
    "CONSTRUCT": GRAPH_FORMATS,
    "DESCRIBE": GRAPH_FORMATS,
}


@dataclass(frozen=True)
class Choice:
    """A format and the one of its media types that the client accepts."""

    format: Format
    media_type: str


@dataclass(frozen=True)
class _Range:
    """One media range: lower case type and subtype, weight, and how exact it is (0 any, 1 any of a type, 2 exact)."""

    type: str
    subtype: str
    quality: float
    exactness: int


def choose_format(accept: str, offered: Sequence[Format]) -> Format:
    """Best offered format for an Accept header.

    accept: raw header; empty means any. offered: server order of preference, at least one; breaks ties.
    Raises NotAcceptableError (406) when every offered format scores q=0, MalformedAcceptError (400) on a bad q value.
    """
    return choose(accept, tuple(offered)).format


@lru_cache(maxsize=512)
def choose(accept: str, offered: tuple[Format, ...]) -> Choice:
    """Best offered format and the media type to send it as; raises as choose_format does.

    A client that accepts `application/json` only is sent that, not the longer name of the same bytes.
    """
    ranges = _parse(accept)
    best: tuple[float, int, Choice] | None = None
    for candidate in offered:
        for media_type in candidate.media_types:
            quality, exactness = _score(media_type, ranges)
            if media_type != candidate.media_type and exactness < 2:
                continue  # a wildcard means the format under its own name
            if quality > 0 and (best is None or (quality, exactness) > (best[0], best[1])):
                best = (quality, exactness, Choice(candidate, media_type))
    if best is None:
        names = ", ".join(one.media_type for one in offered)
        raise NotAcceptableError("None of the formats offered here is accepted.", found=accept[:200], expected=names)
    return best[2]


def choose_named(name: str, offered: Sequence[Format]) -> Choice:
    """The offered format with this name, extension or media type. Raises NotAcceptableError with those offered."""
    found = find_format(name, offered)
    if found is None:
        names = ", ".join(one.name for one in offered)
        raise NotAcceptableError(f"{name[:40]} is not a format of this answer.", found=name[:40], expected=names)
    return Choice(found, found.media_type)


def _score(media_type: str, ranges: Sequence[_Range]) -> tuple[float, int]:
    """Weight and exactness of the most exact range that fits; nothing fits: 0."""
    type_, _, subtype = media_type.partition("/")
    fitting = [one for one in ranges if one.type in ("*", type_) and one.subtype in ("*", subtype)]
    if not fitting:
        return 0.0, 0
    exactness = max(one.exactness for one in fitting)
    return max(one.quality for one in fitting if one.exactness == exactness), exactness


def _parse(accept: str) -> list[_Range]:
    if len(accept) > _ACCEPT_LENGTH:
        raise MalformedAcceptError(
            "The Accept header is too long.", found=str(len(accept)), expected=f"at most {_ACCEPT_LENGTH} characters"
        )
    parts = [part.strip() for part in _PART.findall(accept)]
    return [_read_range(part) for part in parts if part] or [_Range("*", "*", 1.0, 0)]


def _read_range(part: str) -> _Range:
    name, *parameters = [piece.strip() for piece in part.split(";")]
    matched = _RANGE.fullmatch(name)
    if matched is None or (matched[1] == "*" and matched[2] != "*"):
        raise MalformedAcceptError("A media range cannot be read.", found=part[:80], expected="type/subtype;q=0.5")
    quality = 1.0
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            if not _QUALITY.fullmatch(value.strip()):
                raise MalformedAcceptError("A q value cannot be read.", found=part[:80], expected="a q between 0 and 1")
            quality = float(value)
    exactness = 0 if matched[1] == "*" else 1 if matched[2] == "*" else 2
    return _Range(matched[1].lower(), matched[2].lower(), quality, exactness)
