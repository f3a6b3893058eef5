"""A term in, an example of how it is not used out, put together from its shape. Asks no store, judges nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from atlas.access.ontology.labels import Say
from atlas.access.ontology.terms import classes_with
from atlas.schema.levels import Level, levels_of
from atlas.schema.model import Schema
from atlas.schema.ranges import Kind, fields_by_path, range_of

SUBJECT: Final = re.compile(r"\s*(<[^<>\s]*>|[\w.-]*:[\w.-]*)\s")
NAMELESS: Final = "[]"


@dataclass(frozen=True)
class Mistake:
    """A statement that is refused, and why in words. about: the property at fault."""

    text: str
    why: str
    about: str


def find_mistake(schema: Schema, iri: str, examples: Sequence[str], say: Say) -> Mistake | None:
    """How a term is not used: a class without what it must have, a property with a value of another kind.

    examples: how it is used; the mistake is made about the thing that the first of them is about.
    None for a term that no shape rules.
    """
    begun = SUBJECT.match(examples[0]) if examples else None
    subject = begun[1] if begun else NAMELESS
    return _of_class(schema, iri, subject, say) if iri in schema.classes else _of_property(schema, iri, subject, say)


def _of_class(schema: Schema, iri: str, subject: str, say: Say) -> Mistake | None:
    fields = fields_by_path(schema, iri)
    wanted = [path for path, level in levels_of(schema, iri).items() if level is Level.REQUIRED and path in fields]
    if not wanted:
        return None
    names = ", ".join(fields[path].name or schema.label(path) for path in wanted)
    text = f"{subject} a {schema.compact(iri)} ."
    return Mistake(text, say("term-wrong-lacks", names=names), wanted[0])


def _of_property(schema: Schema, iri: str, subject: str, say: Say) -> Mistake | None:
    ruled = classes_with(schema, iri)
    if not ruled:
        return None
    kind = range_of(schema, ruled[0][1]).kind
    wrong = say("term-wrong-value", kind=str(kind))
    value = f"<{wrong}>" if kind is Kind.TEXT else f'"{wrong}"'
    return Mistake(f"{subject} {schema.compact(iri)} {value} .", say("term-wrong-why", kind=str(kind)), iri)
