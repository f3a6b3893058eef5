"""A file of a foreign catalogue tried against the shipped graph: judged, and nothing kept."""

from pathlib import Path

from atlas.intake.deriving.trial import try_documents
from atlas.intake.reading.documents import read_documents
from atlas.intake.reading.mappings import load_mapping
from atlas.namespaces import XSD
from atlas.rdf.terms import Literal, NamedNode
from atlas.schema.load import load_schema

ENTRY = b"""
release:
  name: OLMo-7B
  huggingface: https://huggingface.co/allenai/OLMo-7B
  license: {distribution: {name: Proprietary, path: ''}}
  components:
  - {name: Model card, license: CC-BY-4.0}
  - {name: Kitchen sink}
"""


def test_a_tried_file_takes_the_place_of_the_record_it_would_change(root: Path) -> None:
    schema = load_schema(root)
    before = (root / "data/records/assessment/mot-olmo-7b.ttl").read_bytes()
    day = Literal("2026-11-21", datatype=NamedNode(f"{XSD}date"))
    mapping = load_mapping(root, "model-openness-tool", schema.base)
    trial = try_documents(schema, mapping, read_documents(ENTRY, "OLMo-7B.yml"), {"date": day})
    focus = NamedNode(f"{schema.base}id/assessment/mot-olmo-7b")
    rows = trial.store.select(schema.queries["views/openness"].text, {"focus": focus})
    labels = {row["criterion_label"].value: row["status_label"].value for row in rows if "progress" in row}  # type: ignore[union-attr]
    assert (labels["Model card"], labels["Datasets"]) == ("satisfied", "missing")
    assert [refusal.found for refusal in trial.mapped.refused] == ["Kitchen sink"]
    assert (root / "data/records/assessment/mot-olmo-7b.ttl").read_bytes() == before
