"""A query as a person would run it from a shell, Python, R, JavaScript or a spreadsheet. Text only."""

import json
import shlex
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True)
class Snippet:
    """One way to run a query."""

    id: str
    label: str
    text: str


def snippets_of(public_url: str, query: str, as_of: str = "") -> tuple[Snippet, ...]:
    """The query for five kinds of tools; a literal of each language carries it, so that no sign in it is code.

    as_of: the past state to ask, as an address names it; empty: the present.
    """
    past = {"as-of": as_of} if as_of else {}
    endpoint = f"{public_url}/sparql" + (f"?{urlencode(past)}" if past else "")
    quoted = json.dumps(query, ensure_ascii=False)  # no surrogate pairs, which Python and R take for two characters
    link = f"{public_url}/sparql?{urlencode({'query': query, 'format': 'csv', **past})}"
    return (
        Snippet(
            "curl",
            "curl",
            f"curl -H 'Accept: text/csv' --data-urlencode {shlex.quote('query=' + query)} {shlex.quote(endpoint)}",
        ),
        Snippet("python", "Python", _python(endpoint, quoted)),
        Snippet(
            "r",
            "R",
            f"library(httr2)\n\nquery <- {quoted}\n"
            f'answer <- request("{endpoint}") |>\n  req_headers(Accept = "text/csv") |>\n'
            "  req_body_form(query = query) |>\n  req_perform()\n"
            "table <- read.csv(text = resp_body_string(answer))",
        ),
        Snippet(
            "javascript",
            "JavaScript",
            f"const query = {quoted};\n"
            f'const answer = await fetch("{endpoint}", {{\n  method: "POST",\n'
            '  headers: { Accept: "application/sparql-results+json" },\n'
            "  body: new URLSearchParams({ query }),\n});\n"
            "const { results } = await answer.json();",
        ),
        Snippet("spreadsheet", "Spreadsheet", link),
    )


def _python(endpoint: str, quoted: str) -> str:
    return (
        "import io, urllib.parse, urllib.request\nimport pandas\n\n"
        f"query = {quoted}\n"
        'body = urllib.parse.urlencode({"query": query}).encode()\n'
        f'request = urllib.request.Request("{endpoint}", body, {{"Accept": "text/csv"}})\n'
        "table = pandas.read_csv(io.BytesIO(urllib.request.urlopen(request).read()))"
    )
