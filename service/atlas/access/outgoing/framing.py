"""Statements and an export's own frame in, one JSON-LD object out. The frame's context is inline; none is fetched."""

import copy
from collections.abc import Mapping
from typing import Any

from pyld import jsonld
from pyld.jsonld import JsonLdError

from atlas.access.outgoing.expanding import expand
from atlas.rdf.terms import Dataset


def frame_statements(
    statements: Dataset, frame: Mapping[str, object], focus: str | None = None, published_context: object = None
) -> dict[str, object]:
    """The statements as the frame orders them; empty when there are none.

    focus: IRI of the node on top, else whatever the frame matches. published_context: an address or a context that
    stands for the frame's own in the answer; with a whole context, numbers and truth values are JSON's own.
    Source: JSON-LD 1.1 Framing.
    """
    if not len(statements):
        return {}
    wanted: dict[str, Any] = copy.deepcopy(dict(frame))
    if focus is not None:
        wanted["@id"] = focus
    expanded = expand(statements, native=isinstance(published_context, dict))
    framed: dict[str, object] = jsonld.frame(expanded, wanted, {"documentLoader": _refuse, "omitGraph": True})
    if published_context is not None:
        framed["@context"] = published_context
    return framed


def _refuse(url: str, _options: object = None) -> dict[str, object]:
    raise JsonLdError(f"{url} is not loaded: a frame's context stands in the frame.", "loading remote context failed")
