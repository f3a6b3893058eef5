"""A batch of documents in, statements of records out, as lines of N-Triples by the record they belong to.

The whole batch is lifted into one store and each query of the mapping runs once over it. Nothing is judged here.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from atlas.errors import AtlasError, HomeError, ParameterError, RdfSyntaxError, SparqlSyntaxError
from atlas.intake.identities.things import Described
from atlas.intake.importing.files import Linked, looks_like_formula
from atlas.intake.reading.documents import Document
from atlas.intake.reading.lift import CONTEXT, KEYWORDS, document_iri, keep, lift
from atlas.intake.reading.mappings import CatalogueMapping, Refusal
from atlas.intake.reading.values import Value
from atlas.namespaces import SYS, XSD
from atlas.rdf.formats import JSON_LD, N_TRIPLES
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import Literal, Quad, Term
from atlas.schema.model import SavedQuery
from atlas.store.memory import MemoryStore
from atlas.store.parameters import parameter_names

HOSTILE: Final = re.compile(r"\s*(?:javascript|data|vbscript|file|jar|blob)\s*:|https?://[^/?#\s]*@", re.IGNORECASE)
CARE: Final = re.compile(
    rb'"(?:[=@+-]|\s*(?:javascript|data|vbscript|file|jar|blob)\s*:)|https?://[^/?#\s"]*@', re.IGNORECASE
)
NO_LINK: Final = "An address that no link may have; it was left out."
Values = Mapping[str, Term | Sequence[Term]]


@dataclass
class Made:
    """What a batch became. records: lines by `kind/slug`. described: what is matched of them.

    formulas: cells that a spreadsheet would evaluate.
    """

    documents: int = 0
    records: dict[str, set[bytes]] = field(default_factory=dict)
    refused: list[Refusal] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)
    formulas: int = 0
    described: Described = field(default_factory=Described)


class Maker:
    """Makes records by one mapping.

    known: statements the queries may look things up in, for a mapping that does so; empty for others.
    """

    def __init__(self, mapping: CatalogueMapping, values: Values, base: str, known: Iterable[Quad] = ()) -> None:
        self._mapping, self._base = mapping, base
        self._known = [Quad(q.subject, q.predicate, q.object) for q in (*known, *mapping.links)]
        self._queries = [(query, _values(query, values)) for query in (*mapping.of_import, *mapping.refusals)]

    def make(self, documents: Sequence[Document | Linked], *, checks: bool = True) -> Made:
        """Records of a batch. checks: look at each value for addresses and cells that need care.

        Raises HomeError when a query makes something that is no record.
        """
        made = Made(documents=len(documents))
        store = MemoryStore()
        if self._known:
            store.read(serialize(self._known, N_TRIPLES), N_TRIPLES)
        linked = [one for one in documents if isinstance(one, Linked)]
        for one in linked:
            store.read(one.triples + self._place(one), N_TRIPLES)
        given = [one for one in documents if isinstance(one, Document)]
        if checks:
            given = [Document(one.name, self._check(one, one.value, made), one.line) for one in given]
        self._lift(given, store, made)
        count = len(self._mapping.of_import)
        query = self._queries[0][0]
        try:
            for query, values in self._queries[:count]:
                sort_lines(store.construct_lines(query.text, values), self._base, made.records)
            for query, values in self._queries[count:]:
                made.refused += [_refusal(row) for row in store.select(query.text, values)]
        except (ParameterError, SparqlSyntaxError, HomeError) as error:
            raise HomeError(f"{query.path}: {error.detail}", expected=error.expected, line=error.line) from error
        return made

    def _place(self, one: Linked) -> bytes:
        iri = document_iri(Document(one.name, None), self._mapping.space)
        name = json.dumps(one.name, ensure_ascii=False)
        line = f'<{iri}> <{SYS}lineNumber> "{one.line}"^^<{XSD}integer> .'
        return f"<{iri}> <{SYS}fileName> {name} .\n{line}\n".encode()

    def _lift(self, documents: list[Document], store: MemoryStore, made: Made) -> None:
        """All at once; one after the other where something of them is no RDF, to find what."""
        bodies = [self._body(one, made) for one in documents]
        if not bodies:
            return
        try:
            text = json.dumps({CONTEXT: self._mapping.context, "@graph": bodies}, ensure_ascii=False)
            store.read(text.encode(), JSON_LD)
            return
        except (SyntaxError, ValueError):
            pass
        for one in documents:
            try:
                lifted = lift(one, self._mapping.context, self._mapping.space)
                store.read(
                    serialize([Quad(q.subject, q.predicate, q.object) for q in lifted.quads], N_TRIPLES),
                    N_TRIPLES,
                )
            except AtlasError as error:
                reason = error.detail if not isinstance(error, RdfSyntaxError) else f"It is no RDF: {error.detail}"
                made.refused.append(Refusal(one.name, error.found or "", reason, one.line))

    def _body(self, document: Document, made: Made) -> dict[str, Value]:
        iri = document_iri(document, self._mapping.space)
        body = document.value if isinstance(document.value, Mapping) else {"items": document.value}
        held = keep(body, self._mapping.context, KEYWORDS if CONTEXT in body else frozenset(), "", made.ignored)
        if not isinstance(held, dict):
            raise TypeError("an object stays an object")
        line: Value = {"@value": str(document.line), "@type": f"{XSD}integer"}
        return {**held, "@id": iri, f"{SYS}fileName": {"@value": document.name}, f"{SYS}lineNumber": line}

    def _check(self, document: Document, value: Value, made: Made) -> Value:
        """The value without addresses that no link may have; cells that look like formulas are counted."""
        if isinstance(value, str):
            if looks_like_formula(value):
                made.formulas += 1
            if HOSTILE.match(value):
                made.refused.append(Refusal(document.name, value[:120], NO_LINK, document.line))
                return None
            return value
        if isinstance(value, Mapping):
            return {key: self._check(document, one, made) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._check(document, one, made) for one in value]
        return value


def _values(query: SavedQuery, values: Values) -> dict[str, Term | Sequence[Term]]:
    """Values of the parameters that a query names; where none is given, the default that its header tells."""
    given = {one.name: Literal(one.default) for one in query.parameters if one.default is not None}
    return {name: value for name, value in {**given, **values}.items() if name in parameter_names(query.text)}


def needs_care(text: bytes) -> bool:
    """Whether a JSON text may hold a value that `Maker` should look at; much faster than looking at each."""
    return CARE.search(text) is not None


def sort_lines(lines: Iterable[bytes], base: str, records: dict[str, set[bytes]]) -> None:
    """Put lines to the record that their subject belongs to.

    Raises HomeError for a subject that is neither a record, a part of one, nor a record's graph.
    """
    known: dict[bytes, set[bytes]] = {}
    for line in lines:
        subject = line[: line.index(b" ")]
        said = known.get(subject)
        if said is None:
            said = known[subject] = records.setdefault(_record_of(subject.decode("utf-8", "replace"), base), set())
        said.add(line)


def _record_of(subject: str, base: str) -> str:
    """`kind/slug` of a record, of a part of one or of a record's graph, from its name in angle brackets."""
    for start in (f"<{base}id/", f"<{base}graph/"):
        if subject.startswith(start):
            return subject[len(start) : -1].partition("#")[0]
    raise HomeError(f"The mapping makes statements of {subject}, which is no record.", expected=f"<{base}id/…>")


def _refusal(row: Mapping[str, Term]) -> Refusal:
    said = {name: str(getattr(term, "value", "")) for name, term in row.items()}
    line = said.get("line", "")
    return Refusal(
        said.get("document", ""), said.get("found", ""), said.get("reason", ""), int(line) if line.isdigit() else 0
    )
