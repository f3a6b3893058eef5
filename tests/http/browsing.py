"""A browser without scripts: finds the forms of a page with what stands in them, and sends one back."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

VOID = {"input"}


@dataclass
class PageForm:
    """One form. values: what would be sent now; buttons: name and value of each; choices: options of each select."""

    action: str
    values: dict[str, str] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    boxes: list[str] = field(default_factory=list)

    def find(self, ending: str, value: str | None = None) -> str:
        """Name of the first input that ends so, or holds this value."""
        return next(
            name for name, held in self.values.items() if name.endswith(ending) and (value is None or held == value)
        )


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[PageForm] = []
        self._form: PageForm | None = None
        self._area = self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = PageForm(said.get("action", ""))
            self.forms.append(self._form)
        if self._form is None:
            return
        name = said.get("name", "")
        if tag == "input" and name:
            self._input(name, said)
        elif tag == "textarea":
            self._area = name
            self._form.values[name] = ""
        elif tag == "select":
            self._select = name
            self._form.choices[name] = []
        elif tag == "option" and self._select:
            self._form.choices[self._select].append(said.get("value", ""))
            if "selected" in said or self._select not in self._form.values:
                self._form.values[self._select] = said.get("value", "")
        elif tag == "button" and name:
            self._form.buttons.append((name, said.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            if self._form is not None and self._area:
                held = self._form.values[self._area]
                self._form.values[self._area] = held.removeprefix("\n").replace("\n", "\r\n")
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._form is not None:
            self._form.values[self._area] += data

    def _input(self, name: str, said: dict[str, str]) -> None:
        assert self._form is not None
        kind = said.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in said:
            self._form.boxes.append(name)
        elif kind != "file":
            self._form.values[name] = said.get("value", "")


def find_form(text: str, action: str) -> PageForm:
    """The form of a page that is sent to an address and holds most."""
    found = [form for form in Forms(text).forms if form.action == action]
    assert found, f"no form goes to {action}"
    return max(found, key=lambda form: len(form.values))


def send(client: httpx.Client, form: PageForm, **fields: str) -> httpx.Response:
    """Send a form as it stands, with some fields changed."""
    return client.post(form.action, data={**form.values, **fields}, headers={"Accept": "text/html"})
