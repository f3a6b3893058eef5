"""Fields, ranges and levels of classes, read from the shapes once and kept: what forms are laid out by."""

from collections.abc import Iterable

from atlas.schema.levels import Level, choices_of, levels_of
from atlas.schema.model import Field, Schema
from atlas.schema.ranges import Range, fields_by_path, range_of


class Layouts:
    """The layouts of one schema, which never changes."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._fields: dict[tuple[str, ...], dict[str, Field]] = {}
        self._levels: dict[tuple[str, ...], dict[str, Level]] = {}
        self._choices: dict[str, list[tuple[str, ...]]] = {}
        self._ranges: dict[str, Range] = {}

    def fields(self, types: Iterable[str]) -> dict[str, Field]:
        """Fields of things of these classes by path, in form order."""
        key = tuple(types)
        if key not in self._fields:
            found = {path: one for name in key for path, one in fields_by_path(self._schema, name).items()}
            self._fields[key] = dict(sorted(found.items(), key=lambda pair: (pair[1].order, pair[0])))
        return self._fields[key]

    def levels(self, types: Iterable[str]) -> dict[str, Level]:
        """How much each field is wanted, by path."""
        key = tuple(types)
        if key not in self._levels:
            self._levels[key] = {path: one for name in key for path, one in levels_of(self._schema, name).items()}
        return self._levels[key]

    def choices(self, class_iri: str) -> list[tuple[str, ...]]:
        """Choices that a thing of a class must make: of each, the paths of which one must have a value."""
        if class_iri not in self._choices:
            self._choices[class_iri] = choices_of(self._schema, class_iri)
        return self._choices[class_iri]

    def range(self, field: Field) -> Range:
        """What the values of a field are."""
        if field.iri not in self._ranges:
            self._ranges[field.iri] = range_of(self._schema, field)
        return self._ranges[field.iri]

    def find_range(self, types: Iterable[str], path: str) -> Range | None:
        """What the values of a property of such things are, or None where no shape speaks of it."""
        field = self.fields(types).get(path)
        return self.range(field) if field is not None else None
