"""YAML, tables, model cards and citation files: pasted, looked at row by row, kept as a draft; templates to fill in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse, RedirectResponse
from starlette.datastructures import UploadFile

from atlas.access.editing.templates import table_template, yaml_template
from atlas.access.things.changes import TYPE, ChangedThing, show_changes
from atlas.errors import AtlasError, InputError, NotFoundError
from atlas.http.dependencies import State, get_state
from atlas.http.differences import find_topics
from atlas.http.drafting import make_draft
from atlas.http.filling import Graphs, write_draft
from atlas.http.known import find_named
from atlas.http.page_response import PageResponse
from atlas.http.signing import PRIVATE, field, find_drafter, get_client, read_form, refuse_foreign
from atlas.http.travel import get_curation
from atlas.intake.drafting.accept import today
from atlas.intake.drafting.conversion import Wanted, convert, find_pasteable, tell_form
from atlas.intake.drafting.correct import change_texts, leave_out
from atlas.intake.reading.additions import own_fields
from atlas.intake.reading.filled import settle_names
from atlas.intake.reading.marks import YAML
from atlas.intake.reading.places import put_findings
from atlas.intake.reading.receive import check_size
from atlas.intake.reading.tables import ENDINGS, TableRead
from atlas.rdf.terms import NamedNode
from atlas.validation.report import Report

TABLES: Final = (("yaml", "YAML"), ("csv", "CSV"), ("tsv", "TSV"))
LEAVE: Final = "leave|"
SET: Final = "set|"
NOTHING: Final[Mapping[str, str]] = {}
LISTED: Final = 4
router = APIRouter(include_in_schema=False)


@router.get("/contribute/paste")
async def show(request: Request, form: str = "yaml", kind: str = "") -> Response:
    """Where to paste."""
    return _page(get_state(request), Wanted(form, kind), "", None, None, None, ())


@router.post("/contribute/paste")
async def look_or_keep(request: Request) -> Response:
    """What would become of a text, row by row; with `action=keep`, a draft of it."""
    refuse_foreign(request)
    state = get_state(request)
    client, sent = find_drafter(request), await read_form(request)
    text, ending = await _text(sent)
    form = ENDINGS.get(ending, field(sent, "form"))
    form = tell_form(state.schema, text) or form if form == YAML else form
    columns = {name.removeprefix("column|"): str(value) for name, value in sent.items() if _is_column(name, value)}
    values = {name.removeprefix("ask|"): str(value) for name, value in sent.items() if name.startswith("ask|")}
    wanted = Wanted(form, field(sent, "kind"), columns, values)
    try:
        read, graphs = await read_text(state, text, wanted, get_client(request))
        given = graphs
        left = {name.removeprefix(LEAVE) for name in sent if name.startswith(LEAVE)}
        texts = {name.removeprefix(SET): str(value) for name, value in sent.items() if name.startswith(SET)}
        changed = {name: change_texts(leave_out(held, left), texts) for name, held in given.items()}
        graphs = {name: quads for name, quads in changed.items() if quads}
        content = await get_curation(state).examine(write_draft(state, graphs), get_client(request))
    except AtlasError as error:
        if error.status >= 500:
            raise
        return _page(state, wanted, text, None, None, error.to_problem(), (), status=error.status)
    if field(sent, "action") != "keep":
        found = await _find_values(state, given)
        verdict = content.verdict()
        placed = put_findings(verdict, read.places, [row.graph for row in read.rows]) if verdict else None
        problem = dict(content.problem) or None
        return _page(state, wanted, text, read, placed, problem, found, left=left, texts=texts)
    title = f"Add {read.rows[0].name}" if len(read.rows) == 1 else f"Add {len(graphs)} records"
    _, secret = await make_draft(get_curation(state), client, content, title)
    return RedirectResponse(f"/contribute/{secret}/form", status_code=303, headers=PRIVATE)


@router.get("/contribute/template/{kind}.{ending}")
async def template(request: Request, kind: str, ending: str) -> Response:
    """A file to fill in for one kind of record."""
    state = get_state(request)
    found, layouts = state.schema.kinds.get(kind), get_curation(state).layouts
    if found is None or ending not in ("yaml", "csv"):
        raise NotFoundError(f"There is no template {kind}.{ending}.", expected="a kind of record, .yaml or .csv")
    own = own_fields(state.schema, layouts, found)
    headers = {"Content-Disposition": f'attachment; filename="{kind}.{ending}"'}
    if ending == "yaml":
        return PlainTextResponse(yaml_template(state.schema, layouts, found, own), 200, headers, "application/yaml")
    return PlainTextResponse(table_template(state.schema, layouts, found, own), 200, headers, "text/csv")


async def read_text(state: State, text: str, wanted: Wanted, client: str) -> tuple[TableRead, Graphs]:
    """What became of a text, and its records by graph, plain names in them settled. Raises InputError for none."""
    curation, schema = get_curation(state), state.schema
    check_size(len(text), state.settings.body_bytes)
    if not text.strip():
        raise InputError("There is no text to read.", expected="a text, or a file")
    read = await convert(
        curation.judges, text.encode(), wanted, today(), deadline_s=state.settings.deadline_s, client=client
    )
    graphs: Graphs = {}
    for quad in settle_names(schema, curation.layouts, read.quads, await find_named(state)):
        if isinstance(quad.graph_name, NamedNode):
            graphs.setdefault(quad.graph_name.value, []).append(quad)
    if not graphs:
        problems = "; ".join(problem for row in read.rows for problem in row.problems)
        raise InputError("No record can be made of this text.", found=problems[:400] or None)
    return read, graphs


async def _find_values(state: State, graphs: Graphs) -> list[ChangedThing]:
    """What a text says of the things in it, with its evidence; nothing for many records, which are looked at by row."""
    if len(graphs) > LISTED:
        return []
    quads = [quad for held in graphs.values() for quad in held]
    things = await show_changes(state.store, state.schema, [], quads, find_topics(quads))
    shown = [replace(one, rows=tuple(row for row in one.rows if row.property != TYPE)) for one in things]
    return [one for one in shown if one.iri not in graphs and one.rows]


async def _text(sent: Mapping[str, str | UploadFile]) -> tuple[str, str]:
    """The text, and the ending of its file where it is one."""
    upload = sent.get("file")
    if isinstance(upload, UploadFile) and upload.filename:
        body = await upload.read()
        return body.decode("utf-8-sig", "replace"), upload.filename.rpartition(".")[2].lower()
    return field(sent, "text").replace("\r\n", "\n"), ""


def _is_column(name: str, value: object) -> bool:
    return name.startswith("column|") and isinstance(value, str) and bool(value)


def _page(
    state: State, wanted: Wanted, text: str, read: TableRead | None, report: Report | None,
    problem: Mapping[str, object] | None, values: Sequence[ChangedThing], *, status: int = 200,
    left: Collection[str] = (), texts: Mapping[str, str] = NOTHING,
) -> Response:  # fmt: skip
    schema = state.schema
    kinds = sorted(schema.kinds.items(), key=lambda pair: pair[1].label)
    found = schema.kinds.get(wanted.kind)
    fields = get_curation(state).layouts.fields((found.iri,)) if found else {}
    verdicts = {record.graph: record.conforms for record in report.records} if report else {}
    if report and read and len(verdicts) == 1:
        verdicts = {read.rows[0].graph: report.conforms}
    body = state.pages.render(
        "paste.html",
        number=state.store.number,
        trail=[state.pages.step("contribute-title", "/contribute"), state.pages.step("paste-title")],
        wanted=wanted,
        text=text,
        read=read,
        report=report,
        verdicts=verdicts,
        problem=problem,
        things=values,
        count=sum(len(row.after) for thing in values for row in thing.rows),
        leave=LEAVE,
        set=SET,
        left=left,
        texts=texts,
        kinds=kinds,
        forms=[*TABLES, *((one.name, one.label) for one in find_pasteable(schema))],
        asks=next((one.asks for one in find_pasteable(schema) if one.name == wanted.form), ()),
        fields=[(schema.compact(path).rpartition(":")[2] or path, one.name) for path, one in fields.items()],
        label=schema.label,
    )
    return PageResponse(body, status, PRIVATE)
