"""Reports kept for those who may come back to them: files outside the store, found by a name nobody can guess.

Each is gone after 30 days; of one client the newest are kept, up to a number and a size. Blocks; nothing is judged.
"""

import json
import re
import secrets
import time
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from atlas.errors import NotFoundError, StorageError
from atlas.validation.report import Report

KEPT_S: Final = 30 * 86_400
ITEM_LIMIT: Final = 100
BYTE_LIMIT: Final = 20 * 1024 * 1024
NAME: Final = re.compile(r"[A-Za-z0-9_-]{22}")


@dataclass(frozen=True)
class KeptReport:
    """A report with the text that was judged. until: Unix seconds, 0 where it is not kept.

    kind, profile: what was chosen to judge it by, empty where nothing was.
    """

    report: Report
    text: str
    media_type: str
    until: float = 0
    kind: str = ""
    profile: str = ""


class Reports:
    """The kept reports of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, kept: KeptReport, client: str) -> str:
        """Keep a report and return its name. Raises StorageError when the disk refuses."""
        name = secrets.token_urlsafe(16)
        owner = sha256(client.encode()).hexdigest()[:16]
        said = {"report": kept.report.to_dict(), "text": kept.text, "media_type": kept.media_type}
        said |= {"kind": kept.kind, "profile": kept.profile}
        path = self._folder / f"{owner}.{name}.json"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            aside = path.with_suffix(".partial")
            aside.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
            aside.replace(path)
            self._tidy(owner)
        except OSError as error:
            raise StorageError("The report cannot be kept.", found=error.strerror) from error
        return name

    def get(self, name: str) -> KeptReport:
        """A kept report. Raises NotFoundError when there is none of that name, or no longer."""
        found = list(self._folder.glob(f"*.{name}.json")) if NAME.fullmatch(name) else []
        try:
            made = found[0].stat().st_mtime if found else 0.0
            if made + KEPT_S > time.time():
                said = json.loads(found[0].read_text(encoding="utf-8"))
                report = Report.from_json(json.dumps(said.pop("report")))
                return KeptReport(report, until=made + KEPT_S, **said)
        except FileNotFoundError:
            pass
        raise NotFoundError("There is no such report, or no longer.", suggestion="Reports are kept for 30 days.")

    def _tidy(self, owner: str) -> None:
        """Drop what is too old, and of this client what is too much, oldest first."""
        now = time.time()
        own: list[tuple[float, int, Path]] = []
        for path in self._folder.iterdir():
            state = path.stat()
            if state.st_mtime + KEPT_S < now:
                path.unlink(missing_ok=True)
            elif path.name.startswith(f"{owner}."):
                own.append((state.st_mtime_ns, state.st_size, path))
        size = 0
        for number, (_, length, path) in enumerate(sorted(own, reverse=True), start=1):
            size += length
            if number > ITEM_LIMIT or (size > BYTE_LIMIT and number > 1):
                path.unlink(missing_ok=True)
