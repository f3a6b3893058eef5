"""Near-duplicates: a record whose name is spelt nearly like a known one's is pointed to it; false friends are not."""

from pathlib import Path

import pytest

from atlas.rdf.terms import Quad
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.validation.context import HomeContext, References
from atlas.validation.judge import Judge
from atlas.validation.near import NAME_LIMIT, compared_names, least_like
from atlas.validation.report import Finding

ROOT = Path(__file__).resolve().parents[2]


class Home:
    """The shipped home, its judge and what its files say."""

    def __init__(self) -> None:
        self.schema: Schema = load_schema(ROOT)
        self.judge = Judge(self.schema)
        self.context = HomeContext(self.schema)

    def near(self, kind: str, name: str, slug: str = "the-new-one", also: str = "") -> list[Finding]:
        """Findings of near-duplicates on a new record of a kind and name."""
        cls = self.schema.kinds[kind].iri
        text = f"""@base <{self.schema.base}> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
            @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
            <graph/{kind}/{slug}> foaf:primaryTopic <id/{kind}/{slug}> .
            <id/{kind}/{slug}> a <{cls}> ; skos:prefLabel "{name}"@en {also} ."""
        quads = self.judge.read(text.encode(), "text/turtle", self.schema.base).quads
        report = self.judge.judge(quads, self.context.find(self.judge.references(quads)))
        return [finding for finding in report.findings if finding.rule_url.endswith("/check/near-duplicate")]


@pytest.fixture(scope="module")
def home() -> Home:
    return Home()


@pytest.mark.parametrize(
    ("kind", "name", "known"),
    [
        ("community", "Masakane", "community/masakhane"),
        ("community", "MASAKHANE", "community/masakhane"),
        ("community", "Big Science", "community/bigscience"),
        ("model", "Bielik 11B v3.0 Instruct", "model/bielik-11b-v3-0-instruct"),
        ("model", "Aya-23 35B", "model/aya-23-35b"),
    ],
)
def test_a_name_spelt_nearly_like_a_known_one_is_pointed_to_it(home: Home, kind: str, name: str, known: str) -> None:
    findings = home.near(kind, name)
    assert f"<{home.schema.base}id/{known}>" in {finding.value for finding in findings}
    assert {finding.severity for finding in findings} == {"should"}


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("model", "Bielik-11B-v3.1-Instruct"),
        ("model", "Bielik-12B-v3.0-Instruct"),
        ("model", "Bielik-11B-v3.0-Base"),
        ("model", "Aya-23-70B"),
        ("model", "AquilaChat2-34B-32K"),
        ("community", "BigCodex Guild"),
        ("model", "BLOOMS"),
        ("family", "OLMoE"),
        ("organisation", "Masakhane"),
        ("community", "Something quite new"),
    ],
)
def test_other_versions_and_other_kinds_are_no_duplicates(home: Home, kind: str, name: str) -> None:
    assert home.near(kind, name) == []


def test_a_record_is_no_duplicate_of_itself(home: Home) -> None:
    assert home.near("community", "Masakhane", slug="masakhane") == []


def test_another_name_counts_as_well(home: Home) -> None:
    (finding,) = home.near("community", "Quite Another", also='; skos:altLabel "Masakane"@en')
    assert finding.path == "http://www.w3.org/2004/02/skos/core#altLabel"


def test_the_names_of_a_submission_are_bounded(home: Home) -> None:
    text = "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix foaf: <http://xmlns.com/foaf/0.1/> ."
    text += "".join(
        f'<urn:g{n}> foaf:primaryTopic <urn:{n}> . <urn:{n}> skos:prefLabel "N{n}"@en . ' for n in range(99)
    )
    quads: tuple[Quad, ...] = home.judge.read(text.encode(), "text/turtle", None).quads
    assert len(compared_names(home.schema, quads)) == NAME_LIMIT


def test_references_cross_a_pipe_unchanged() -> None:
    references = References(("urn:a",), ("text",), (("Name", "urn:a"),), (("MIT", "MIT", ("urn:c",)),))
    assert References.from_dict(references.to_dict()) == references
    assert references.besides(["urn:b"]).nodes == ("urn:a", "urn:b")


def test_the_least_like_word_of_either_name_decides() -> None:
    assert least_like("one two", "two one") == 1.0
    assert least_like("one two", "one") < 0.5
    assert least_like("", "one") == 0.0
