"""The words of the pages stand in one place: templates, routes and scripts name messages; none lacks, none is idle."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as ftl
from jinja2 import Environment, nodes

from atlas.http.languages import DEFAULT, Language, Languages
from atlas.schema.load import load_schema

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "service" / "web"
TEXT = WEB / "text"
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
SCRIPTS = sorted([*(WEB / "src").glob("*.js"), *(WEB / "static").glob("*.js")])
BUILT = {"editor.js", "graph.js"}
MODULES = sorted(path for name in ("http", "access") for path in (ROOT / "service" / "atlas" / name).rglob("*.py"))
NAMES = re.compile(
    r"BibTeX|CITATION\.cff|CSL-JSON|CSV|JSON-LD|JSON|N-Triples|ORCID|OpenAPI|PROV|RDF/XML|\.rq|SHA-256|SHA256SUMS|"
    r"SPARQL|SVG|TSV|Turtle|Vega-Lite|VoID|XML|YAML|gzip"
)  # of formats and standards: the same in every language
WORD = re.compile(r"[A-Za-z]{2}")
SHOWN = ("title", "aria-label", "placeholder", "alt")
UNREAD = ("code", "script", "pre")
HOLE = "\0"


class Words(HTMLParser):
    """What a reader would see of a page: texts, and attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNREAD:
            self._open.append(tag)
        shown = dict(attrs)
        names = (*SHOWN, "value") if tag == "input" and shown.get("type") in ("submit", "button") else SHOWN
        self.found += [shown[name] or "" for name in names if name in shown]

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        if not self._open:
            self.found.append(data)


@pytest.fixture(scope="module")
def english() -> Language:
    return Languages(TEXT).default


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_jinja(source: str) -> str:
    """A template as HTML: an expression becomes a hole; blocks and comments go."""
    pieces: list[str] = []
    hidden = 0
    for _, kind, value in Environment().lex(source):
        if kind in ("variable_begin", "block_begin", "comment_begin"):
            hidden += 1
            pieces += HOLE if kind == "variable_begin" else ""
        elif kind in ("variable_end", "block_end", "comment_end"):
            hidden -= 1
        elif kind == "data" and not hidden:
            pieces.append(value)
    return "".join(pieces)


def has_words(text: str) -> bool:
    return WORD.search(NAMES.sub("", text)) is not None


def written(expression: nodes.Node) -> Iterator[str]:
    """Texts that an expression puts on the page as they stand in the template."""
    if isinstance(expression, nodes.Const) and isinstance(expression.value, str):
        yield expression.value
    elif isinstance(expression, nodes.CondExpr):
        yield from written(expression.expr1)
        yield from written(expression.expr2) if expression.expr2 else ()
    elif isinstance(expression, nodes.Or):
        yield from written(expression.right)
    elif isinstance(expression, nodes.Concat):
        for one in expression.nodes:
            yield from written(one)


def calls(template: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """Each use of a message in a template: its key, and the arguments it is given."""
    for call in Environment().parse(read(template)).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name == "t":
            assert isinstance(call.args[0], nodes.Const), f"{template.name} computes a key"
            yield call.args[0].value, frozenset(one.key for one in call.kwargs)


def said(module: Path) -> Iterator[tuple[str, frozenset[str]]]:
    """The same for Python: `pages.say(key, …)`, `pages.step(key, href, …)`, and `say(key, …)` where it is handed on."""
    for call in ast.walk(ast.parse(read(module))):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
        is_bare = isinstance(call.func, ast.Name)
        if name == "say" or (name == "step" and not is_bare):
            first = call.args[0] if call.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, frozenset(one.arg for one in call.keywords if one.arg and one.arg != "href")


def script_keys() -> set[str]:
    """Messages that the bundled scripts name, and the prefix under which a page hands them over."""
    prefixes = {"script-graph-": ["graph.js"], "script-editor-": [p.name for p in SCRIPTS if p.parent.name == "src"]}
    keys: set[str] = set()
    for prefix, names in prefixes.items():
        for name in names:
            if (name == "graph.js") == (prefix == "script-graph-"):
                source = read(WEB / "src" / name)
                for inside in re.findall(r"\bsay\(([^{}()]+(?:\([^()]*\)[^{}()]*)*)", source):
                    keys |= {prefix + key for key in re.findall(r'"([a-z-]+)"', inside)}
    return keys


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_holds_no_word_of_its_own(path: Path) -> None:
    page = Words()
    page.feed(without_jinja(read(path)))
    constants = [
        text
        for output in Environment().parse(read(path)).find_all(nodes.Output)
        for one in output.nodes
        if not isinstance(one, nodes.TemplateData)
        for text in written(one)
    ]
    in_text = [text for text in constants if " " in text or text[:1].isupper()]
    assert [text.strip() for text in [*page.found, *in_text] if has_words(text)] == []


def test_every_message_that_is_named_exists_with_its_arguments(english: Language) -> None:
    uses = [(path.name, *use) for path in TEMPLATES for use in calls(path)]
    uses += [(path.name, *use) for path in MODULES for use in said(path)]
    assert len(uses) > 400
    wrong = [
        (name, key, sorted(given))
        for name, key, given in uses
        if key not in english.messages or given != english.messages[key].names
    ]
    assert wrong == []


def test_every_message_is_used(english: Language) -> None:
    used = {key for path in TEMPLATES for key, _ in calls(path)}
    used |= {key for path in MODULES for key, _ in said(path)}
    assert english.messages.keys() - used - script_keys() == set()
    assert script_keys() - english.messages.keys() == set()


def test_no_script_holds_a_sentence() -> None:
    sources = [path for path in SCRIPTS if path.parent.name == "src" or path.name not in BUILT]
    assert len(sources) > 8
    shown = re.compile(r"""(?:aria-label"?[:,]\s*|textContent = |\balt: |\[)["`]( ?[A-Z][a-z]+[^"`]*)["`]""")
    assert [(path.name, found[1]) for path in sources for found in shown.finditer(read(path))] == []


@pytest.mark.parametrize("path", sorted(TEXT.glob("*.ftl")), ids=lambda path: path.name)
def test_a_language_is_read_whole_and_holds_no_html_and_no_key_twice(path: Path, english: Language) -> None:
    entries = FluentParser().parse(read(path)).body
    keys = [one.id.name for one in entries if isinstance(one, ftl.Message)]
    assert not [one for one in entries if isinstance(one, ftl.Junk)]
    assert len(keys) == len(set(keys))
    assert set(keys) <= english.messages.keys()
    said = [line.replace("->", "") for line in read(path).splitlines() if not line.startswith("#")]
    assert [line for line in said if re.search(r"[<>]|&\w+;", line)] == []


def test_messages_name_no_term_of_the_domain(english: Language) -> None:
    schema = load_schema(ROOT)
    own = {iri.removeprefix(schema.namespace) for iri in schema.terms if iri.startswith(schema.namespace)}
    compound = {name for name in own if re.search(r"[a-z][A-Z]", name)}
    text = read(TEXT / f"{DEFAULT}.ftl")
    assert compound
    assert schema.base not in text
    assert not re.search(rf"\b{schema.prefix}:[A-Za-z]", text)
    assert [name for name in compound if re.search(rf"\b{name}\b", text)] == []
