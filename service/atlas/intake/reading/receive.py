"""A submission received: bytes and a media type in, a report out. Parsing and judging happen in a judge worker.

Nothing is stored. Two jobs a submission: what does it point to, then, with what the graph says of that, the verdict.
"""

import json
from dataclasses import dataclass
from typing import Final

from atlas.errors import InputError, TooLargeError
from atlas.rdf.formats import RDF_FORMATS, find_format, get_rdf_format
from atlas.rdf.serialize import write_lines
from atlas.schema.model import Schema
from atlas.search.current import Search
from atlas.store.protocol import Store
from atlas.validation.context import References, context_from_store
from atlas.validation.meant import ask_for_meant, tell_meant, unknown_things
from atlas.validation.near import near_things
from atlas.validation.report import Report
from atlas.validation.worker import write_job
from atlas.workers.pool import Pool

# Share of the deadline after which no further record of a submission is begun: the report must still be written.
JUDGING: Final = 0.4


@dataclass(frozen=True)
class Submission:
    """Text to judge. media_type: of a taken RDF format. base: what its relative IRIs stand on.

    class_iri: what to take every record as, whatever it says; empty for as it says. profile: whose shapes are to judge
    it, the home's own where empty.
    """

    body: bytes
    media_type: str
    base: str
    class_iri: str = ""
    profile: str = ""


def receive(body: bytes, media_type: str, base: str, limit_bytes: int) -> Submission:
    """A submission within its bounds.

    Raises UnknownMediaTypeError naming what is taken, TooLargeError, InputError for no text at all.
    """
    format_ = get_rdf_format(media_type)
    check_size(len(body), limit_bytes)
    if not body.strip():
        raise InputError("There is no text to judge.", expected="a record", suggestion="Put the record into the body.")
    return Submission(body, format_.media_type, base)


def check_size(size: int, limit_bytes: int) -> None:
    """Raises TooLargeError over the limit."""
    if size > limit_bytes:
        raise TooLargeError(
            f"The text is larger than {limit_bytes} bytes.",
            expected=f"at most {limit_bytes} bytes",
            suggestion="Send the records one at a time.",
        )


def guess_media_type(name: str) -> str | None:
    """Media type by the extension of a file name, or None."""
    found = find_format(name.rpartition(".")[2], RDF_FORMATS) if "." in name else None
    return found.media_type if found else None


async def judge_submission(
    judges: Pool,
    store: Store,
    schema: Schema,
    submission: Submission,
    *,
    deadline_s: float,
    client: str = "local",
    search: Search | None = None,
) -> Report:
    """The verdict on a submission. search: where names nearly the same are looked up.

    A profile knows nothing of this graph, so nothing is looked up for it.
    Raises RdfSyntaxError with line and column, TooLargeError, DeadlineError, ResourceError, BusyError.
    """
    if submission.profile:
        return Report.from_json(await _run(judges, "judge", submission, b"", deadline_s, client))
    said = await _run(judges, "references", submission, b"", deadline_s, client)
    references = References.from_dict(json.loads(said))
    asked = references.asked(schema)
    found = await search.candidates_now(asked) if search and asked else None
    near = references.tell(found) if found else []
    references = references.besides(near_things(near))
    context = await context_from_store(store, schema, references, deadline_s=deadline_s)
    unknown = unknown_things(schema, references.nodes, context)
    meant = await search.candidates_now(ask_for_meant(schema, unknown)) if search and unknown else None
    told = write_lines([*context, *near, *(tell_meant(unknown, meant) if meant else ())])
    return Report.from_json(await _run(judges, "judge", submission, told, deadline_s, client))


async def _run(
    judges: Pool, task: str, submission: Submission, context: bytes, deadline_s: float, client: str
) -> bytes:
    budget_s = deadline_s * JUDGING
    job = write_job(
        task,
        submission.body,
        submission.media_type,
        submission.base,
        context,
        budget_s,
        class_iri=submission.class_iri,
        profile=submission.profile,
    )
    run = await judges.run(job, deadline_s=deadline_s, client=client)
    try:
        return b"".join([chunk async for chunk in run.chunks()])
    finally:
        await run.cancel()
