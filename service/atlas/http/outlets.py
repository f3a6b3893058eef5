"""Everything through which the graph leaves: exports, dumps, reconciliation; opened and closed with the app."""

from collections import OrderedDict
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from atlas.access.outgoing.downloads import Downloads
from atlas.access.outgoing.exports import Exports, load_exports
from atlas.access.outgoing.site import describe_site
from atlas.access.protocol.void import WHOLE_S, VoidKeeper
from atlas.access.things.reconcile import Reconciler
from atlas.rdf.terms import Dataset
from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.settings import Settings
from atlas.store.protocol import Store


@dataclass(frozen=True)
class Outlets:
    """What one app gives away. blocks: data blocks of pages, by commit and IRI, the newest last."""

    exports: Exports
    downloads: Downloads
    reconciler: Reconciler
    void: VoidKeeper
    blocks: OrderedDict[tuple[int, str], tuple[str, ...]] = field(default_factory=OrderedDict)

    async def describe_site(self) -> Dataset:
        """The service as RDF, with the dumps that are there now."""
        schema, public_url = self.exports.schema, self.exports.public_url
        return describe_site(schema, public_url, await self.void.counts(WHOLE_S), self.downloads.release)


def open_outlets(
    settings: Settings,
    schema: Schema,
    store: Store,
    search: Search,
    void: VoidKeeper,
    directory: Path,
    public_url: str,
    stack: AsyncExitStack,
) -> Outlets:
    """The outlets of one app; dumps are written in the background from now on."""
    plain = settings.default_graph != "merged"
    downloads = Downloads(store, schema, directory, with_default=plain)
    if settings.dumps:
        downloads.start()
        stack.push_async_callback(downloads.close)
    exports = Exports(store, schema, public_url, load_exports(schema.home))
    return Outlets(exports, downloads, Reconciler(store, schema, search), void)
