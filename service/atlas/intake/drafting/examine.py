"""A submission read in a judge worker: text in, its records normalised and its verdict out. Stores nothing.

The worker's entry is the judge's own with one more task, so that nothing a stranger wrote is parsed in the service.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from atlas.errors import AtlasError
from atlas.intake.drafting.conversion import CONVERT, convert_body
from atlas.intake.drafting.draft import Content, write_records
from atlas.intake.reading.normalize import normalize
from atlas.intake.reading.receive import Submission, judge_submission
from atlas.rdf.formats import N_QUADS
from atlas.rdf.parse import parse
from atlas.rdf.terms import Quad
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.store.protocol import Store
from atlas.validation.worker import entry as judge_entry
from atlas.validation.worker import write_job
from atlas.workers.pool import Pool

READ: Final = "records"
OURS: Final = 500


def entry(setup: Mapping[str, object]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of a judge worker that also knows two tasks more.

    `records` gives canonical N-Quads of the normalised records, `convert` those of a table, YAML or foreign text.
    """
    judge = judge_entry(setup)
    known: list[Schema] = []

    def handle(job: bytes) -> Iterator[bytes]:
        head, _, body = job.partition(b"\n")
        said: dict[str, Any] = json.loads(head)
        if said["task"] == CONVERT:
            if not known:
                known.append(load_schema(Path(str(setup["home"]))))
            yield from convert_body(known[0], said, body)
            return
        if said["task"] != READ:
            yield from judge(job)
            return
        read = b"".join(judge(write_job("quads", body, said["media_type"], said["base"])))
        records = normalize(parse(read, N_QUADS, quad_limit=None), said["base"])
        yield write_records(quad for record in records for quad in record.quads)

    return handle


async def read_records(judges: Pool, submission: Submission, *, deadline_s: float, client: str) -> bytes:
    """The records of a submission as canonical N-Quads.

    Raises RdfSyntaxError with line and column, InputError for a record that does not say what it is about.
    """
    job = write_job(READ, submission.body, submission.media_type, submission.base)
    run = await judges.run(job, deadline_s=deadline_s, client=client)
    return await run.read()


async def examine(
    judges: Pool,
    store: Store,
    schema: Schema,
    submission: Submission,
    *,
    deadline_s: float,
    client: str,
    search: Search | None = None,
) -> Content:
    """What a draft says: its records and the verdict on them, or the problem that keeps the text from being read.

    Raises what is our fault or passes by: BusyError, DeadlineError, ResourceError.
    """
    records, report, problem = b"", "", {}
    try:
        records = await read_records(judges, submission, deadline_s=deadline_s, client=client)
    except AtlasError as error:
        if error.status >= OURS or error.status == 429:
            raise
        problem = error.to_problem()
    try:
        verdict = await judge_submission(
            judges, store, schema, submission, deadline_s=deadline_s, client=client, search=search
        )
        report = verdict.to_json()
    except AtlasError as error:
        if error.status >= OURS or error.status == 429:
            raise
        problem = problem or error.to_problem()
    return Content(submission.body, submission.media_type, records, report, problem)


def as_submission(quads: list[Quad], base: str) -> Submission:
    """Records that stand already, to be judged anew."""
    return Submission(write_records(quads), N_QUADS.media_type, base)
