"""`atlas load`: the home's changed files into the store, as `serve` does at its start; or files of quads in bulk."""

import argparse
import asyncio
import getpass
import time
from collections.abc import Sequence
from pathlib import Path

from atlas.cli.progress import LoadProgress, to_span
from atlas.cli.words import read_settings, say
from atlas.errors import InputError, SettingError
from atlas.intake.history.shipped import Loading, Prefer, load_shipped, tell_loading
from atlas.rdf.terms import NamedNode
from atlas.schema.load import load_schema
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Commit

KEPT = "Nothing was changed: a bulk load is one commit."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and who wins where file and store both changed."""
    parser.add_argument(
        "files",
        metavar="FILE",
        type=Path,
        nargs="*",
        help="RDF in any format, gzipped or not, to load in bulk as one commit, without a check against the shapes",
    )
    parser.add_argument("--graph", metavar="IRI", help="graph for the triples of FILE that name none")
    parser.add_argument("--why", default="bulk load", help="what the history says of it (default: bulk load)")
    parser.add_argument(
        "--prefer",
        choices=("files", "store"),
        help="who wins where a graph changed in file and store alike (default: the store, and it is said)",
    )


def run(given: argparse.Namespace) -> int:
    """0 when loaded, 1 when something that changed on both sides was left as the store has it."""
    settings = read_settings(given)
    if given.files:
        return _run_bulk(settings, given)
    if given.graph:
        raise SettingError("--graph is for files that are named.", expected="atlas load FILE --graph IRI")
    loading = asyncio.run(_load(settings, given.prefer))
    for line in tell_loading(loading) or ["Nothing to load: the store has what the files say."]:
        say(line)
    return 1 if loading.kept and given.prefer is None else 0


def _run_bulk(settings: Settings, given: argparse.Namespace) -> int:
    if settings.is_remote:
        raise SettingError(
            "Files are loaded in bulk into the store of this machine only.",
            suggestion="Load them with the other engine's own loader (docs/engines.md).",
        )
    if given.graph:
        try:
            NamedNode(given.graph)
        except ValueError as error:
            raise InputError("--graph is no IRI.", found=given.graph, expected="an absolute IRI") from error
    began = time.monotonic()
    with LoadProgress(KEPT) as progress:
        commit = asyncio.run(_load_files(settings, given.files, given.graph, given.why, progress))
    took = max(time.monotonic() - began, 0.001)
    say(f"Commit {commit.number}: {commit.added:,} quads in {to_span(took)}, {commit.added / took:,.0f} a second.")
    return 0


async def _load_files(
    settings: Settings, files: Sequence[Path], graph: str | None, why: str, progress: LoadProgress
) -> Commit:
    for path in files:
        path.open("rb").close()
    async with EmbeddedStore.open(settings.directory, settings) as store:
        return await store.bulk(files, who=getpass.getuser(), why=why, graph=graph, tell=progress.hear)


async def _load(settings: Settings, prefer: Prefer | None) -> Loading:
    schema = load_schema(settings.home)
    directory = Path(settings.store)
    async with EmbeddedStore.open(directory, settings) as store:
        return await load_shipped(store, schema, directory, prefer)
