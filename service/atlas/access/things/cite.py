"""How to cite a page over one state of the graph: BibTeX and Citation File Format texts."""

import json
import re
from dataclasses import dataclass
from typing import Final

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNSAFE: Final = re.compile(r"[\\{}%&#$_^~\r\n]")
_KEY: Final = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Citation:
    """What is cited. number: of the commit the page shows. date: of that commit, ISO 8601, empty when not known."""

    title: str
    container: str
    version: str
    number: int
    date: str
    url: str
    licence: str = ""

    def to_bibtex(self) -> str:
        """A BibTeX entry."""
        fields = {
            "title": f"{{{{{_tex(self.title)}}}}}",
            "author": f"{{{{{_tex(self.container)} contributors}}}}",
            "howpublished": f"{{{_tex(self.container)} {_tex(self.version)}, state {self.number}}}",
            "url": f"{{{self.url}}}",
        }
        if self.date:
            fields["year"] = f"{{{self.date[:4]}}}"
            fields["month"] = MONTHS[int(self.date[5:7]) - 1]
        key = _KEY.sub("-", f"{self.container} {self.url.rpartition('/')[2]}".lower()).strip("-")
        lines = ",\n".join(f"  {name} = {value}" for name, value in fields.items())
        return f"@misc{{{key}-{self.number},\n{lines}\n}}"

    def to_cff(self) -> str:
        """A CITATION.cff file (Citation File Format 1.2.0)."""
        lines = [
            "cff-version: 1.2.0",
            "message: Please cite this page as below.",
            "type: dataset",
            f"title: {_yaml(f'{self.title} ({self.container})')}",
            "authors:",
            f"  - name: {_yaml(f'{self.container} contributors')}",
            f"version: {_yaml(f'{self.version}, state {self.number}')}",
            f"url: {_yaml(self.url)}",
        ]
        if self.date:
            lines.append(f"date-released: {self.date[:10]}")
        if self.licence:
            lines.append(f"license-url: {_yaml(self.licence)}")
        return "\n".join(lines)

    def to_csl(self) -> str:
        """A CSL-JSON item (Citation Style Language 1.0.2), in the list that reference managers read."""
        item: dict[str, object] = {
            "id": f"state-{self.number}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": f"{self.container} contributors"}],
            "container-title": self.container,
            "version": f"{self.version}, state {self.number}",
            "URL": self.url,
        }
        if self.date:
            item["issued"] = {"date-parts": [[int(part) for part in self.date[:10].split("-")]]}
        return json.dumps([item], ensure_ascii=False, indent=1)


def _tex(text: str) -> str:
    return _UNSAFE.sub(" ", text)


def _yaml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
