"""/sparql/table.{ending}: the rows of a SELECT in a form for another tool, with the names of things or without."""

from typing import Final

from fastapi import APIRouter, Request, Response

from atlas.access.outgoing.table_forms import get_form
from atlas.access.protocol.sparql_request import parse_pairs
from atlas.errors import ParameterError
from atlas.http.dependencies import get_state
from atlas.http.querying import admit_rows
from atlas.http.tables import send_rows

QUERY: Final = "query"
NAMES: Final = "names"

router = APIRouter(include_in_schema=False)


@router.api_route("/sparql/table.{ending}", methods=["GET", "POST"])
async def table(request: Request, ending: str) -> Response:
    """The rows, all of them; `names=1` puts the names of things beside their IRIs."""
    form, state = get_form(ending), get_state(request)
    posted = parse_pairs(await request.body()) if request.method == "POST" else []
    given = {**request.query_params, **dict(posted)}
    if not given.get(QUERY, "").strip():
        raise ParameterError("There is no query.", expected="a parameter named query")
    return await send_rows(request, state, admit_rows(state, given[QUERY]), form, named=bool(given.get(NAMES)))
