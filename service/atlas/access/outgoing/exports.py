"""Exports as data: each folder of the home's exports/ is one outgoing form; queries and a frame in, pages of RDF out.

A folder holds a README.md and some of: items.rq (what is covered), construct.rq (what is said of some items), head.rq
(what is said of the service itself), coverage.rq (what is missing and for whom), frame.jsonld and context.jsonld,
select.rq with a template, table.rq with a template of its own for the whole as one text.
"""

import asyncio
import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from atlas.errors import AtlasError, HomeError, NotFoundError
from atlas.rdf.terms import Dataset, Literal, NamedNode, Quad, Term
from atlas.schema.model import SavedQuery, Schema
from atlas.schema.queries import read_query
from atlas.store.memory import MemoryStore
from atlas.store.parameters import parameter_names
from atlas.store.protocol import Store
from atlas.store.rows import construct, select

PAGE_SIZE: Final = 100
DEADLINE_S: Final = 60.0
QUERIES: Final = ("items", "construct", "head", "coverage", "select", "table")
MAIN: Final = ("construct", "select", "head", "table")
log = logging.getLogger(__name__)
_PREFIX: Final = re.compile(r"^\s*PREFIX\s+([\w-]+):\s*<([^>]+)>", re.MULTILINE | re.IGNORECASE)


@dataclass(frozen=True)
class Export:
    """One outgoing form. frame: turns its statements into one JSON-LD object. template: turns rows into text.

    sheet: turns the rows of the whole into one text; its ending names the form.
    context: what the object names as its context, where that is not the frame's own: an address or a whole context.
    """

    name: str
    folder: Path
    queries: Mapping[str, SavedQuery]
    frame: Mapping[str, object] | None
    context: object
    template: Path | None
    sheet: Path | None = None

    @property
    def main(self) -> SavedQuery:
        """The query whose header speaks for the whole folder."""
        return next(self.queries[name] for name in MAIN if name in self.queries)

    @property
    def title(self) -> str:
        """What a list calls it."""
        return self.main.title

    @property
    def page_size(self) -> int:
        """Items on one page."""
        return int(self.main.first("page") or PAGE_SIZE)

    @property
    def prefixes(self) -> dict[str, str]:
        """Prefixes that its queries declare."""
        return {name: space for query in self.queries.values() for name, space in _PREFIX.findall(query.text)}

    def read_readme(self) -> str:
        """What it is and what is lost, as written in its folder."""
        return (self.folder / "README.md").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Item:
    """One thing an export covers; modified: date or time of its last change as ISO 8601, empty where unknown."""

    iri: str
    modified: str = ""


@dataclass(frozen=True)
class Page:
    """One page of an export. number: of the page, from 1. total: items on all pages together. snapshot: the commit."""

    statements: Dataset
    number: int
    count: int
    total: int
    snapshot: int


@dataclass
class Exports:
    """Every export of a home over one store; what each covers is listed once a snapshot."""

    store: Store
    schema: Schema
    public_url: str
    known: Mapping[str, Export]
    _listed: dict[str, "asyncio.Task[list[Item]]"] = field(default_factory=dict)
    _number: int = -1

    def get(self, name: str) -> Export:
        """An export by its folder's name. Raises NotFoundError naming those there are."""
        found = self.known.get(name)
        if found is None:
            raise NotFoundError(f"There is no export {name}.", found=name, expected=", ".join(self.known) or "none")
        return found

    async def items(self, export: Export, since: str = "") -> list[Item]:
        """What it covers, by IRI; since: only what changed on that date or later, or bears no date."""
        if "items" not in export.queries:
            return []
        if self._number != self.store.number:
            self._number, self._listed = self.store.number, {}
        task = self._listed.get(export.name)
        if task is None or (task.done() and (task.cancelled() or task.exception())):
            task = self._listed[export.name] = asyncio.create_task(self._list(export))
        items = await asyncio.shield(task)
        return [item for item in items if not item.modified or item.modified >= since]

    async def covers(self, export: Export, iri: str) -> bool:
        """Whether it says anything of a thing: where it lists no items, of every one; where the list fails, of none."""
        if "items" not in export.queries:
            return True
        try:
            return any(item.iri == iri for item in await self.items(export))
        except AtlasError as error:
            log.warning("event=items-failed export=%s error=%r", export.name, error.detail)
            return False

    async def run_page(self, export: Export, site: Dataset, *, number: int = 1, since: str = "") -> Page:
        """One page: what is said of the service and of the page's items. Raises NotFoundError past the last page."""
        snapshot = self.store.number
        items = await self.items(export, since)
        count = max(1, -(-len(items) // export.page_size))
        if number > count:
            raise NotFoundError(f"{export.title} has no page {number}.", found=str(number), expected=f"1 to {count}")
        shown = items[(number - 1) * export.page_size : number * export.page_size]
        statements = await self.run_items(export, [item.iri for item in shown], snapshot=snapshot)
        head = self.run_head(export, site)
        return Page(Dataset([*head, *statements]), number, count, len(items), snapshot)

    async def run_items(self, export: Export, iris: Sequence[str], *, snapshot: int | None = None) -> Dataset:
        """What the export says of some items."""
        query = export.queries.get("construct")
        if query is None or not iris:
            return Dataset()
        values = self._values(query, iris)
        found = await construct(self.store, query.text, values, deadline_s=DEADLINE_S, snapshot=snapshot)
        return _retype(found, self._retyped(export))

    def run_head(self, export: Export, site: Dataset) -> Dataset:
        """What the export says of the service itself, out of its own description."""
        query = export.queries.get("head")
        if query is None:
            return Dataset()
        return _retype(MemoryStore(site).construct(query.text, self._values(query, ())), self._retyped(export))

    async def rows(self, export: Export, name: str, iris: Sequence[str] = ()) -> list[dict[str, Term]]:
        """Rows of one of its SELECT queries (coverage, select). Raises NotFoundError where it has none."""
        query = export.queries.get(name)
        if query is None:
            raise NotFoundError(f"{export.title} has no {name}.", found=name)
        return await select(self.store, query.text, self._values(query, iris), deadline_s=DEADLINE_S)

    async def _list(self, export: Export) -> list[Item]:
        query = export.queries["items"]
        rows = await select(self.store, query.text, self._values(query, ()), deadline_s=DEADLINE_S)
        found = {_text(row["item"]): Item(_text(row["item"]), _text(row.get("modified"))) for row in rows}
        return [found[iri] for iri in sorted(found)]

    def _retyped(self, export: Export) -> dict[str, str]:
        """Datatypes that the engine does not keep, by property: header lines `#+ retype: property datatype`."""
        names = {**self.schema.prefixes, **export.prefixes}
        pairs = (line.split() for line in export.main.header.get("retype", ()))
        return {_expand(names, path): _expand(names, datatype) for path, datatype in pairs}

    def _values(self, query: SavedQuery, iris: Sequence[str]) -> dict[str, Term | Sequence[Term]]:
        """Those values of the machine's own that a query takes."""
        offered: dict[str, Term | Sequence[Term]] = {
            "items": [NamedNode(iri) for iri in iris],
            "site": NamedNode(self.public_url),
            "base": NamedNode(self.schema.base),
            "snapshot": Literal(self.store.number),
        }
        return {name: offered[name] for name in parameter_names(query.text) if name in offered}


def load_exports(home: Path) -> dict[str, Export]:
    """Every export of a home by name; none where it has no exports/. Raises HomeError naming the folder at fault."""
    folders = sorted(path for path in (home / "exports").glob("*") if path.is_dir())
    return {folder.name: _load(folder) for folder in folders}


def _load(folder: Path) -> Export:
    queries = {
        name: read_query(folder / f"{name}.rq", folder.parent) for name in QUERIES if (folder / f"{name}.rq").is_file()
    }
    if not queries.keys() & set(MAIN):
        raise HomeError(f"{folder} has no query to run.", expected=" or ".join(f"{name}.rq" for name in MAIN))
    if not (folder / "README.md").is_file():
        raise HomeError(f"{folder} has no README.md.", expected="what the export is and what is lost")
    frame = _read_json(folder / "frame.jsonld")
    context = _read_json(folder / "context.jsonld")
    main = next(queries[name] for name in MAIN if name in queries)
    templates = sorted(folder.glob("template.*"))
    sheets = [path for path in sorted(folder.glob("table.*")) if path.suffix != ".rq"]
    return Export(
        name=folder.name,
        folder=folder,
        queries=queries,
        frame=frame,
        context=context["@context"] if context else main.first("context"),
        template=templates[0] if templates else None,
        sheet=sheets[0] if sheets and "table" in queries else None,
    )


def _read_json(path: Path) -> dict[str, object] | None:
    if not path.is_file():
        return None
    try:
        found: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise HomeError(f"{path} is no JSON: {error}.") from error
    return found


def _retype(statements: Dataset, datatypes: Mapping[str, str]) -> Dataset:
    if not datatypes:
        return statements
    return Dataset(_retype_one(quad, datatypes.get(quad.predicate.value)) for quad in statements)


def _retype_one(quad: Quad, datatype: str | None) -> Quad:
    if datatype is None or not isinstance(quad.object, Literal):
        return quad
    return Quad(quad.subject, quad.predicate, Literal(quad.object.value, datatype=NamedNode(datatype)))


def _expand(prefixes: Mapping[str, str], name: str) -> str:
    space, _, local = name.partition(":")
    return prefixes[space] + local if space in prefixes else name


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, (NamedNode, Literal)) else ""
