"""What people call a state: a release, a commit's number or a day in, the number of the commit out. Blocks."""

import re
from typing import Final

from atlas.errors import GoneError, ParameterError
from atlas.intake.history.releases import Releases
from atlas.store.past import Past

DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
NUMBER: Final = re.compile(r"\d{1,12}")


def find_moment(releases: Releases, past: Past, asked: str) -> int:
    """The commit that a release, a number or a day (UTC, to its end) names; it need not be there for a number.

    Raises ParameterError, GoneError for a day before everything.
    """
    release = releases.find(asked)
    if release is not None:
        return release.number
    if NUMBER.fullmatch(asked):
        return int(asked)
    if DAY.fullmatch(asked):
        number = past.last_before(f"{asked}T24")
        if not number:
            raise GoneError(f"Nothing was here on {asked}.", found=asked)
        return number
    known = ", ".join(one.version for one in releases.all()[-3:]) or "none is made yet"
    raise ParameterError(
        f"{asked!r} names no state of this graph.",
        found=asked,
        expected=f"a release ({known}), the number of a commit, or a day like 2026-11-18",
    )
