"""Assessments go back to the tool's YAML: valid by its schema, and with the licences that came in."""

import asyncio
import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator
from tests.exports.running import Running

from atlas.access.outgoing.texts import fill_template

BASE = "https://w3id.org/open-llm-atlas/id/"
SHOWN = {"mot-olmo-7b": "OLMo-7B.yml", "mot-pythia-12b": "Pythia-12B.yml", "mot-bloom": "BLOOM.yml"}


def give_back(running: Running, slug: str) -> dict[str, dict[str, object]]:
    export = running.export("model-openness-tool")
    assert export.template is not None
    rows = asyncio.run(running.exports.rows(export, "select", [f"{BASE}assessment/{slug}"]))
    text = fill_template(export.template, rows, title="Open LLM Atlas", page="https://atlas.example/", number=1)
    found = yaml.safe_load(text)
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("slug", SHOWN)
def test_the_yaml_names_framework_release_and_each_component_once(running: Running, slug: str) -> None:
    found = give_back(running, slug)
    assert found["framework"]["name"] == "Model Openness Framework"
    names = [one["name"] for one in found["release"]["components"]]  # type: ignore[index, attr-defined]
    assert names and len(names) == len(set(names))


@pytest.mark.parametrize("slug", SHOWN)
def test_the_yaml_is_valid_by_the_tool_s_schema_and_agrees_with_the_entry(
    running: Running, shared: Path, slug: str
) -> None:
    folder = shared / "catalogues/model-openness-tool"
    schema = json.loads((folder / "schema/mof_schema.json").read_text())
    found = give_back(running, slug)
    assert [error.message for error in Draft202012Validator(schema).iter_errors(found)] == []
    entry = yaml.safe_load((folder / "models" / SHOWN[slug]).read_text())
    ours = {one["name"]: one.get("license") for one in found["release"]["components"]}  # type: ignore[attr-defined]
    theirs = {one["name"]: one.get("license") for one in entry["release"]["components"]}
    assert {name: licence or "unlicensed" for name, licence in theirs.items() if licence is not None} == {
        name: licence for name, licence in ours.items() if licence is not None
    }
    assert ours.keys() == theirs.keys()
