"""Tools around records: judge one, and keep one as a draft for a person to read and submit. Publishes nothing."""

from typing import Any, Final

from atlas.errors import BusyError
from atlas.http.dependencies import Caller, State
from atlas.http.routes.contribute import make_draft
from atlas.intake.reading.receive import Submission, judge_submission, receive
from atlas.rdf.formats import JSON_LD
from atlas.validation.report import Finding, Report

FINDINGS: Final = 40
HUMAN: Final = "A person must open this address, read the record and submit it. Whoever has the address may change it."


class Recording:
    """Records that agents bring to one running app."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def validate_record(self, record: str, caller: Caller, media_type: str = "") -> dict[str, Any]:
        """The verdict on a record: what must be mended, what should be there, each with the way to mend it."""
        if self._state.judges is None:
            raise BusyError("No judge is running here.")
        report = await judge_submission(
            self._state.judges,
            self._state.store,
            self._state.schema,
            self._receive(record, media_type),
            deadline_s=self._state.settings.deadline_s,
            client=caller.key,
            search=self._state.search,
        )
        advice = "prepare_contribution keeps it as a draft." if report.conforms else "Mend the record and try again."
        return _to_answer(report) | {"next": advice}

    async def prepare_contribution(
        self, record: str, caller: Caller, drafter: str, media_type: str = "", title: str = ""
    ) -> dict[str, Any]:
        """Keep a record as a draft; gives the secret address where a person goes on."""
        curation = self._state.curation
        if curation is None:
            raise BusyError("No drafts are taken here.")
        content = await curation.examine(self._receive(record, media_type), caller.key)
        draft, secret = await make_draft(curation, drafter, content, title[:200])
        report = draft.content.verdict()
        verdict = _to_answer(report) if report else {"problem": dict(draft.content.problem)}
        url = f"{self._state.public_url}/contribute/{secret}"
        return {"draft": draft.number, "state": draft.state, "url": url, **verdict, "next": HUMAN}

    def _receive(self, record: str, media_type: str) -> Submission:
        body = record.encode()
        guessed = JSON_LD.media_type if record.lstrip().startswith(("{", "[")) else "text/turtle"
        settings = self._state.settings
        return receive(body, media_type or guessed, self._state.schema.base, settings.body_bytes)


def _to_answer(report: Report) -> dict[str, Any]:
    return {
        "conforms": report.conforms,
        "verdict": report.verdict(),
        "counts": report.counts(),
        "findings": [_finding(one) for one in report.findings[:FINDINGS]],
        "findings_in_all": len(report.findings),
        "truncated": report.truncated or len(report.findings) > FINDINGS,
    }


def _finding(one: Finding) -> dict[str, Any]:
    said = {
        "severity": one.severity,
        "about": one.focus_label or one.focus,
        "field": one.field,
        "expected": one.expected,
        "found": one.found,
        "fix": one.fix,
        "rule": one.rule_url,
        "line": one.line,
    }
    return {name: value for name, value in said.items() if value}
