"""Every record of the foreign catalogues, where they are at hand: nothing is dropped in silence."""

from pathlib import Path

import pytest
from tests.mappings.conftest import Mapper

COUNTS = {
    "osai-index": ("osai-index", 193, "assessment", 193, 1),
    "osai-index/_snapshot-14dim-2026-03-12": ("osai-index", 192, "assessment", 192, 2),
    "model-openness-tool/models": ("model-openness-tool", 272, "assessment", 272, 0),
    "hugging-face/top_models.csv": ("hugging-face-hub", 1000, "model", 1000, 4),
    "croissant/examples": ("croissant", 5, "dataset", 5, 1),
}


@pytest.mark.parametrize("path", COUNTS)
def test_all_of_a_catalogue_is_mapped_and_conforms(mapped: Mapper, shared: Path, path: str) -> None:
    mapping, documents, kind, at_least, refused = COUNTS[path]
    made = mapped(mapping, shared / "catalogues" / path)
    assert made.documents == documents
    assert sum(name.startswith(f"{kind}/") for name in made.records) >= at_least
    assert len(made.refused) == refused


def test_the_bloom_card_is_a_model_with_its_languages(mapped: Mapper, shared: Path) -> None:
    made = mapped("hugging-face-card", shared / "catalogues/hugging-face/real-card-bloom", name="bigscience/bloom")
    assert set(made.records) == {"model/hugging-face-bigscience-bloom"}
    assert sorted(one.found for one in made.refused) == ["code", "zhs", "zht"]
