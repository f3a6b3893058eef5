"""What stands around a record's page for machines: data blocks for its head, and signposts for its Link header.

Source of the signposts: FAIR Signposting Profile, level 1.
"""

import json
import logging
from typing import Final

from atlas.access.outgoing.exports import Exports
from atlas.errors import AtlasError
from atlas.http.dependencies import State
from atlas.http.routes.items import frame_item
from atlas.rdf.formats import GRAPH_FORMATS

ABOUT_PAGE: Final = "https://schema.org/AboutPage"
EMBEDDED: Final = "head"
BLOCKS_KEPT: Final = 2_000
log = logging.getLogger(__name__)


async def make_blocks(state: State, iri: str) -> tuple[str, ...]:
    """JSON-LD blocks about a record, from each export whose header says `embed: head`; safe inside a script element.

    None for a past state, for what is no record, and where an export fails: a page does without them.
    """
    exports, kept = state.outlets.exports, state.outlets.blocks
    if state.store is not exports.store or state.schema.kind_of(iri) is None:
        return ()
    key = (state.store.number, iri)
    if key not in kept:
        kept[key] = await _make_blocks(exports, iri)
        if len(kept) > BLOCKS_KEPT:
            kept.popitem(last=False)
    return kept[key]


async def _make_blocks(exports: Exports, iri: str) -> tuple[str, ...]:
    blocks: list[str] = []
    for export in exports.known.values():
        if export.main.first("embed") != EMBEDDED or export.frame is None:
            continue
        try:
            made = await frame_item(export, await exports.run_items(export, [iri]), iri)
        except AtlasError as error:
            log.warning("event=block-failed export=%s error=%r", export.name, error.detail)
            continue
        if made:
            blocks.append(to_block(made))
    return tuple(blocks)


def to_block(made: object) -> str:
    """JSON that no HTML parser takes for the end of its script element."""
    text = json.dumps(made, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


async def signpost(state: State, path: str, iri: str) -> str:
    """Link header of a record's page: its lasting name, its kind of page, its metadata, licence and citation."""
    exports = state.outlets.exports
    page = f"{state.public_url}/{path}"
    links = [f'<{iri}>; rel="cite-as"', f'<{ABOUT_PAGE}>; rel="type"']
    links += [f'<{page}.{f.extension}>; rel="describedby"; type="{f.media_type}"' for f in GRAPH_FORMATS]
    for export in exports.known.values():
        media_type = export.main.first("media-type")
        if export.template is not None and media_type and await exports.covers(export, iri):
            links.append(f'<{page}{export.template.suffix}>; rel="describedby"; type="{media_type}"')
    if state.schema.licence:
        links.append(f'<{state.schema.licence}>; rel="license"')
    return ", ".join(links)
