"""Tools around SPARQL: look at a query before it runs, and run it with few rows. The same door as the endpoint's."""

from typing import Any, Final
from urllib.parse import quote

from atlas.access.protocol.door import Admission, admit_query
from atlas.access.protocol.explain import find_terms, find_unknown
from atlas.access.saved_queries.questions import labels_of
from atlas.errors import DeadlineError, SparqlSyntaxError, TooLargeError
from atlas.http.dependencies import Caller, State
from atlas.rdf.terms import BlankNode, Literal, NamedNode, Term
from atlas.store.page import construct_page, select_page
from atlas.store.protocol import DatasetClause, Query
from atlas.store.rows import ask

ROWS: Final = 50
ROWS_MOST: Final = 200
TRIAL_S: Final = 0.5
RARE: Final = 10


class Querying:
    """Queries of agents to one running app."""

    def __init__(self, state: State) -> None:
        self._state, self._schema = state, state.schema

    async def check_query(self, sparql: str, caller: Caller) -> dict[str, Any]:
        """Whether a query parses and may run, which of its names nobody has defined, and a guess at its cost."""
        admission = admit_query(sparql, self._state.door, base_iri=self._schema.base)
        counts = await self._state.void.counts()
        unknown = find_unknown(self._schema, sparql)
        terms = find_terms(self._schema, sparql, counts)
        quick = await self._try(admission, caller)
        return {
            "parses": True,
            "form": admission.form,
            "unknown_terms": [
                {"name": one.name, "line": one.line, "column": one.column, "near": list(one.near)} for one in unknown
            ],
            "terms": [{"name": one.name, "role": one.role, "statements": one.count} for one in terms[:RARE]],
            "cost": "quick" if quick else f"more than {TRIAL_S:g} s; name a rarer class or property first",
            "deadline_s": self._state.settings.deadline_s,
            "next": "describe_class shows what a class has." if unknown else "run_query runs it.",
        }

    async def run_query(self, sparql: str, caller: Caller, limit: int = ROWS) -> dict[str, Any]:
        """The first rows of an answer, at most 200, with labels of the things in them."""
        admission = admit_query(sparql, self._state.door, base_iri=self._schema.base)
        count = max(1, min(limit, ROWS_MOST))
        permalink = f"{self._state.public_url}/sparql?query={quote(sparql)}"
        said: dict[str, Any] = {"form": admission.form, "permalink": permalink}
        if admission.form == "ASK":
            return said | {"boolean": await ask(self._state.store, sparql)}
        query = self._query(admission, caller, self._state.settings.deadline_s)
        if admission.form != "SELECT":
            quads, cut = await construct_page(self._state.store, query, count)
            triples = [f"{q.subject} {q.predicate} {q.object} ." for q in quads]
            return said | {"triples": triples, "shown": len(triples), "truncated": cut}
        page = await select_page(self._state.store, query, count)
        labels = {**self._schema.labels, **await labels_of(self._state.store, self._schema, page.rows)}
        iris = {term.value for row in page.rows for term in row.values() if isinstance(term, NamedNode)}
        rows = [{name: _text(term) for name, term in row.items()} for row in page.rows]
        more = "more; narrow the query or add LIMIT and OFFSET" if page.cut else "all"
        return said | {
            "columns": list(page.names),
            "rows": rows,
            "shown": len(rows),
            "rows_in_all": len(rows) if not page.cut else more,
            "labels": {iri: labels[iri] for iri in sorted(iris) if iri in labels},
            "truncated": page.cut,
        }

    async def _try(self, admission: Admission, caller: Caller) -> bool:
        """Whether the query answers at once; raises SparqlSyntaxError when it does not parse."""
        query = self._query(admission, caller, TRIAL_S)
        try:
            if admission.form == "SELECT":
                await select_page(self._state.store, query, 1)
            elif admission.form != "ASK":
                await construct_page(self._state.store, query, 1)
            else:
                await ask(self._state.store, admission.text, deadline_s=TRIAL_S)
        except (DeadlineError, TooLargeError):
            return False
        except SparqlSyntaxError:
            raise
        return True

    def _query(self, admission: Admission, caller: Caller, deadline_s: float) -> Query:
        return Query(
            admission.text,
            "",
            admission.dataset or DatasetClause(),
            deadline_s=deadline_s,
            byte_limit=self._state.settings.result_bytes,
            client=caller.key,
            base_iri=self._schema.base,
        )


def _text(term: Term) -> str:
    if isinstance(term, (NamedNode, Literal)):
        return term.value
    return f"_:{term.value}" if isinstance(term, BlankNode) else str(term)
