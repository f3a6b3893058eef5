"""Templates: values in, HTML out. Knows where templates and words lie and how an IRI becomes a link; asks no store."""

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from atlas.access.quality.rules import find_rule, name_of
from atlas.errors import SettingError
from atlas.http.assets import Assets
from atlas.http.languages import Language
from atlas.http.legible import to_digits, to_size, to_words
from atlas.schema.model import Schema

PLAIN_MESSAGE: Final = re.compile(r"\{\{ t\('([a-z0-9-]+)'\) \}\}")
LINKABLE: Final = ":/?#[]@!$&'()*+,;=%-._~"  # what RFC 3986 lets stand in an address
WEB_LINK: Final = re.compile(r"(https?|mailto):[^\s<>\"]+")


@dataclass(frozen=True)
class Alternate:
    """One more form of a page."""

    media_type: str
    href: str
    label: str


@dataclass(frozen=True)
class Step:
    """One step of the trail to a page; the page itself has no href."""

    label: str
    href: str | None = None


class Page(str):
    """A rendered page. links: its other formats, as a Link header names them (RFC 8288)."""

    __slots__ = ("links",)
    links: str


def find_web() -> Path:
    """Folder with templates/, text/ and static/: the wheel's own, or the checkout's."""
    package = Path(__file__).resolve().parent.parent
    for candidate in (package / "web", package.parent / "web"):
        if (candidate / "templates").is_dir():
            return candidate
    raise SettingError("The page templates are missing.", suggestion="Install the package again.")


def make_element(name: str, content: str, **attributes: str) -> Markup:
    """An inline element to stand in a message, such as a link; everything but the names is escaped."""
    said = "".join([f' {key}="{escape(value)}"' for key, value in attributes.items()])
    return Markup(f"<{name}{said}>{escape(content)}</{name}>")  # noqa: S704 - templates give the names


class WordedLoader(FileSystemLoader):
    """Reads templates with the messages that take no argument already in them, so that these cost no call."""

    def __init__(self, folder: Path, language: Language) -> None:
        super().__init__(folder)
        self._language = language

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """A template's text, its path, and whether it is still the same."""
        source, path, is_fresh = super().get_source(environment, template)
        return PLAIN_MESSAGE.sub(self._fill, source), path, is_fresh

    def _fill(self, call: re.Match[str]) -> str:
        said = self._language.say(call[1])
        return call[0] if "{" in said else said


class Pages:
    """Renders every page of one home in one language."""

    def __init__(self, schema: Schema, language: Language, public_url: str) -> None:
        self._schema = schema
        self._language = language
        self._public_url = public_url.rstrip("/")
        self._as_of = ""
        self.facts: Mapping[str, object] = {"counters": (), "date": "", "release": "", "number": 0}
        self.deriving: Callable[[], Mapping[str, int]] = dict
        self._environments: dict[str, Environment] = {}
        self._asset = Assets(find_web() / "static").address

    @property
    def _environment(self) -> Environment:
        """The templates in this language, read once."""
        made = self._environments.get(self._language.tag)
        if made is None:
            made = self._environments[self._language.tag] = Environment(
                loader=WordedLoader(find_web() / "templates", self._language),
                autoescape=select_autoescape(default=True),
                undefined=StrictUndefined,
                trim_blocks=True,
                lstrip_blocks=True,
            )
            tag = self._language.tag
            made.filters.update(
                worded=to_words, digits=partial(to_digits, language=tag), sized=partial(to_size, language=tag)
            )
            made.globals.update(is_local=self.is_local, asset=self._asset, el=make_element)
        return made

    def say(self, key: str, /, **values: object) -> str:
        """A message as plain text, for what a route hands to a template."""
        return self._language.say_text(key, **values)

    def step(self, key: str, href: str | None = None, **values: object) -> Step:
        """A step of a trail that is called by a message."""
        return Step(self.say(key, **values), href)

    def trail(self, path: str, label: str, last: str = "") -> list[Step]:
        """The trail to the page of a record, or to one of the pages behind it. path: kind and slug."""
        kind = path.partition("/")[0]
        above = [self.step("explore-title", "/explore"), Step(self._schema.kinds[kind].label, f"/explore/{kind}")]
        return [*above, Step(label, f"/{path}"), Step(last)] if last else [*above, Step(label)]

    def speak(self, schema: Schema, language: Language) -> "Pages":
        """The same pages in another language. schema: with labels in it."""
        spoken = copy(self)
        spoken._schema, spoken._language = schema, language
        return spoken

    def as_of(self, asked: str) -> "Pages":
        """The same pages about a past state, whose links stay in it. asked: as the address names that state."""
        seen = copy(self)
        seen._as_of = asked
        return seen

    @property
    def past(self) -> str:
        """The past state that these pages are about, as an address names it; empty for the present."""
        return self._as_of

    def compile(self) -> None:
        """Read every template now, so that no reader waits for it."""
        for name in self._environment.list_templates():
            self._environment.get_template(name)

    def render(self, template: str, *, number: int = 0, **values: object) -> Page:
        """One page. number: of the commit it shows. Values not given that the base template asks for are empty."""
        given: dict[str, Any] = {
            "search": "",
            "trail": (),
            "alternates": (),
            "error_page": "",
            "public_url": self._public_url,
            **values,
        }
        given |= {
            "href": self.href,
            "rule_href": self.rule_href,
            "t": self._language.say,
            "words": self._language.script,
            "lang": self._language.tag,
        }
        given["alternates"] = [replace(one, href=self._keep_time(one.href)) for one in given["alternates"]]
        page = Page(self._environment.get_template(template).render(site=self._site(number), **given))
        page.links = ", ".join(self._link(one) for one in given["alternates"])
        return page

    def render_problem(self, problem: Mapping[str, object]) -> Page:
        """A problem document (RFC 9457) as a page."""
        return self.render("problem.html", problem=self.tell(problem), trail=[Step(str(problem.get("title")))])

    def tell(self, problem: Mapping[str, object]) -> dict[str, object]:
        """What a page shows of a problem document, near names as links."""
        said = {name: problem.get(name) for name in ("title", "detail", "expected", "suggestion", "near")}
        near = said["near"] if isinstance(said["near"], list) else []
        said["near"] = [self.href(str(name)) or str(name) for name in near]
        return said

    def is_local(self, iri: str) -> bool:
        """True for what this service itself shows."""
        return iri.startswith(self._schema.base)

    def href(self, iri: str) -> str | None:
        """Where a link to an IRI goes: a path of ours, the web address itself, or None for what is not a link."""
        if self.is_local(iri):
            return self._keep_time("/" + iri.removeprefix(self._schema.base).removeprefix("id/"))
        return iri if WEB_LINK.fullmatch(iri) else None

    def rule_href(self, iri: str) -> str | None:
        """Where a link to the rule of a finding goes: its page, the profile it is of, or what the IRI names."""
        if find_rule(self._schema, name := name_of(self._schema, iri)):
            return self._keep_time(f"/quality/{name}")
        return f"/exports/{name.split('/')[1]}" if name.startswith("export/") else self.href(iri)

    def _keep_time(self, href: str) -> str:
        if not self._as_of or "as-of=" in href:
            return href
        path, sign, fragment = href.partition("#")
        return f"{path}{'&' if '?' in path else '?'}as-of={quote(self._as_of)}{sign}{fragment}"

    def _link(self, one: Alternate) -> str:
        """One format for a Link header. An address is quoted where a reader's words in it might end the link."""
        address = quote(f"{self._public_url}{one.href}", safe=LINKABLE)
        return f'<{address}>; rel="alternate"; type="{one.media_type}"'

    def _site(self, number: int) -> dict[str, object]:
        schema = self._schema
        licence = schema.licence or ""
        return {
            "title": schema.title,
            "description": schema.description,
            "version": schema.version,
            "as_of": self._as_of,
            "stories": schema.folder("pages"),
            "licence": licence,
            "licence_label": schema.labels.get(licence) or licence,
            "deriving": {} if self._as_of else self.deriving(),
            **(self.facts if not self._as_of else {"counters": (), "date": "", "release": ""}),
            "number": number or self.facts["number"],
        }
