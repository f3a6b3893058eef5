"""`atlas validate --fix`: the clear edits of a report made in its file, and shown as a diff. Touches nothing else."""

from collections.abc import Iterable
from difflib import unified_diff
from pathlib import Path
from typing import Final

from atlas.cli.words import tell
from atlas.errors import RdfSyntaxError
from atlas.rdf.repair import find_repair
from atlas.validation.mend import apply_edits
from atlas.validation.report import Edit, Finding, Report

MARK: Final = "\ufeff"


def repair_file(name: str, error: RdfSyntaxError) -> bool:
    """Make the one edit that lets a file be read further; whether there was one."""
    text = _read(name)
    repair = find_repair(text, error.detail, error.line, error.column)
    edits = [Edit(repair.line, repair.column, repair.old, repair.new)] if repair else []
    return _write(name, text, apply_edits(text, edits))


def fix_file(name: str, report: Report) -> bool:
    """Make the clear edits of a file and say which findings are clear but stand where no edit can be made."""
    text = _read(name)
    changed = _write(name, text, apply_edits(text, [one.edit for one in report.findings if one.edit is not None]))
    for said in dict.fromkeys(_left(one) for one in report.findings if one.meant and one.edit is None):
        tell(f"{name}: {said}")
    return changed


def _left(finding: Finding) -> str:
    about = f"{finding.focus_label}, {finding.field}" if finding.field else finding.focus_label
    place = f" (line {finding.line})" if finding.line else ""
    return f"not edited: {about}{place}: the text says it twice, or not as a value by itself. {finding.fix}"


def _read(name: str) -> str:
    return Path(name).read_bytes().decode("utf-8").removeprefix(MARK)


def _write(name: str, old: str, new: str) -> bool:
    """Write the new text where it differs, a byte order mark kept; show what changes."""
    if new == old:
        return False
    path = Path(name)
    mark = MARK if path.read_bytes().startswith(MARK.encode()) else ""
    path.write_bytes((mark + new).encode())
    tell("".join(_lines(unified_diff(old.splitlines(keepends=True), new.splitlines(keepends=True), name, name))))
    return True


def _lines(diff: Iterable[str]) -> Iterable[str]:
    """Lines of a diff, the last of a file without a line end closed."""
    return (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in diff)
