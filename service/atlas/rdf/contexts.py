"""Makes a JSON-LD text safe for the engine: nesting is bounded, named contexts are replaced by bundled ones.

Fetches nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from atlas.errors import RdfSyntaxError

TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}:,]', re.DOTALL)


@dataclass(frozen=True)
class Splice:
    """A stretch of the text given (`start` to `end`) and what stands there instead."""

    start: int
    end: int
    text: str


def check_json_depth(text: str, limit: int) -> None:
    """Refuse JSON nested deeper than `limit`, before any recursive reader sees it.

    Linear in the text. Raises RdfSyntaxError at the bracket that goes too deep.
    """
    depth = 0
    for match in TOKEN.finditer(text):
        character = match.group()
        if character in "{[":
            depth += 1
            if depth > limit:
                line, column = position(text, match.start())
                raise RdfSyntaxError(
                    f"The JSON is nested deeper than {limit} levels.",
                    expected=f"at most {limit} levels",
                    suggestion="Give nested things an @id and list them side by side.",
                    line=line,
                    column=column,
                )
        elif character in "}]":
            depth -= 1


def bundle_contexts(text: str, contexts: Mapping[str, object], base_iri: str | None) -> tuple[str, list[Splice]]:
    """The text with every context named by address replaced by the bundled one, and where that was done.

    contexts: address to context document (with or without its outer "@context").
    Raises RdfSyntaxError for a context that is not bundled, and for @import.
    """
    splices: list[Splice] = []
    for start, end in _iter_addresses(text):
        address = urljoin(base_iri or "", str(json.loads(text[start:end])))
        document = contexts.get(address)
        if document is None:
            raise _not_bundled(text, start, address, contexts)
        inner = document.get("@context", document) if isinstance(document, Mapping) else document
        splices.append(Splice(start, end, json.dumps(inner)))
    pieces: list[str] = []
    done = 0
    for splice in splices:
        pieces += (text[done : splice.start], splice.text)
        done = splice.end
    return "".join([*pieces, text[done:]]), splices


def original_offset(offset: int, splices: list[Splice]) -> int:
    """Where in the text given a place of the spliced text stands."""
    shift = 0
    for splice in splices:
        start = splice.start + shift
        if offset < start:
            break
        if offset < start + len(splice.text):
            return splice.start
        shift += len(splice.text) - (splice.end - splice.start)
    return offset - shift


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column (from 1) of an offset."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _iter_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the strings that name a context: values of "@context", items of its list, of "@import"."""
    tokens = list(TOKEN.finditer(text))
    for index, token in enumerate(tokens[:-2]):
        name = token.group()
        if tokens[index + 1].group() != ":" or not name.startswith('"'):
            continue
        if name not in ('"@context"', '"@import"') and ("\\u" not in name or _unescape(name) != "@context"):
            continue
        value = tokens[index + 2]
        if value.group().startswith('"'):
            yield value.span()
        elif value.group() == "[":
            yield from _list_strings(tokens, index + 3)


def _list_strings(tokens: list[re.Match[str]], index: int) -> Iterator[tuple[int, int]]:
    depth = 1
    for token in tokens[index:]:
        character = token.group()
        if character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
            if depth == 0:
                return
        elif depth == 1 and character.startswith('"'):
            yield token.span()


def _unescape(token: str) -> str:
    try:
        return str(json.loads(token))
    except ValueError:
        return ""


def _not_bundled(text: str, start: int, address: str, contexts: Mapping[str, object]) -> RdfSyntaxError:
    line, column = position(text, start)
    return RdfSyntaxError(
        f"The context <{address}> is not fetched: nothing is fetched because a document names it.",
        found=address,
        expected=" or ".join(f"<{known}>" for known in contexts) or "a context written in the document",
        suggestion="Name a bundled context, or write the context into the document.",
        line=line,
        column=column,
    )


def find_rest(text: str, line: int, column: int) -> str:
    """What stands at a place, as far as the line goes."""
    rows = text.splitlines()
    rest = rows[line - 1][column - 1 :].strip() if line <= len(rows) else ""
    return rest[:40] or ("end of line" if line < len(rows) else "end of text")
