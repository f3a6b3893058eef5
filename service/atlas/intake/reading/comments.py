"""Comments of a YAML text: whole lines that begin with a number sign, where they are no part of a text value."""

from typing import Final

import yaml

from atlas.intake.reading.values import DocumentError

KEY: Final = "#"


def read_comments(text: str) -> list[str]:
    """The comment lines in order, without number sign and list dash; none where the text is no YAML."""
    inside: set[int] = set()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark:
                inside.update(range(event.start_mark.line + 1, event.end_mark.line))
    except yaml.YAMLError:
        return []
    except RecursionError as error:
        raise DocumentError("The YAML is nested too deep.") from error
    found: list[str] = []
    for number, line in enumerate(text.splitlines()):
        said = line.lstrip()
        if said.startswith(KEY) and number not in inside:
            found.append(said.lstrip("#").strip().removeprefix("- ").strip())
    return [line for line in found if line]
