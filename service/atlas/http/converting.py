"""YAML or a table sent to be judged: a text in, the report on it out. The work is done in a judge worker."""

import asyncio
from functools import partial

from atlas.access.editing.templates import match_template
from atlas.errors import BusyError, InputError
from atlas.http.dependencies import State
from atlas.http.known import find_named
from atlas.intake.drafting.accept import today
from atlas.intake.drafting.conversion import Wanted, convert
from atlas.intake.drafting.draft import write_records
from atlas.intake.reading.additions import own_fields
from atlas.intake.reading.filled import settle_names
from atlas.intake.reading.receive import Submission, check_size, judge_submission
from atlas.intake.reading.text_report import columns_of, find_kind, no_class, tell_reading
from atlas.rdf.formats import N_QUADS
from atlas.schema.layouts import Layouts
from atlas.validation.report import Report


async def judge_text(state: State, body: bytes, form: str, kind: str, client: str) -> Report:
    """The report on a text. form: yaml, csv or tsv. kind: a class by any of its names, empty where the text says it.

    Raises InputError with line and column, TooLargeError, BusyError.
    """
    if state.judges is None:
        raise BusyError("No judge is running here.")
    deadline_s, schema = state.settings.deadline_s, state.schema
    check_size(len(body), state.settings.body_bytes)
    text = body.decode("utf-8-sig", "replace")
    if not text.strip():
        raise InputError("There is no text to judge.", expected="a record", suggestion="Put the record into the body.")
    layouts = state.curation.layouts if state.curation else Layouts(schema)
    wanted = Wanted(form, await asyncio.to_thread(_tell_kind, state, layouts, text, form, kind))
    read = await convert(state.judges, body, wanted, today(), deadline_s=deadline_s, client=client)
    quads = settle_names(schema, layouts, read.quads, await find_named(state))
    submission = Submission(write_records(quads), N_QUADS.media_type, schema.base)
    report = await judge_submission(
        state.judges, state.store, schema, submission, deadline_s=deadline_s, client=client, search=state.search
    )
    return await asyncio.to_thread(tell_reading, schema, report, read, form)


def _tell_kind(state: State, layouts: Layouts, text: str, form: str, named: str) -> str:
    """The class named, else the one whose columns a table has. Raises InputError."""
    kind, columns = find_kind(state.schema, named), columns_of(text, form)
    if columns and not kind:
        kind = match_template(state.schema, layouts, columns, partial(own_fields, state.schema, layouts))
        if not kind:
            raise no_class(text, form)
    return kind
