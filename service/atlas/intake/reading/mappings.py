"""Mappings as data: a folder with a JSON-LD context and CONSTRUCT queries makes records of foreign documents.

Names no catalogue. Commits nothing: what comes out is graphs of records, and a list of what was left out and why.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from atlas.errors import HomeError
from atlas.intake.reading.documents import Document
from atlas.intake.reading.lift import Lifted, lift
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import NamedNode, Quad, Term
from atlas.schema.model import SavedQuery
from atlas.schema.queries import read_query
from atlas.store.memory import MemoryStore
from atlas.store.parameters import parameter_names

FOLDER: Final = "mappings"
CONTEXT_FILE: Final = "context.jsonld"
ALONE: Final = "import"
LINKS_FILE: Final = "identities.ttl"


@dataclass(frozen=True)
class CatalogueMapping:
    """A mapping folder. links: identities known of documents; refusals: SELECTs of what no record will hold.

    additions: CONSTRUCTs that only an import runs besides, for what matching needs; one named `import` stands in place
    of the others.
    """

    name: str
    context: Mapping[str, object]
    constructs: tuple[SavedQuery, ...]
    refusals: tuple[SavedQuery, ...]
    links: tuple[Quad, ...]
    space: str
    additions: tuple[SavedQuery, ...] = ()

    @property
    def of_import(self) -> tuple[SavedQuery, ...]:
        """What an import constructs with."""
        alone = any(query.stem == ALONE for query in self.additions)
        return self.additions if alone else (*self.constructs, *self.additions)


@dataclass(frozen=True)
class Refusal:
    """Something of a document that no record holds: where, what and why, in words. line: 0 where nobody knows it."""

    document: str
    found: str
    reason: str
    line: int = 0


@dataclass(frozen=True)
class Mapped:
    """What a mapping made. records: quads by the graph they stand in; ignored: keys without a term, with counts."""

    records: Mapping[str, tuple[Quad, ...]]
    refused: tuple[Refusal, ...]
    ignored: Counter[str]

    @property
    def quads(self) -> list[Quad]:
        """Every statement, in its record's graph."""
        return [quad for graph in sorted(self.records) for quad in self.records[graph]]


def find_mappings(home: Path) -> list[str]:
    """Names of the mapping folders of a home."""
    return sorted(path.parent.name for path in (home / FOLDER).glob(f"*/{CONTEXT_FILE}"))


def load_mapping(home: Path, name: str, base: str) -> CatalogueMapping:
    """The mapping of that name.

    `map*.rq` and, for imports, `import*.rq` construct, `refused*.rq` select ?document ?found ?reason.
    Raises HomeError saying what the folder lacks.
    """
    folder = home / FOLDER / name
    path = folder / CONTEXT_FILE
    if name not in find_mappings(home):
        raise HomeError(f"There is no mapping {name}.", found=name, expected=", ".join(find_mappings(home)) or "none")
    try:
        context = json.loads(path.read_text(encoding="utf-8"))["@context"]
    except (ValueError, KeyError, TypeError) as error:
        raise HomeError(f"{path} is no JSON-LD context.", expected='an object with "@context"') from error
    constructs = tuple(read_query(query, folder) for query in sorted(folder.glob("map*.rq")))
    if not constructs or not isinstance(context, dict):
        raise HomeError(f"{folder} makes nothing.", expected="a context of terms and map.rq")
    links = folder / LINKS_FILE
    space = f"{base}mapping/{name}/"
    return CatalogueMapping(
        name=name,
        context=context,
        constructs=constructs,
        refusals=tuple(read_query(query, folder) for query in sorted(folder.glob("refused*.rq"))),
        links=tuple(parse(links.read_bytes(), TURTLE, base_iri=space)) if links.is_file() else (),
        space=space,
        additions=tuple(read_query(query, folder) for query in sorted(folder.glob("import*.rq"))),
    )


def apply_mapping(
    mapping: CatalogueMapping,
    documents: Iterable[Document],
    known: Iterable[Quad],
    values: Mapping[str, Term | Sequence[Term]],
    base: str,
) -> Mapped:
    """Records of these documents.

    known: statements the queries may look things up in, such as records already held. values: for the parameters that
    the queries name; others are not passed on. Raises HomeError when a query makes something that is no record.
    """
    lifted = [lift(document, mapping.context, mapping.space) for document in documents]
    store = MemoryStore([*known, *mapping.links, *(quad for one in lifted for quad in one.quads)])
    made: set[Quad] = set()
    for query in mapping.constructs:
        made.update(store.construct(query.text, _used(query, values)))
    refused = [
        Refusal(_text(row.get("document")), _text(row.get("found")), _text(row.get("reason")))
        for query in mapping.refusals
        for row in store.select(query.text, _used(query, values))
    ]
    return Mapped(to_records(made, base), tuple(refused), _ignored(lifted))


def to_records(made: Iterable[Quad], base: str) -> dict[str, tuple[Quad, ...]]:
    """Statements by the graph of the record they belong to: `id/kind/slug` and its parts go to `graph/kind/slug`.

    Raises HomeError for a subject that is neither a record, a part of one, nor a record's graph.
    """
    found: dict[str, list[Quad]] = {}
    for quad in made:
        name = quad.subject.value.partition("#")[0] if isinstance(quad.subject, NamedNode) else ""
        if name.startswith(f"{base}id/"):
            graph = f"{base}graph/{name.removeprefix(f'{base}id/')}"
        elif name.startswith(f"{base}graph/"):
            graph = name
        else:
            raise HomeError(
                f"The mapping makes statements of {quad.subject}, which is no record.", expected=f"<{base}id/…>"
            )
        found.setdefault(graph, []).append(Quad(quad.subject, quad.predicate, quad.object, NamedNode(graph)))
    return {graph: tuple(sorted(quads, key=str)) for graph, quads in found.items()}


def _used(query: SavedQuery, values: Mapping[str, Term | Sequence[Term]]) -> dict[str, Term | Sequence[Term]]:
    return {name: values[name] for name in parameter_names(query.text) if name in values}


def _text(term: Term | None) -> str:
    return str(getattr(term, "value", "") if term is not None else "")


def _ignored(lifted: Iterable[Lifted]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in lifted:
        total.update(one.ignored)
    return total
