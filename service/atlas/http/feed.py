"""The Atom feed: commits and releases in, RFC 4287 out."""

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from atlas.intake.deriving.mark import WHO as RULES
from atlas.intake.history.provenance import commit_iri
from atlas.intake.history.releases import Release
from atlas.schema.model import Schema
from atlas.store.protocol import Commit

ATOM: Final = "application/atom+xml"


def write_feed(schema: Schema, public_url: str, commits: Iterable[Commit], releases: Iterable[Release]) -> str:
    """Releases and commits, newest first; commits of the rules are left out."""
    entries = [_commit(schema, public_url, one) for one in commits if one.who != RULES]
    entries += [_release(schema, public_url, one) for one in releases]
    entries.sort(reverse=True)
    updated = entries[0][0] if entries else "1970-01-01T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{escape(schema.base)}feed.atom</id>",
        f"<title>{escape(schema.title)}</title>",
        f"<updated>{updated}</updated>",
        f'<link rel="self" href={quoteattr(public_url + "/feed.atom")}/>',
        f"<link href={quoteattr(public_url + '/commit')}/>",
        *(entry for _, entry in entries),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _commit(schema: Schema, public_url: str, one: Commit) -> tuple[str, str]:
    who = one.about.get("submitter") or one.who
    summary = f"{one.added} statements added, {one.removed} removed. Accepted by {one.who}."
    path = f"{public_url}/commit/{one.number}"
    return one.at, _entry(
        commit_iri(schema.base, one.number), one.why or f"Commit {one.number}", one.at, path, who, summary
    )


def _release(schema: Schema, public_url: str, one: Release) -> tuple[str, str]:
    path = f"{public_url}/releases/{one.version}"
    iri = f"{schema.base}releases/{one.version}"
    return one.at, _entry(iri, f"Release {one.version}", one.at, path, one.who, one.notes)


def _entry(iri: str, title: str, at: str, href: str, who: str, summary: str) -> str:
    return (
        f"<entry><id>{escape(iri)}</id><title>{escape(title)}</title><updated>{escape(at)}</updated>"
        f"<link href={quoteattr(href)}/><author><name>{escape(who)}</name></author>"
        f"<summary>{escape(summary)}</summary></entry>"
    )
