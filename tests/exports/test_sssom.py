"""The mapping set can be read by the rules of SSSOM: metadata on top, four required columns, every prefix declared."""

import asyncio
import csv

import pytest
import yaml
from tests.exports.running import Running

from atlas.access.outgoing.texts import fill_template

REQUIRED = {"subject_id", "predicate_id", "object_id", "mapping_justification"}
JUSTIFICATIONS = {"semapv:ManualMappingCuration", "semapv:CompositeMatching"}


@pytest.fixture(scope="module")
def text(running: Running) -> str:
    export = running.export("sssom")
    assert export.sheet is not None
    rows = asyncio.run(running.exports.rows(export, "table"))
    licence = "https://creativecommons.org/licenses/by/4.0/"
    values = {"title": "Atlas", "site": "https://atlas.example", "number": 7, "licence": licence}
    return fill_template(export.sheet, rows, base="https://w3id.org/open-llm-atlas/", **values)


def metadata(text: str) -> dict[str, object]:
    lines = [line.removeprefix("#") for line in text.splitlines() if line.startswith("#")]
    found = yaml.safe_load("\n".join(lines))
    assert isinstance(found, dict)
    return found


def mappings(text: str) -> list[dict[str, str]]:
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    assert len(rows) > 300
    return rows


def test_the_set_says_who_it_is_and_under_which_licence(text: str) -> None:
    said = metadata(text)
    assert said["mapping_set_id"] == "https://atlas.example/exports/sssom.tsv"
    assert said["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["mapping_set_version"] == "7"


def test_every_mapping_has_the_required_cells_and_no_more_than_the_header(text: str) -> None:
    for row in mappings(text):
        assert row.keys() >= REQUIRED
        assert all(row[name] for name in REQUIRED)
        assert None not in row
        assert row["mapping_justification"] in JUSTIFICATIONS


def test_every_prefix_is_declared(text: str) -> None:
    declared = metadata(text)["curie_map"]
    assert isinstance(declared, dict)
    for row in mappings(text):
        for name in REQUIRED:
            prefix, colon, local = row[name].partition(":")
            assert colon and local and prefix in declared


def test_a_mapping_is_told_once(text: str) -> None:
    keys = [tuple(row[name] for name in sorted(REQUIRED)) for row in mappings(text)]
    assert len(keys) == len(set(keys))


def test_a_record_leads_to_its_hub_page_and_a_term_to_its_neighbour(text: str) -> None:
    found = {(row["subject_id"], row["predicate_id"], row["object_id"]) for row in mappings(text)}
    hub = "huggingface:speakleash/Bielik-11B-v3.0-Instruct"
    assert ("atlas:id/model/bielik-11b-v3-0-instruct", "skos:exactMatch", hub) in found
    assert ("atlas:id/licence/apache-2-0", "skos:exactMatch", "spdx:Apache-2.0.html") in found
    assert ("atlas:ont/Dataset", "rdfs:subClassOf", "plainweb:www.w3.org/ns/dcat#Dataset") in found
