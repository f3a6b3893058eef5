"""Answers for agents kept small: an answer in, one that fits and says what was cut out. Loses nothing unsaid."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

ANSWER_CHARACTERS: Final = 24_000
TEXT_CHARACTERS: Final = 600
MARK: Final = " […]"


def fit(answer: dict[str, Any], *, characters: int = ANSWER_CHARACTERS) -> dict[str, Any]:
    """The answer with long texts shortened and its longest lists cut until it fits.

    `truncated` says whether anything was; `cut` names each list with how many of how many are shown.
    """
    shortened = [0]
    fitted: dict[str, Any] = _shorten(answer, shortened)
    full: dict[str, int] = {}
    while len(json.dumps(fitted, ensure_ascii=False, indent=2)) > characters:
        name, longest = max(_lists(fitted), key=lambda pair: _weight(pair[1]), default=("", []))
        if len(longest) < 2:
            break
        full.setdefault(name, len(longest))
        del longest[max(1, len(longest) * 2 // 3) :]
    shown = dict(_lists(fitted))
    cut = [{"list": name, "shown": len(shown.get(name, ())), "of": count} for name, count in sorted(full.items())]
    said: dict[str, Any] = {"truncated": bool(cut or shortened[0]) or bool(answer.get("truncated"))}
    if cut:
        said["cut"] = cut
    if shortened[0]:
        said["texts_shortened"] = shortened[0]
    return {**fitted, **said}


def _shorten(value: Any, count: list[int]) -> Any:
    if isinstance(value, dict):
        return {key: one if key in ("sparql", "shape") else _shorten(one, count) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_shorten(one, count) for one in value]
    if isinstance(value, str) and len(value) > TEXT_CHARACTERS and not value.startswith(("http:", "https:")):
        count[0] += 1
        return value[:TEXT_CHARACTERS] + MARK
    return value


def _lists(value: Any, path: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Every list with its place, as `facts.3.values`."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in pairs:
        place = f"{path}.{key}".lstrip(".")
        if isinstance(one, list):
            yield place, one
        yield from _lists(one, place)


def _weight(held: Sequence[Any]) -> int:
    """How much cutting a list saves; a list of one cannot be cut."""
    return len(json.dumps(held, ensure_ascii=False)) if len(held) > 1 else 0
