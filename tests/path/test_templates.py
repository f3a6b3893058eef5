"""The template of every kind of record, filled in by what its comments ask for, comes back as a sound record."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from tests.http.serving import Service

JSON = {"Accept": "application/json"}
FIELD = re.compile(r"(?P<indent> *(?:- )?)(?P<key>[A-Za-z][\w:-]*):(?P<rest> \[\]|  # .*| [A-Z]\w+)?")
ASKED = re.compile(r"\(([^()]*)\)(?: Or instead: .*)?$")
PLAIN = {
    "text": "Sometext",
    "a number": "3",
    "a web address": "https://example.org/x",
    "true or false": "true",
    "one of: absent, not recorded, undisclosed": "not recorded",  # the others deny, which needs evidence
}
INSTANCES = """
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?said (MIN(?one) AS ?value) {
  { ?one a/rdfs:subClassOf* ?class . ?class skos:prefLabel ?said . FILTER(STRSTARTS(STR(?one), $base)) }
  UNION { ?one skos:inScheme ?scheme . ?scheme skos:prefLabel ?said }
  UNION { ?one skos:inScheme [] ; skos:prefLabel ?said }
} GROUP BY ?said
"""
Fill = Callable[[str], str]


@pytest.fixture(scope="module")
def fill(atlas: Service) -> Fill:
    """What a person writes where a comment asks for something."""
    query = INSTANCES.replace("$base", f'"{atlas.state.schema.base}id/"')
    known = {said.casefold(): value for said, value in atlas.rows(query)}
    assert known

    def write(asked: str) -> str:
        asked = asked.partition(". Or instead")[0].partition(", as kind/")[0]
        if asked in PLAIN or asked.startswith("2025"):
            return PLAIN.get(asked, "2025-11-18")
        offered = asked.removeprefix("one of: ").split(", ") if asked.startswith("one of: ") else asked.split(" or ")
        return next(known[one.casefold()] for one in offered if one.casefold() in known)

    return write


def fill_yaml(template: str, name: str, fill: Fill) -> str:
    """The open fields of a template, filled in."""
    lines, filled, comment = template.splitlines(), [], ""
    for number, line in enumerate(lines):
        found = FIELD.fullmatch(line)
        if found is None:
            comment = f"{comment} {line[2:]}" if line.startswith("# ") and "---" not in line else ""
            continue
        rest, below = (found["rest"] or "").strip(), lines[number + 1] if number + 1 < len(lines) else ""
        asked = ASKED.search(comment)
        if rest.startswith("# "):
            line = f'{found["indent"]}{found["key"]}: "{fill(rest.partition(": ")[2])}"'
        elif found["key"] == "prefLabel":
            line = f"prefLabel: {name}"
        elif rest in ("", "[]") and not below.lstrip().startswith("- ") and asked:
            line = f'{found["key"]}: "{fill(asked[1])}"'
        filled.append(line)
        comment = ""
    return "\n".join(filled) + "\n"


def fill_table(template: str, name: str, fill: Fill) -> str:
    """The required columns of a template and those of the record itself, filled in."""
    header, asks = csv.reader(io.StringIO(template))
    wanted = ["(required)" in ask or "(the record)" in ask for ask in asks]
    asked = [f"one of: {tail}" if tail else head.rpartition(": ")[2] for head, _, tail in map(split_choice, asks)]
    cells = [fill(ask) if want else "" for ask, want in zip(asked, wanted, strict=True)]
    output = io.StringIO()
    csv.writer(output).writerows([header, asks, [name, *cells[1:]]])
    return output.getvalue()


def split_choice(ask: str) -> tuple[str, str, str]:
    return ask.partition("one of: ")


def is_sound(atlas: Service, text: str, media_type: str, kind: str) -> bool:
    """Whether a text sent as a draft is read without a question and conforms."""
    sent = {"Content-Type": media_type, **JSON}
    answer = atlas.client.post(f"/contribute?kind={kind}", content=text.encode(), headers=sent)
    assert answer.status_code == 201, (kind, answer.text)
    atlas.client.delete(answer.json()["url"])
    return bool(answer.json()["report"]["conforms"])


def test_filled_in_templates_of_every_kind_are_sound_records(atlas: Service, fill: Fill) -> None:
    wrong = []
    for kind in atlas.state.schema.kinds:
        template = atlas.client.get(f"/contribute/template/{kind}.yaml").text
        if not is_sound(atlas, fill_yaml(template, f"New {kind}", fill), "application/yaml", kind):
            wrong.append(f"{kind}.yaml")
        table = atlas.client.get(f"/contribute/template/{kind}.csv").text
        if not is_sound(atlas, fill_table(table, f"New {kind}", fill), "text/csv", kind):
            wrong.append(f"{kind}.csv")
    assert len(atlas.state.schema.kinds) > 20
    assert wrong == []


def test_commented_fields_of_a_template_are_sound_once_used(atlas: Service, fill: Fill) -> None:
    for kind in ("project", "model", "dataset"):
        template = atlas.client.get(f"/contribute/template/{kind}.yaml").text
        lines = [(line.removeprefix("# "), line) for line in template.splitlines()]
        used = "\n".join(bare if FIELD.fullmatch(bare) else line for bare, line in lines)
        assert used != template
        assert is_sound(atlas, fill_yaml(used, f"New {kind}", fill), "application/yaml", kind), kind
