"""A correct example of a field, written as the text at hand is: from the examples that the ontology gives of its terms.

In: a property and a form of text. Out: a few lines that would pass, or nothing. Invents nothing.
"""

from typing import Final

from atlas.access.editing.templates import local_name
from atlas.errors import AtlasError
from atlas.namespaces import SKOS, SYS
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Term, objects
from atlas.schema.inputs import shorten
from atlas.schema.model import Schema

SNIPPET: Final = f"{SYS}TurtleSnippet"


class Examples:
    """Examples in one form of text. between: what stands between a field's name and its value; empty for Turtle."""

    def __init__(self, schema: Schema, between: str = "") -> None:
        self._schema, self._between = schema, between
        self._prologue = f"@base <{schema.base}> .\n" + "".join(
            f"@prefix {name}: <{space}> .\n" for name, space in schema.prefixes.items()
        )
        self._made: dict[str, str] = {}

    def find(self, path: str | None) -> str:
        """An example of a property; empty where the ontology gives none, or a path is more than one property."""
        if path is None or "<" in path:
            return ""
        if path not in self._made:
            self._made[path] = self._write(path)
        return self._made[path]

    def _write(self, path: str) -> str:
        said = objects(self._schema.ontology, NamedNode(path), f"{SKOS}example")
        texts = sorted(one.value for one in said if isinstance(one, Literal) and one.datatype.value == SNIPPET)
        if not texts or not self._between:
            return texts[0] if texts else ""
        value = self._value(texts[0], path)
        return "" if value is None else f"{local_name(self._schema, path)}{self._between}{value}"

    def _value(self, text: str, path: str) -> str | None:
        """The value in the example as people write it; nothing for a part, which is more than a value."""
        try:
            quads = parse((self._prologue + text).encode(), TURTLE)
        except AtlasError:
            return None
        values = [quad.object for quad in quads if quad.predicate.value == path]
        return self._plain(values[0], str(quads[0].subject)[1:-1]) if values else None

    def _plain(self, value: Term, topic: str) -> str | None:
        if isinstance(value, NamedNode):
            text = shorten(self._schema, value.value, topic)
            return None if text.startswith("#") else self._schema.labels.get(value.value, text)
        return value.value if isinstance(value, Literal) else None
