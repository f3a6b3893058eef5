"""One term of a text as it is written there, and how a JSON text writes one: what an edit replaces."""

import json
import re
from dataclasses import dataclass
from typing import Final

JSON: Final = "json"


@dataclass(frozen=True)
class Piece:
    """One term of a text as it is written. kind: iri, string, word or json. name: IRI or lexical form it stands for.

    suffix: how much of the text is a literal's language tag or datatype.
    """

    kind: str
    text: str
    name: str
    line: int
    column: int
    suffix: int = 0


def find_in_json(text: str, base: str, name: str) -> Piece | None:
    """The one string value of a JSON text that stands for an IRI or lexical form; None where several may."""
    found: list[tuple[str, int]] = []
    for shown in dict.fromkeys((name, name.removeprefix(base))):
        written = json.dumps(shown, ensure_ascii=False)
        found += [(written, match.start()) for match in re.finditer(re.escape(written), text)]
    if len(found) != 1:
        return None
    written, start = found[0]
    if re.match(r"\s*:", text[start + len(written) :]):
        return None
    line = text.count("\n", 0, start) + 1
    return Piece(JSON, written, name, line, start - text.rfind("\n", 0, start))


def write_in_json(piece: Piece, base: str, name: str) -> str:
    """Another IRI or text as the JSON text writes that one: below the base where it is written so."""
    is_whole = json.loads(piece.text) == piece.name
    return json.dumps(name if is_whole else name.removeprefix(base), ensure_ascii=False)
