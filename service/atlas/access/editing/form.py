"""A form as values: nodes, rows, entries and lists to choose from. Templates draw it; nothing here knows HTML."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from atlas.access.things.view import Support
from atlas.validation.report import Finding


def name_row(node: str, path: str) -> str:
    """Where a row stands in the page: its node's key and its property, in letters, digits and hyphens."""
    return f"{node}-{re.sub(r'[^A-Za-z0-9]+', '-', path)}"


@dataclass(frozen=True)
class Choice:
    """One thing to choose. value: what goes into the field."""

    value: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One value of a row, or a place for a new one.

    name: of the input, without its last part. type: sent along where field and text do not tell it. label: of the
    thing a value names. is_raw: only shown, because no field can hold it. is_boxed: a part described in a box.
    near: things whose name is like the text.
    """

    name: str
    text: str = ""
    language: str = ""
    type: str = ""
    label: str = ""
    is_raw: bool = False
    is_boxed: bool = False
    near: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Row:
    """One property of one node.

    node, path: for the names of inputs. kind: of its range. level: required, recommended or optional. entries: its
    values and a place for one more; boxes: parts that are described here; adds: classes of parts that can be added.
    choices: of a short list, else list_id names a long one. tagged: values have a language. missing: it was looked for
    in vain. findings: what the report says of it; supports: what it rests on; is_proof: it is evidence itself.
    """

    node: str
    path: str
    anchor: str
    name: str
    help: str
    kind: str
    level: str
    entries: tuple[Entry, ...]
    boxes: "tuple[Box, ...]"
    adds: tuple[Choice, ...]
    choices: tuple[Choice, ...]
    list_id: str
    tagged: bool
    is_long: bool
    missing: bool
    findings: tuple[Finding, ...]
    supports: tuple[Support, ...]
    is_proof: bool

    @property
    def is_shown(self) -> bool:
        """Whether it is in sight at once, not behind “more”."""
        return self.level != "optional" or bool(self.findings) or self.is_filled

    @property
    def is_added(self) -> bool:
        """Whether its values are parts that a button adds, so that there is nothing to type."""
        return bool(self.adds)

    @property
    def is_filled(self) -> bool:
        """Whether it has a value."""
        return bool(self.boxes) or any(entry.text for entry in self.entries)


@dataclass(frozen=True)
class Group:
    """Rows under one heading: those in sight and those behind “more”. label: None for what no shape groups."""

    label: str | None
    rows: tuple[Row, ...]

    @property
    def shown(self) -> tuple[Row, ...]:
        """Rows in sight."""
        return tuple(row for row in self.rows if row.is_shown)

    @property
    def more(self) -> tuple[Row, ...]:
        """Rows behind “more”."""
        return tuple(row for row in self.rows if not row.is_shown)


@dataclass(frozen=True)
class Box:
    """One node. key: for the names of inputs. held: inputs that are sent along unseen, as names and values."""

    key: str
    iri: str
    label: str
    type_label: str
    groups: tuple[Group, ...]
    held: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Form:
    """A record as a form. boxes: its topic, then the record itself, then whatever neither leads to."""

    graph: str
    topic: str
    label: str
    boxes: tuple[Box, ...]
    lists: Mapping[str, tuple[Choice, ...]]
    problems: tuple[tuple[Finding, str], ...]
