"""Names come apart by tables into what a thing is called, its version, its size and the rest."""

from pathlib import Path

import pytest

from atlas.errors import HomeError
from atlas.intake.identities.parts import Tables, letters_of, load_groups, load_tables, without_makers
from atlas.intake.names.table import read_table
from atlas.schema.model import Schema


@pytest.fixture(scope="module")
def tables(root: Path) -> Tables:
    return load_tables(root / "data" / "identities")["artifact"]


@pytest.mark.parametrize(
    ("name", "letters", "classed"),
    [
        ("Qwen2.5-7B", "qwen", "size=7b version=2.5"),
        ("Mixtral-8x7B-v0.1", "mixtral", "size=8x7b version=0.1"),
        ("open_llama_3b_v2", "openllama", "size=3b version=2"),
        ("OpenLLaMA-3Bv2", "openllama", "size=3b version=2"),
        ("stablelm-2-1_6b", "stablelm", "size=1.6b version=2"),
        ("Phi-3-mini-4k-instruct", "phi", "context=4k grade=mini tuned=instruct version=3"),
        ("gemma-2-27b-it", "gemma", "size=27b tuned=instruct version=2"),
        ("Llama-3.0 70B", "llama", "size=70b version=3"),
        ("Olmo-3-1125-32B", "olmo", "date=1125 size=32b version=3"),
        ("Cosmos-Predict2.5-14B-pre-trained", "cosmospredictpretrained", "size=14b version=2.5"),
        ("Cosmos-Predict2.5-14B-post-trained", "cosmospredict", "size=14b tuned=posttrained version=2.5"),
    ],
)
def test_a_name_comes_apart(tables: Tables, name: str, letters: str, classed: str) -> None:
    parts = tables.part(name)
    assert parts.letters == letters
    assert " ".join(f"{kind}={' '.join(sorted(parts.classed[kind]))}" for kind in sorted(parts.classed)) == classed


def test_words_that_name_the_maker_are_left_out_but_for_the_last() -> None:
    assert without_makers(("meta", "llama"), frozenset({"meta", "llama"})) == ("llama",)
    assert without_makers(("command", "r"), frozenset({"cohere"})) == ("command", "r")


def test_a_name_stands_in_one_group_of_makers_only(root: Path) -> None:
    folder = root / "data" / "identities"
    groups = load_groups(folder)
    rows = read_table(folder / "makers.tsv", ("group", "name", "seen"))
    assert len(rows) > 30
    assert [row["name"] for row in rows if groups[letters_of(row["name"])] != row["group"]] == []


def test_tables_without_a_setting_are_refused(tmp_path: Path, schema: Schema) -> None:
    folder = tmp_path / "artifact"
    folder.mkdir()
    (folder / "steps.tsv").write_text("pattern\treplacement\twhy\n")
    (folder / "tokens.tsv").write_text("pattern\tclass\tmeans\twhy\n")
    weights = folder / "weights.tsv"
    weights.write_text("feature\tsame\tpart\tone\tdiffers\tdoubt\twhy\nstart\t-1\n")
    with pytest.raises(HomeError, match="certain"):
        load_tables(tmp_path)
    weights.write_text("feature\tsame\tpart\tone\tdiffers\tdoubt\twhy\nstart\tmuch\n")
    with pytest.raises(HomeError, match="no number"):
        load_tables(tmp_path)


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HomeError):
        load_tables(tmp_path)
