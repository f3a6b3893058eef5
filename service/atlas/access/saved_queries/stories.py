"""Pages that a home describes: `queries/pages/<name>.rq` in, sections of saved queries with their charts out.

The header of such a file names its sections in order, `#+ section: <saved query> -> <chart>`: a question, or a view
as `views/<name>`, whose parameters all have defaults. Its own query, if it has one, says what the page rests on.
"""

from dataclasses import dataclass
from typing import Final

from atlas.access.figures.chart import Chart, parse_chart
from atlas.access.saved_queries.counted import Counted
from atlas.access.saved_queries.questions import fill
from atlas.errors import HomeError, ParameterError
from atlas.schema.model import SavedQuery, Schema

FOLDER: Final = "pages"
ARROW: Final = "->"
QUESTIONS: Final = "questions/"


@dataclass(frozen=True)
class Section:
    """One saved query on a page, its text ready to run. chart: how it is drawn, None for a table alone."""

    query: SavedQuery
    text: str
    chart: Chart | None

    @property
    def name(self) -> str:
        """Its part of the address."""
        return self.query.stem

    @property
    def page(self) -> str:
        """Path of the question's own page, empty for a view."""
        return f"/question/{self.name}" if self.query.id.startswith(QUESTIONS) else ""


@dataclass(frozen=True)
class Story:
    """One page. about: the text of its own query, empty for none."""

    query: SavedQuery
    about: str
    sections: tuple[Section, ...]

    @property
    def name(self) -> str:
        """Its path segment."""
        return self.query.stem

    def find(self, name: str) -> Section | None:
        """The section of a name, or None."""
        return next((section for section in self.sections if section.name == name), None)


def read_stories(schema: Schema) -> dict[str, Story]:
    """Every page a home describes, by name. Raises HomeError where a section cannot be read."""
    return {query.stem: read_story(schema, query) for query in schema.folder(FOLDER)}


def read_story(schema: Schema, query: SavedQuery) -> Story:
    """One page. Raises HomeError naming the file and the section that cannot be read."""
    sections = tuple(_read_section(schema, query, said) for said in query.header.get("section", ()))
    if not sections:
        raise HomeError(f"{query.path} has no section.", expected="#+ section: <saved query> -> <chart>")
    return Story(query, fill(schema, query) if query.text.strip() else "", sections)


async def warm_stories(counted: Counted, schema: Schema) -> None:
    """Ask the query of every section and figure over the newest snapshot, one by one, so that no reader waits."""
    sections = [section for story in read_stories(schema).values() for section in story.sections]
    for section in (*sections, *read_charts(schema)):
        await counted.answer(section.text)


def read_live(schema: Schema) -> tuple[Section, ...]:
    """Saved queries whose header says `live: <place>`: what the first page shows as it is now, in that order."""
    found = [query for query in schema.queries.values() if query.first("live")]
    found.sort(key=lambda query: (query.first("live") or "", query.id))
    return tuple(Section(query, fill(schema, query), find_chart(query)) for query in found)


def read_charts(schema: Schema) -> tuple[Section, ...]:
    """Every saved query that says how it is drawn and needs no value, by title: what the page of figures shows."""
    found = [query for query in schema.queries.values() if query.first("chart")]
    ready = [query for query in found if all(one.default for one in query.parameters)]
    ready.sort(key=lambda query: (query.title.lower(), query.id))
    return tuple(Section(query, fill(schema, query), find_chart(query)) for query in ready)


def find_chart(query: SavedQuery) -> Chart | None:
    """How a saved query's own header wants it drawn. Raises HomeError where the words cannot be read."""
    words = query.first("chart")
    if not words:
        return None
    try:
        return parse_chart(words)
    except ParameterError as error:
        raise HomeError(f"{query.path}: {error.detail}", found=error.found, expected=error.expected) from error


def _read_section(schema: Schema, page: SavedQuery, said: str) -> Section:
    name, _, words = (part.strip() for part in said.partition(ARROW))
    query = schema.queries.get(name if "/" in name else f"{QUESTIONS}{name}")
    if query is None:
        raise HomeError(f"{page.path}: there is no saved query {name}.", found=said, expected="a question or views/…")
    try:
        return Section(query, fill(schema, query), parse_chart(words) if words else find_chart(query))
    except ParameterError as error:
        raise HomeError(f"{page.path}: {error.detail}", found=said, expected=error.expected) from error
