"""The words of the pages: Fluent files (`text/<language>.ftl`) in, messages in a reader's language out.

Holds no word itself. What a language lacks is said in English; arguments are escaped, none is read as HTML.
"""

import json
import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from fluent.runtime import FluentBundle, FluentResource
from fluent.runtime.types import fluent_number
from fluent.syntax import ast
from fluent.syntax.visitor import Visitor
from markupsafe import Markup, escape

from atlas.errors import HomeError

DEFAULT: Final = "en"
EXTENSION: Final = ".ftl"
SPOKEN: Final = "atlas.spoken"  # in a request's scope: a list that gets the answer's language, and whether it varies
OTHER: Final = "other"
COUNTS: Final = frozenset({"count", "size", "known", "shown", "added", "removed", "left"})
LONG: Final = 10_000
FORMS: Final = 8_192  # messages kept ready; counts make several of one
SLOT: Final = re.compile("\ue000(\\w+)\ue001")  # private use: stands in a message for an argument that is text
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Message:
    """One message as written. names: of its arguments; choosers: those by which a form of it is chosen."""

    key: str
    pattern: ast.Pattern
    names: frozenset[str]
    choosers: frozenset[str]


class Language:
    """The messages of one language, those it lacks taken from English."""

    def __init__(self, tag: str, texts: Sequence[tuple[str, str]]) -> None:
        """texts: language and content of each file, the nearest to the reader first."""
        self.tag = tag
        self.messages: dict[str, Message] = {}
        self._bundles: dict[str, FluentBundle] = {}
        for language, text in texts:
            bundle = FluentBundle([language], use_isolating=False)
            bundle.add_resource(resource := FluentResource(text))
            for message in iter_messages(resource):
                if self.messages.setdefault(message.key, message) is message:
                    self._bundles[message.key] = bundle
        self._form = lru_cache(maxsize=FORMS)(self._write)

    def say(self, key: str, /, **values: object) -> Markup:
        """A message with its arguments filled in, safe as HTML. A key that is not there is logged and shown."""
        message = self.messages.get(key)
        if message is None:
            complain(f"No message is called {key!r}.")
            return escape(key)
        if not values:
            return self._form(key, ())
        texts = {name: one for name, one in values.items() if isinstance(one, str) and name not in message.choosers}
        given = tuple((name, f"\ue000{name}\ue001" if name in texts else one) for name, one in values.items())
        form = self._form(key, given)
        return Markup(SLOT.sub(lambda slot: escape(texts[str(slot[1])]), form)) if texts else form  # noqa: S704 - escaped

    def say_text(self, key: str, /, **values: object) -> str:
        """The same as plain text, for what is escaped later or is no page."""
        return self.say(key, **values).unescape()

    def script(self, prefix: str) -> str:
        """The messages of a page's script as JSON for a data attribute: `{key without prefix: parts}`.

        A part is text, `{"name"}` for an argument, or `{"name", "forms": {category: parts}}` for a choice.
        """
        found = {key.removeprefix(prefix): one for key, one in self.messages.items() if key.startswith(prefix)}
        return json.dumps({key: _parts(one.pattern) for key, one in found.items()}, ensure_ascii=False)

    def _write(self, key: str, values: tuple[tuple[str, Any], ...]) -> Markup:
        bundle = self._bundles[key]
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise HomeError(f"The message {key!r} is empty.", expected="a text")
        said, problems = bundle.format_pattern(pattern, {name: _number(name, value) for name, value in values})
        if problems:
            complain(f"{key}: {'; '.join(map(str, problems))}")
        return escape(str(said))


class Languages:
    """Every language there is a file for. A language is added by adding its file."""

    def __init__(self, folder: Path) -> None:
        files = sorted(folder.glob(f"*{EXTENSION}"))
        texts = {file.stem.lower(): (file.stem, file.read_text(encoding="utf-8")) for file in files}
        if DEFAULT not in texts:
            raise HomeError(f"No {DEFAULT}{EXTENSION} is here.", expected="the words of the pages")
        own = texts[DEFAULT]
        self.known = {tag: Language(one[0], [one] if tag == DEFAULT else [one, own]) for tag, one in texts.items()}

    @property
    def default(self) -> Language:
        """English."""
        return self.known[DEFAULT]

    def choose(self, asked: str, accepted: str) -> Language:
        """The language that an address names (`?lang=`), else the best that an Accept-Language header accepts."""
        for tag in (asked.lower(), *_by_weight(accepted[:1_000].lower())):
            found = self.known.get(tag) or self.known.get(tag.partition("-")[0])
            if found is not None:
                return found
        return self.default


def iter_messages(resource: ast.Resource) -> Iterator[Message]:
    """The messages of one file. Raises HomeError for what cannot be read: Fluent itself would leave it out."""
    for entry in resource.body:
        if isinstance(entry, ast.Junk):
            raise HomeError(f"A message cannot be read: {str(entry.content)[:80]!r}", expected="Fluent")
        if isinstance(entry, ast.Message) and entry.value is not None:
            names = _Names()
            names.visit(entry.value)
            yield Message(entry.id.name, entry.value, frozenset(names.every), frozenset(names.choosers))


def complain(detail: str) -> None:
    """Say that a message is wrong; a reader sees its key in its place."""
    log.error("event=message-wrong detail=%r", detail)


class _Names(Visitor):
    """The arguments of a message."""

    def __init__(self) -> None:
        self.every: set[str] = set()
        self.choosers: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the library's name
        self.every.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - the library's name
        if isinstance(node.selector, ast.VariableReference):
            self.choosers.add(node.selector.id.name)
        self.generic_visit(node)


def _number(name: str, value: object) -> object:
    """A long number of things with its thousands apart; one that is a name, such as a commit's, as its digits alone."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return fluent_number(value, useGrouping=name in COUNTS and value >= LONG)
    return value


def _parts(pattern: ast.Pattern) -> list[object]:
    return [_part(one) for one in pattern.elements]


def _part(element: ast.TextElement | ast.Placeable) -> object:
    if isinstance(element, ast.TextElement):
        return element.value
    inner = element.expression
    if isinstance(inner, ast.VariableReference):
        return {"name": inner.id.name}
    if isinstance(inner, ast.SelectExpression) and isinstance(inner.selector, ast.VariableReference):
        forms = {_name(one.key): _parts(one.value) for one in inner.variants}
        forms[OTHER] = next(_parts(one.value) for one in inner.variants if one.default)
        return {"name": inner.selector.id.name, "forms": forms}
    raise HomeError("A message for a script has arguments and choices only.", found=type(inner).__name__)


def _name(key: ast.Identifier | ast.NumberLiteral) -> str:
    return key.name if isinstance(key, ast.Identifier) else key.value


@lru_cache(maxsize=512)
def _by_weight(accepted: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, the most wanted first (RFC 9110 section 12.5.4)."""
    weighed: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality or 1)
        except ValueError:
            weight = 0.0
        if weight > 0:
            weighed.append((-weight, place, tag.strip()))
    return tuple(tag for _, _, tag in sorted(weighed))
