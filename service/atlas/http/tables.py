"""The rows of a SELECT as a file: a query in, a response in one of the table forms out; never cut short."""

import asyncio
from typing import Final

from fastapi import Request, Response

from atlas.access.outgoing.sheet import Sheet, make_labelled_sheet, make_named_sheet, make_sheet
from atlas.access.outgoing.table_forms import About, TableForm
from atlas.access.protocol.cache import Key, matches
from atlas.access.protocol.door import Admission
from atlas.access.saved_queries.questions import labels_of
from atlas.errors import ParameterError
from atlas.http.dependencies import State
from atlas.http.querying import make_query
from atlas.store.page import select_page
from atlas.store.protocol import DatasetClause

ROWS: Final = 50_000
BYTES: Final = 16 * 1024 * 1024


async def send_rows(
    request: Request, state: State, admission: Admission, form: TableForm, *, named: bool, name: str = "result"
) -> Response:
    """The answer of a SELECT in a form. named: with the names of things. Raises ParameterError where it is too long."""
    key = _key(state, admission, form, named=named)
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Encoding", "Snapshot": str(state.store.number)}
    if not admission.is_volatile and not state.settings.store_shared:
        headers["ETag"] = key.etag()
        if matches(request.headers.get("if-none-match", ""), key.etag()):
            return Response(status_code=304, headers=headers)
    sheet = await _find_sheet(request, state, admission, form, named=named)
    return await send_sheet(state, sheet, form, tell(state, admission.text), name, headers)


async def send_sheet(
    state: State, sheet: Sheet, form: TableForm, about: About, name: str, headers: dict[str, str]
) -> Response:
    """A sheet in a form, written in a thread."""
    async with state.table_turns.take():
        body = await asyncio.to_thread(form.write, sheet, about)
    headers["Content-Disposition"] = f'attachment; filename="{name}.{form.ending}"'
    return Response(body, media_type=form.media_type, headers=headers)


def tell(state: State, text: str) -> list[tuple[str, str]]:
    """What a file says of where its rows come from."""
    schema = state.schema
    source = f"{schema.title} {schema.version}, state {state.store.number}"
    return [
        ("Source", source),
        ("Endpoint", f"{state.public_url}/sparql"),
        ("Licence", schema.licence or ""),
        ("Query", text),
    ]


async def _find_sheet(request: Request, state: State, admission: Admission, form: TableForm, *, named: bool) -> Sheet:
    query = make_query(request, state, admission)
    page = await select_page(state.store, query, ROWS, BYTES)
    if page.cut:
        raise ParameterError(
            "There are more rows than such a table takes.",
            expected=f"at most {ROWS} rows and {BYTES} bytes",
            suggestion="Add a LIMIT, or take the CSV without names from /sparql, which has no such bound.",
        )
    if not named:
        return make_sheet(page)
    labels = await labels_of(state.store, state.schema, page.rows)
    make = make_labelled_sheet if form.keeps_names else make_named_sheet
    return await asyncio.to_thread(make, state.schema, page, labels)


def _key(state: State, admission: Admission, form: TableForm, *, named: bool) -> Key:
    kind = f"{form.media_type};{state.schema.language if named else ''}"
    dataset = admission.dataset or DatasetClause()
    return Key(state.identity, state.store.number, dataset, admission.text, kind)
