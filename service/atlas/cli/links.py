"""`atlas links`: things held that may be one, with reasons, for a person to decide; nothing is merged."""

import argparse
import asyncio
import json
from dataclasses import asdict
from pathlib import Path

from atlas.cli.words import read_settings, say
from atlas.errors import NotFoundError, ParameterError
from atlas.intake.identities.decisions import DIFFERENT, SAME, decide
from atlas.intake.identities.resolve import Identities, Link, Resolution
from atlas.rdf.terms import NamedNode
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore
from atlas.store.rows import ask

SHOWN = 50
VERDICTS = {"accept": SAME, "reject": DIFFERENT}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """List what is not decided, or decide a pair."""
    parser.add_argument("what", nargs="?", choices=("list", *VERDICTS), default="list", help="default: list")
    parser.add_argument("pair", nargs="*", metavar="THING", help="the two things, as IRI or kind/slug")
    parser.add_argument("--who", default="", help="who decides")
    parser.add_argument("--why", default="", help="what the decision rests on")
    parser.add_argument("--kind", default="", help="only things of this kind, such as model")
    parser.add_argument("--limit", type=int, default=SHOWN, metavar="N", help=f"pairs to list (default {SHOWN})")
    parser.add_argument("--json", action="store_true", help="every pair with its features, as JSON")


def run(given: argparse.Namespace) -> int:
    """0 when listed or decided."""
    settings = read_settings(given)
    schema = load_schema(settings.home)
    if given.what == "list":
        found = asyncio.run(_find(schema, settings))
        certain, review = (_of_kind(schema, links, given.kind) for links in (found.links, found.review))
        say(_to_json(certain, review) if given.json else _to_text(schema, certain, review, given.limit))
    else:
        say(asyncio.run(_decide(schema, settings, given)))
    return 0


async def _find(schema: Schema, settings: Settings) -> Resolution:
    async with EmbeddedStore.open(Path(settings.store), settings) as store:
        identities = await Identities.of_store(schema, store)
    return identities.resolve_held()


async def _decide(schema: Schema, settings: Settings, given: argparse.Namespace) -> str:
    if len(given.pair) != 2 or not given.who.strip():
        raise ParameterError(
            "Two things and a name are needed.",
            found=" ".join(given.pair) or "nothing",
            expected=f"atlas links {given.what} THING THING --who NAME",
        )
    ours, theirs = (one if ":" in one else f"{schema.base}id/{one}" for one in given.pair)
    verdict = VERDICTS[given.what]
    why = given.why or f"{_short(schema, ours)} and {_short(schema, theirs)} are {verdict}"
    async with EmbeddedStore.open(Path(settings.store), settings) as store:
        missing = [one for one in (ours, theirs) if not await _is_held(store, one)]
        if missing:
            raise NotFoundError("The store holds no such thing.", found=", ".join(missing))
        commit = await decide(store, schema, [(ours, theirs)], verdict, who=given.who.strip(), why=why)
    return f"Commit {commit.number}: {_short(schema, ours)} and {_short(schema, theirs)} are {verdict}."


async def _is_held(store: EmbeddedStore, iri: str) -> bool:
    return await ask(store, "ASK { $thing ?property ?value }", {"thing": NamedNode(iri)})


def _of_kind(schema: Schema, links: tuple[Link, ...], kind: str) -> list[Link]:
    return [link for link in links if not kind or link.subject.startswith(f"{schema.base}id/{kind}/")]


def _to_json(certain: list[Link], review: list[Link]) -> str:
    said = {"certain": [asdict(link) for link in certain], "review": [asdict(link) for link in review]}
    return json.dumps(said, ensure_ascii=False, indent=1)


def _to_text(schema: Schema, certain: list[Link], review: list[Link], limit: int) -> str:
    lines = [f"Certain, not linked yet: {len(certain)}. To review: {len(review)}."]
    for title, links in (("Certain", certain), ("To review", review)):
        lines += [f"{title}:"] if links else []
        lines += [line for link in links[:limit] for line in _lines(schema, link)]
        lines += [f"  … and {len(links) - limit} more (--limit, or all with --json)"] if len(links) > limit else []
    return "\n".join(lines)


def _lines(schema: Schema, link: Link) -> list[str]:
    doubts = f"; in doubt: {', '.join(link.doubts)}" if link.doubts else ""
    return [
        f"  {link.score:.2f}  {_short(schema, link.subject)}  {_short(schema, link.target)}",
        f"        {'; '.join(link.reasons)}{doubts}",
    ]


def _short(schema: Schema, iri: str) -> str:
    return iri.removeprefix(f"{schema.base}id/")
