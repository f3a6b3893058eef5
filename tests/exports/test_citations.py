"""Citations of records: each form can be read by its own rules."""

import asyncio
import re
from collections import Counter

import pytest
from tests.exports.running import Running

from atlas.access.outgoing.texts import fill_template
from atlas.rdf.terms import Literal, NamedNode, Term

BASE = "https://w3id.org/open-llm-atlas/id/"
ITEMS = ("model/bloom", "dataset/dolma", "person/akintunde-oladipo", "source/osai-index", "licence/apache-2-0")


def cite(running: Running, name: str, item: str) -> str:
    export = running.export(name)
    assert export.template is not None
    rows = asyncio.run(running.exports.rows(export, "select", [BASE + item]))
    assert len(rows) == 1
    return fill_template(export.template, rows, title="Open LLM Atlas", page=f"https://atlas.example/{item}", number=7)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bibtex", "  publisher = {{Open LLM Atlas}},\n  version = {commit 7},"),
        ("cff", 'version: "commit 7"\nurl: '),
        ("citation", "Open LLM Atlas contributors (n.d.): Amber. Version commit 7. Open LLM Atlas. Model record."),
    ],
)
def test_a_record_of_an_edition_without_a_day_is_cited_without_one(running: Running, name: str, text: str) -> None:
    export = running.export(name)
    assert export.template is not None
    texts = {"name": "Amber", "type": "model", "date": "", "year": "", "licenceName": ""}
    row: dict[str, Term] = {name: Literal(text) for name, text in texts.items()}
    row["item"] = NamedNode(f"{BASE}model/amber")
    cited = fill_template(export.template, [row], title="Open LLM Atlas", page="https://atlas.example/a", number=7)
    assert text in cited


@pytest.mark.parametrize("item", ITEMS)
def test_a_bibtex_entry_has_balanced_braces_and_the_fields_of_a_citation(running: Running, item: str) -> None:
    text = cite(running, "bibtex", item)
    braces = Counter(re.sub(r"\\[{}]", "", text))
    assert braces["{"] == braces["}"]
    assert re.match(r"@misc\{open-llm-atlas-[a-z0-9-]+,\n", text)
    fields = dict(re.findall(r"^  (\w+) = \{(.*)\},?$", text, re.MULTILINE))
    assert {"title", "author", "year", "publisher", "version", "url", "note"} == fields.keys()
    assert fields["url"] == BASE + item
    assert "commit 7" in fields["version"]


@pytest.mark.parametrize("item", ITEMS)
def test_a_cff_file_has_the_keys_that_its_schema_demands(running: Running, item: str) -> None:
    lines = cite(running, "cff", item).splitlines()
    keys = [line.partition(":")[0] for line in lines if not line.startswith(" ")]
    assert len(keys) == len(set(keys))
    assert {"cff-version", "message", "title", "authors"} <= set(keys)
    assert all('"' in line for line in lines if line.startswith(("title", "version", "url", "license")))


@pytest.mark.parametrize("item", ITEMS)
def test_a_citation_line_has_the_parts_datacite_recommends(running: Running, item: str) -> None:
    text = cite(running, "citation", item).strip()
    assert re.fullmatch(
        r"Open LLM Atlas contributors \(\d{4}\): .+\. Version \d{4}-\d\d-\d\d, commit 7\. "
        r"Open LLM Atlas\. .+ record\. \S+.*",
        text,
    )
    assert "\n" not in text
