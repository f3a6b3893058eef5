"""Croissant 1.1 for the dumps: read by its own library without an error and without a warning."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from tests.exports.running import DIGEST, Running

from atlas.access.outgoing.framing import frame_statements

NAME = "croissant"
WHY = "mlcroissant is not installed (make test-croissant)"
Object = dict[str, Any]


@pytest.fixture(scope="module")
def described(running: Running) -> Object:
    export = running.export(NAME)
    assert export.frame is not None
    made: Object = frame_statements(running.exports.run_head(export, running.site), export.frame, None, export.context)
    return made


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_every_file_has_a_digest_a_size_and_an_address(described: Object) -> None:
    files = as_list(described["distribution"])
    assert {one["name"] for one in files} == {"dump.nq.gz", "tables/model.csv"}
    for one in files:
        assert one["@type"] == "cr:FileObject"
        assert one["sha256"] == DIGEST
        assert one["contentSize"] == "100 B"
        assert one["contentUrl"].endswith(f"/downloads/{one['name']}")


def test_every_column_of_a_table_is_a_field_that_points_to_its_file(running: Running, described: Object) -> None:
    (table,) = as_list(described["recordSet"])
    files = {one["@id"] for one in as_list(described["distribution"])}
    fields = {one["name"]: one for one in table["field"]}
    assert len(fields) > 20
    for name, one in fields.items():
        assert one["source"]["fileObject"] == {"@id": next(i for i in files if "model" in i)}
        assert one["source"]["extract"]["column"] == name
        assert one.get("isArray", False) is ("transform" in one["source"])
    assert fields["iri"]["dataType"] == "URL"
    assert table["key"] == {"@id": fields["iri"]["@id"]}


def test_the_standard_context_is_published_whole(described: Object) -> None:
    context = described["@context"]
    assert context["@vocab"] == "https://schema.org/"
    assert context["cr"] == "http://mlcommons.org/croissant/"
    assert context["dataType"] == {"@id": "cr:dataType", "@type": "@vocab"}
    assert described["conformsTo"] == "http://mlcommons.org/croissant/1.1"


def read(described: Object, folder: Path) -> tuple[set[str], set[str]]:
    """Errors and warnings of the official library."""
    library = pytest.importorskip("mlcroissant", reason=WHY)
    path = folder / "croissant.json"
    path.write_text(json.dumps(described), encoding="utf-8")
    try:
        issues = library.Dataset(jsonld=str(path)).metadata.ctx.issues
    except library.ValidationError as error:
        return {str(error)}, set()
    return set(issues.errors), set(issues.warnings)


def test_the_official_library_finds_no_error_and_no_warning(described: Object, tmp_path: Path) -> None:
    assert read(described, tmp_path) == (set(), set())


@pytest.mark.parametrize("key", ["license", "version", "datePublished", "citeAs"])
def test_a_description_without_what_is_recommended_is_warned_of(described: Object, tmp_path: Path, key: str) -> None:
    broken = copy.deepcopy(described)
    del broken[key]
    errors, warnings = read(broken, tmp_path)
    assert errors or warnings


def test_a_field_of_a_file_that_is_not_there_is_an_error(described: Object, tmp_path: Path) -> None:
    broken = copy.deepcopy(described)
    as_list(broken["recordSet"])[0]["field"][0]["source"]["fileObject"] = {"@id": "none"}
    assert read(broken, tmp_path)[0]
