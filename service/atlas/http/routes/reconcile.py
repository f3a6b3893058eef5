"""/reconcile: the W3C Reconciliation Service API 0.2 for OpenRefine and others: match, suggest, preview, extend."""

import json
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from atlas.access.things.describe import describe
from atlas.access.things.lookup import is_iri
from atlas.access.things.reconcile import to_cell
from atlas.errors import NotFoundError, ParameterError
from atlas.http.dependencies import State, get_state

IDS: Final = 500
PROPERTIES: Final = 20
SUGGESTED: Final = 10
SUGGESTED_MOST: Final = 50
VALUES: Final = 50
PREVIEW_WIDTH, PREVIEW_HEIGHT = 430, 300
FRAMED: Final = {"Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors *; base-uri 'none'"}
SETTINGS: Final = (
    {"name": "limit", "label": "Limit", "type": "number", "default": 0, "help_text": "Most values a cell; 0 for all"},
)

router = APIRouter(prefix="/reconcile", tags=["reconciliation"])


@router.get("")
async def answer(request: Request) -> Response:
    """The service manifest; candidates for `queries`, or values for `extend`, given as JSON in the query."""
    return await _answer(get_state(request), dict(request.query_params))


@router.post("")
async def answer_form(request: Request) -> Response:
    """The same from a form, as OpenRefine sends it."""
    form = await request.form(max_files=0, max_fields=10)
    return await _answer(get_state(request), {name: value for name, value in form.items() if isinstance(value, str)})


@router.get("/suggest/entity")
async def suggest_entity(request: Request, prefix: str = "", cursor: int = 0, limit: int = SUGGESTED) -> Response:
    """Records whose names begin so."""
    count = _bound(limit) + max(0, min(cursor, 1_000))
    found = await get_state(request).outlets.reconciler.suggest(prefix, count)
    return JSONResponse({"result": found[max(0, cursor) :]})


@router.get("/suggest/type")
async def suggest_type(request: Request, prefix: str = "", cursor: int = 0, limit: int = SUGGESTED) -> Response:
    """Classes of records."""
    found = get_state(request).outlets.reconciler.suggest_types(prefix, _bound(limit) + max(0, cursor))
    return JSONResponse({"result": found[max(0, cursor) :]})


@router.get("/suggest/property")
async def suggest_property(request: Request, prefix: str = "", cursor: int = 0, limit: int = SUGGESTED) -> Response:
    """Properties of records."""
    found = get_state(request).outlets.reconciler.properties.suggest(prefix, _bound(limit) + max(0, cursor))
    return JSONResponse({"result": found[max(0, cursor) :]})


@router.get("/properties")
async def propose_properties(request: Request, type: str = "", limit: int = 0) -> Response:  # noqa: A002 - the API's word
    """Properties that can be fetched for records of a class."""
    found = get_state(request).outlets.reconciler.properties.of_class(type)
    shown = found[:limit] if limit > 0 else found
    said: dict[str, Any] = {"type": type, "properties": shown}
    return JSONResponse(said | {"limit": limit} if limit > 0 else said)


@router.get("/preview")
async def preview(request: Request, id: str) -> Response:  # noqa: A002 - the API's word
    """A small page about one record, made to stand in another page's frame."""
    state = get_state(request)
    found = await describe(state.store, state.schema, state.outlets.reconciler.space + id, incoming_limit=1)
    if found is None:
        raise NotFoundError(f"Nothing here is called {id[:100]}.", found=id[:100])
    return HTMLResponse(
        state.pages.render("candidate.html", number=state.store.number, description=found), headers=FRAMED
    )


async def _answer(state: State, given: dict[str, str]) -> Response:
    if "queries" in given:
        return JSONResponse(await state.outlets.reconciler.match(_read_json("queries", given["queries"])))
    if "extend" in given:
        return JSONResponse(await _extend(state, _read_json("extend", given["extend"])))
    return JSONResponse(_manifest(state))


async def _extend(state: State, said: Any) -> dict[str, Any]:
    """Values of some properties of some records, cell by cell."""
    ids, wanted = said.get("ids"), said.get("properties")
    if not isinstance(ids, list) or not isinstance(wanted, list) or len(ids) > IDS or len(wanted) > PROPERTIES:
        expected = f"at most {IDS} ids and {PROPERTIES} properties"
        raise ParameterError("The extension cannot be read.", expected=expected)
    if not all(isinstance(one, dict) and isinstance(one.get("id"), str) for one in wanted):
        raise ParameterError("A property of the extension has no id.", expected='{"id": "…"}')
    reconciler = state.outlets.reconciler
    paths = {one["id"]: reconciler.properties.expand(one["id"]) for one in wanted}
    known = {str(one): f"{reconciler.space}{one}" for one in ids if is_iri(f"{reconciler.space}{one}")}
    values = await reconciler.properties.values(list(known.values()), [p for p in paths.values() if is_iri(p)])
    rows = {
        str(one): {
            each["id"]: [
                to_cell(term, label, reconciler.space)
                for term, label in values.get((known.get(str(one), ""), paths[each["id"]]), [])[: _limit(each)]
            ]
            for each in wanted
        }
        for one in ids
    }
    return {"meta": [_column(state, one["id"], paths[one["id"]]) for one in wanted], "rows": rows}


def _column(state: State, name: str, path: str) -> dict[str, Any]:
    properties = state.outlets.reconciler.properties
    said: dict[str, Any] = {"id": name, "name": properties.name(path)}
    of = properties.type_of(path)
    return said | {"type": dict(of)} if of else said


def _limit(wanted: dict[str, Any]) -> int:
    settings = wanted.get("settings")
    asked = settings.get("limit") if isinstance(settings, dict) else None
    try:
        number = int(asked or 0)
    except (TypeError, ValueError):
        number = 0
    return number if 0 < number < VALUES else VALUES


def _manifest(state: State) -> dict[str, Any]:
    url, reconciler = state.public_url, state.outlets.reconciler
    suggest = {
        name: {"service_url": f"{url}/reconcile", "service_path": f"/suggest/{name}"}
        for name in ("entity", "type", "property")
    }
    preview_url = f"{url}/reconcile/preview?id={{{{id}}}}"
    return {
        "versions": ["0.2"],
        "name": state.schema.title,
        "identifierSpace": reconciler.space,
        "schemaSpace": state.schema.namespace,
        "documentation": f"{url}/llms.txt",
        "serviceVersion": state.schema.version,
        "view": {"url": f"{url}/{{{{id}}}}"},
        "defaultTypes": [reconciler.type_of(one.iri) for one in state.schema.kinds.values()],
        "suggest": suggest,
        "preview": {"url": preview_url, "width": PREVIEW_WIDTH, "height": PREVIEW_HEIGHT},
        "extend": {
            "propose_properties": {"service_url": f"{url}/reconcile", "service_path": "/properties"},
            "property_settings": list(SETTINGS),
        },
    }


def _read_json(name: str, text: str) -> Any:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParameterError(f"The parameter {name} is no JSON.", found=text[:100], expected="a JSON object") from error
    if not isinstance(found, dict):
        raise ParameterError(f"The parameter {name} is no JSON object.", found=text[:100], expected="a JSON object")
    return found


def _bound(limit: int) -> int:
    return max(1, min(limit, SUGGESTED_MOST))
