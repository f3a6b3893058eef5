"""One SVG document as it is built: elements with classes, and the same looks as presentation attributes.

Neither style attributes, style elements nor scripts are ever written: the pages' content security policy forbids them.
Classes let the page's style sheet choose colours (light and dark); the attributes serve where there is no style sheet.
"""

import re
import xml.etree.ElementTree as Tree
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from atlas.access.ontology.labels import Say

COLOURS: Final = ("#1f5fa8", "#b4540a", "#2d7d5f", "#8a4a9e", "#8c6d00", "#4d5b6b")
SHADES: Final = ("#e3edf8", "#bcd4ee", "#86b0df", "#3f79b9", "#1f5fa8")
LOOKS: Final[Mapping[str, Mapping[str, str]]] = {
    "ink": {"fill": "#1c2330"},
    "quiet": {"fill": "#5a6475"},
    "rule": {"stroke": "#dcdfe4", "stroke-width": "1", "fill": "none"},
    "empty": {"fill": "none", "stroke": "#9aa3b0", "stroke-dasharray": "3 3"},
    "paper": {"fill": "#ffffff"},
    "node": {"fill": "#eef3f9", "stroke": "#9aa3b0"},
    **{f"s{number}": {"fill": colour} for number, colour in enumerate(COLOURS, start=1)},
    **{
        f"t{number}": {"stroke": colour, "stroke-width": "1.4", "fill": "none"}
        for number, colour in enumerate(COLOURS, start=1)
    },
    **{
        f"r{number}": {"fill": colour, "fill-opacity": "0.45", "stroke": "none"}
        for number, colour in enumerate(COLOURS, start=1)
    },
    "halo": {"fill": "#1c2330", "stroke": "#ffffff", "stroke-width": "3", "paint-order": "stroke"},
    **{f"h{level}": {"fill": colour} for level, colour in enumerate(SHADES, start=1)},
    **{f"on{level}": {"fill": "#ffffff" if level in (4, 5) else "#1c2330"} for level in range(1, 6)},
}
SERIES: Final = len(COLOURS)
LEVELS: Final = len(SHADES)
FONT: Final = "system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif"
_UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Linker = Callable[[str], str | None]


@dataclass(frozen=True)
class Told:
    """What a figure is called and what it says in words. name: unique on its page, part of its ids.

    say: gives the words that a figure needs itself. unit: what its numbers count, empty where nobody said.
    """

    name: str
    title: str
    description: str
    say: Say
    unit: str = ""


class Drawing:
    """An SVG document of a fixed size, labelled by its own title and description."""

    def __init__(self, told: Told, width: float, height: float, link: Linker) -> None:
        self._link = link
        size = {
            "width": _written(width),
            "height": _written(height),
            "viewBox": f"0 0 {_written(width)} {_written(height)}",
        }
        names = {"title": f"{told.name}-title", "desc": f"{told.name}-desc"}
        self.root = Tree.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "class": "figure",
                "role": "group",
                "aria-labelledby": names["title"],
                "aria-describedby": names["desc"],
                "font-family": FONT,
                "font-size": "13",
                **size,
            },
        )
        for tag, text in (("title", told.title), ("desc", told.description)):
            Tree.SubElement(self.root, tag, {"id": names[tag]}).text = clean(text)
        self.add("rect", "paper", width=width, height=height)

    def add(
        self,
        tag: str,
        look: str,
        *,
        inside: Tree.Element | None = None,
        tip: str = "",
        text: str = "",
        **attributes: float | str,
    ) -> Tree.Element:
        """One element. look: its class. tip: its own title. Underscores in attribute names become hyphens."""
        given = {name.replace("_", "-"): _written(value) for name, value in attributes.items()}
        parent = self.root if inside is None else inside
        element = Tree.SubElement(parent, tag, {"class": look, **LOOKS.get(look, {}), **given})
        if tip:
            Tree.SubElement(element, "title").text = clean(tip)
            if text:
                element[0].tail = clean(text)
        elif text:
            element.text = clean(text)
        return element

    def link(self, iri: str | None) -> Tree.Element:
        """What to put a linked thing's marks inside: a link where the IRI has an address, else the root."""
        address = self._link(iri) if iri else None
        return self.root if address is None else Tree.SubElement(self.root, "a", {"href": address})

    def to_text(self) -> str:
        """The document."""
        return Tree.tostring(self.root, encoding="unicode")


def clean(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text)


def _written(value: float | str) -> str:
    if isinstance(value, str):
        return clean(value)
    return str(int(value)) if value == int(value) else f"{value:.1f}"
