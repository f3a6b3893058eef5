"""YAML text in, plain values out, read event by event: no recursion, no objects, aliases counted each time.

Plain scalars keep the text they were written with; only an unquoted null is nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

import yaml

from atlas.errors import TooLargeError
from atlas.intake.reading.values import DEPTH, DocumentError, Value

NULLS: Final = frozenset(("", "~", "null", "Null", "NULL"))
CORE: Final = ("bool", "float", "int", "map", "null", "seq", "str", "timestamp")
TAGS: Final = frozenset((None, "!", *(f"tag:yaml.org,2002:{name}" for name in CORE)))
MERGE: Final = "<<"


class _Mark(Protocol):
    line: int
    column: int


@dataclass
class _Open:
    """A sequence or mapping whose end is still to come."""

    value: list[Value] | dict[str, Value]
    anchor: str | None
    key: str | None = None
    size: int = 1


@dataclass
class _Builder:
    left: int
    stack: list[_Open] = field(default_factory=list)
    anchors: dict[str, tuple[Value, int]] = field(default_factory=dict)
    open_anchors: set[str] = field(default_factory=set)
    documents: list[Value] = field(default_factory=list)


def read_yaml(text: str, node_limit: int) -> Value:
    """The value of a YAML document.

    Raises DocumentError with line and column for text that does not parse and for what is more than a tree: tags of
    other kinds, keys that are no text or stand twice, merge keys, aliases that lead back into themselves.
    Raises TooLargeError over node_limit values, aliases counted each time, and over DEPTH levels.
    """
    builder = _Builder(node_limit)
    for event in _iter_events(text):
        _take(builder, event)
    if len(builder.documents) != 1:
        raise DocumentError("A file holds one YAML document.", found=str(len(builder.documents)), expected="1")
    return builder.documents[0]


def _iter_events(text: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        detail = f"The YAML does not parse: {error.problem or error.context}."
        raise DocumentError(detail, line=line, column=column) from error
    except yaml.YAMLError as error:
        raise DocumentError(f"The YAML does not parse: {error}.") from error


def _take(builder: _Builder, event: yaml.Event) -> None:
    if isinstance(event, yaml.ScalarEvent):
        _check_tag(event)
        _put(builder, event, None if not event.style and event.value in NULLS else event.value, 1, text=event.value)
    elif isinstance(event, yaml.AliasEvent):
        if event.anchor in builder.open_anchors:
            raise _at(event.start_mark, "An alias leads back into itself.", "a tree")
        if event.anchor not in builder.anchors:
            raise _at(event.start_mark, f"The alias {event.anchor} has no anchor.", "an anchor before it")
        _put(builder, event, *builder.anchors[event.anchor])
    elif isinstance(event, yaml.SequenceStartEvent | yaml.MappingStartEvent):
        _check_tag(event)
        if len(builder.stack) >= DEPTH:
            place = _at(event.start_mark, "", "")
            raise TooLargeError("The YAML is nested too deep.", expected=f"at most {DEPTH} levels", line=place.line)
        if event.anchor:
            builder.open_anchors.add(event.anchor)
        builder.stack.append(_Open([] if isinstance(event, yaml.SequenceStartEvent) else {}, event.anchor))
    elif isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
        done = builder.stack.pop()
        builder.open_anchors.discard(done.anchor or "")
        _put(builder, event, done.value, done.size, anchor=done.anchor)


def _put(
    builder: _Builder, event: yaml.Event, value: Value, size: int, *, text: str | None = None, anchor: str | None = None
) -> None:
    """Place a finished value where it belongs: as a key, a value, an item or the document."""
    builder.left -= size if isinstance(event, yaml.AliasEvent) else 1
    if builder.left < 0:
        raise TooLargeError("The YAML holds too many values once its aliases are followed.")
    name = event.anchor if isinstance(event, yaml.ScalarEvent) else anchor
    if name:
        builder.anchors[name] = (value, size)
    if not builder.stack:
        builder.documents.append(value)
        return
    parent = builder.stack[-1]
    parent.size += size
    if isinstance(parent.value, list):
        parent.value.append(value)
    elif parent.key is not None:
        parent.value[parent.key] = value
        parent.key = None
    elif text is None or (text == MERGE and isinstance(event, yaml.ScalarEvent) and not event.style):
        raise _at(event.start_mark, "A key is no plain text.", "plain text")
    elif text in parent.value:
        raise _at(event.start_mark, f"The key {text} stands here twice.", "each key once")
    else:
        parent.key = text


def _check_tag(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
    if event.tag not in TAGS:
        raise _at(event.start_mark, f"The tag {event.tag} is not taken.", "plain YAML")


def _at(mark: _Mark | None, detail: str, expected: str) -> DocumentError:
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return DocumentError(detail, expected=expected, line=line, column=column)
