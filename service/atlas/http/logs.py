"""Log lines as JSON: `key=value` messages in, one JSON object a line out. Set up by whoever starts the process."""

import json
import logging
import re
import sys
from ast import literal_eval
from datetime import UTC, datetime
from typing import Final

_PAIR: Final = re.compile(r"""(\w+)=('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\S+)""")
_NUMBER: Final = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class JsonFormatter(logging.Formatter):
    """One JSON object a line: time, level, logger, and the pairs of the message."""

    def format(self, record: logging.LogRecord) -> str:
        """A log record as JSON."""
        message = record.getMessage()
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        pairs = {name: _value(text) for name, text in _PAIR.findall(message)} if message.startswith("event=") else {}
        said.update(pairs or {"message": message})
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def configure_logging(level: int = logging.INFO) -> None:
    """Write every log line of the process as JSON to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def _value(text: str) -> object:
    if text[0] in "'\"":
        try:
            return literal_eval(text)
        except (SyntaxError, ValueError):
            return text
    if text == "None":
        return None
    if _NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text
