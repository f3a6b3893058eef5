"""A release made: rules settled, the snapshot named, which keeps it, dumps, patch and change list written beside it."""

import asyncio
import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from atlas.access.outgoing.dumps import Download
from atlas.access.outgoing.tables import make_tables
from atlas.intake.deriving.mark import WHO as RULES
from atlas.intake.drafting.accept import Curator
from atlas.intake.drafting.curation import Curation
from atlas.intake.history.difference import Difference, between
from atlas.intake.history.releases import Release, ReleaseFile, describe_files
from atlas.rdf.patch import RDF_PATCH, to_patch
from atlas.schema.files import rule_graph
from atlas.store.recover import LEDGER_FOLDER
from atlas.store.snapshots import STORE, Snapshots
from atlas.workers.limits import Limits
from atlas.workers.pool import Pool

DUMPS: Final = "atlas.access.outgoing.dumps:entry"
PATCH: Final = "changes.nq-patch"
CHANGES: Final = "CHANGES.md"
DEADLINE_S: Final = 3600.0
LISTED: Final = 1000


async def make_release(curation: Curation, version: str, by: Curator, notes: str) -> Release:
    """Release the present state. Raises ParameterError, ConflictError for a version that is there already."""
    await curation.deriver.settle()
    number, previous = curation.store.number, curation.releases.newest()
    making = await asyncio.to_thread(curation.releases.begin, version)
    await curation.label(number, version)
    try:
        files = await write_dumps(curation, number, making)
        done = await between(curation.past, previous.number, number) if previous else None
        fates = await count_fates(curation, done) if done else {}
        named = await asyncio.to_thread(_write_changes, curation, making, version, previous, number, notes, done, fates)
        release = Release(
            version=version,
            number=number,
            at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            who=by.name,
            notes=notes,
            previous=previous.version if previous else "",
            changed=fates,
            files=(*files, *named),
        )
        return await asyncio.to_thread(curation.releases.finish, making, release)
    except BaseException:
        await curation.label(number, "")
        raise


async def write_dumps(curation: Curation, number: int, target: Path) -> tuple[ReleaseFile, ...]:
    """The whole state in every dump format, written by a worker."""
    said = {
        "number": number,
        "snapshot": str(Snapshots(curation.directory).path(number) / STORE),
        "ledger": str(curation.directory / LEDGER_FOLDER),
        "target": str(target),
        "with_default": curation.settings.default_graph != "merged",
        "prefixes": dict(curation.schema.prefixes),
        "tables": [asdict(table) for table in make_tables(curation.schema)],
    }
    async with Pool(DUMPS, size=1, spare=0, limits=Limits(memory_bytes=None), name="dump") as pool:
        run = await pool.run(json.dumps(said).encode(), deadline_s=DEADLINE_S)
        made = [Download(**one) for one in json.loads(await run.read())]
    return tuple(
        ReleaseFile(one.name, "application/gzip" if one.compressed else one.media_type, one.size_bytes, one.sha256)
        for one in made
    )


async def count_fates(curation: Curation, done: Difference) -> dict[str, int]:
    """How many records are new, changed and gone since a difference began; rule graphs are not records."""
    rules = rule_graph(curation.schema.base, "")
    names = [name for name in done.graphs() if not name.startswith(rules)]
    held = await curation.store.revisions(names)
    graphs = done.graphs()
    counted: Counter[str] = Counter()
    for name in names:
        part = graphs[name]
        if name not in held:
            counted["removed"] += 1
        elif not part.removed and await _is_new(curation, name, part):
            counted["new"] += 1
        else:
            counted["changed"] += 1
    return dict(sorted(counted.items()))


async def _is_new(curation: Curation, name: str, part: Difference) -> bool:
    present = await asyncio.to_thread(curation.past.graph, name, curation.store.number)
    return set(present) == set(part.added)


def _write_changes(
    curation: Curation, making: Path, version: str, previous: Release | None, number: int, notes: str,
    done: Difference | None, fates: dict[str, int],
) -> tuple[ReleaseFile, ...]:  # fmt: skip
    """The change list, and the patch from the release before."""
    before = previous.number if previous else 0
    commits = curation.past.commits(number, min(number - before, LISTED))
    lines = [f"# {version}", "", *([notes, ""] if notes else [])]
    lines += [f"- {count} record{'' if count == 1 else 's'} {fate}" for fate, count in fates.items()]
    lines += [
        "",
        *(f"- {one.at[:10]} commit {one.number}, {one.who}: {one.why}" for one in commits if one.who != RULES),
    ]
    (making / CHANGES).write_text("\n".join(lines) + "\n", encoding="utf-8")
    named = [(CHANGES, "text/markdown")]
    if done is not None:
        header = {"id": str(number), "prev": str(before)}
        (making / PATCH).write_text("".join(to_patch(done.removed, done.added, header)), encoding="utf-8")
        named.append((PATCH, RDF_PATCH.media_type))
    return describe_files(making, named)
