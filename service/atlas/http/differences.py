"""Differences in their machine forms: RDF Patch and JSON; and which form a name or a request asks for."""

from collections.abc import Iterable, Mapping, Sequence

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from atlas.access.things.changes import show_changes
from atlas.errors import NotAcceptableError
from atlas.http.dependencies import State
from atlas.intake.drafting.review import Proposed
from atlas.intake.history.difference import Difference
from atlas.namespaces import FOAF
from atlas.rdf.formats import Format
from atlas.rdf.patch import RDF_PATCH, to_patch
from atlas.rdf.terms import NamedNode, Quad


def find_wanted(name: str, request: Request, offered: Sequence[Format]) -> tuple[str, Format | None]:
    """A name without a known extension, and the format that the extension or `?format=` asks for."""
    asked = request.query_params.get("format")
    stem, extended = name, None
    for one in offered:
        if name.endswith(f".{one.extension}"):
            stem, extended = name.removesuffix(f".{one.extension}"), one
    if asked:
        for one in offered:
            if asked in (one.name, one.extension, *one.media_types):
                return stem, one
        raise NotAcceptableError(
            f"{asked} is not a format of this page.", found=asked, expected=", ".join(one.name for one in offered)
        )
    return stem, extended


def write_difference(
    done: Difference, wanted: Format, header: Mapping[str, str], about: Mapping[str, object]
) -> Response:
    """A difference as patch or JSON. header: of the patch; about: beside the graphs in JSON."""
    if wanted == RDF_PATCH:
        text = "".join(to_patch(done.removed, done.added, header))
        return Response(text, media_type=RDF_PATCH.media_type, headers={"Vary": "Accept"})
    return JSONResponse({**about, **to_json(done)}, headers={"Vary": "Accept"})


def to_json(done: Difference) -> dict[str, object]:
    """Statements removed and added, as N-Quads without their end, by graph."""
    return {
        "graphs": {
            name: {"removed": [_text(quad) for quad in part.removed], "added": [_text(quad) for quad in part.added]}
            for name, part in done.graphs().items()
        }
    }


def find_topics(quads: Iterable[Quad]) -> list[str]:
    """What some records are about."""
    said = [quad.object for quad in quads if quad.predicate.value == f"{FOAF}primaryTopic"]
    return sorted({term.value for term in said if isinstance(term, NamedNode)})


async def show_proposed(state: State, proposed: Iterable[Proposed]) -> list[dict[str, object]]:
    """What a draft would change, record by record, as a page shows it."""
    return [
        {
            "proposed": one,
            "fate": "new" if not one.old else "changed",
            "things": await show_changes(
                state.store, state.schema, one.old, one.new, find_topics([*one.old, *one.new])
            ),
        }
        for one in proposed
    ]


def _text(quad: Quad) -> str:
    return f"{quad.subject} {quad.predicate} {quad.object}"
