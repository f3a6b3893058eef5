"""A query that a page runs for its reader: through the door, under the reader's limits, read as far as is shown."""

import asyncio

from fastapi import Request

from atlas.access.protocol.door import Admission, admit_query
from atlas.errors import ParameterError
from atlas.http.dependencies import State, find_caller
from atlas.store.protocol import DatasetClause, Query


def admit(state: State, text: str) -> Admission:
    """A text through the door. Raises QueryRefusedError, SparqlSyntaxError."""
    return admit_query(text, state.door, base_iri=state.schema.base)


def admit_rows(state: State, text: str) -> Admission:
    """A SELECT through the door. Raises ParameterError for another form."""
    admission = admit(state, text)
    if admission.form != "SELECT":
        raise ParameterError("Only the rows of a SELECT are a table.", found=admission.form, expected="SELECT")
    return admission


def make_query(
    request: Request, state: State, admission: Admission, *, media_type: str = "", deadline_s: float | None = None
) -> Query:
    """The query as it goes to the store."""
    return Query(
        admission.text,
        media_type,
        admission.dataset or DatasetClause(),
        deadline_s=deadline_s or state.settings.deadline_s,
        byte_limit=state.settings.result_bytes,
        client=find_caller(request.scope, state).key,
        base_iri=state.schema.base,
    )


async def find_release(state: State) -> str:
    """Version of the release whose state is shown; empty where it is none."""
    if state.curation is None:
        return ""
    every = await asyncio.to_thread(state.curation.releases.all)
    return next((one.version for one in every if one.number == state.store.number), "")
