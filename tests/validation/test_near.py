"""Near-duplicates: a record whose name is spelt nearly like a known one's is pointed to it; false friends are not."""

from pathlib import Path

import pytest

from atlas.rdf.terms import Quad
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.search.candidates import Candidate
from atlas.validation.context import HomeContext, References
from atlas.validation.judge import Judge
from atlas.validation.near import NAME_LIMIT, compared_names, least_like, read_meant, tell_meant
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
    references = References(("urn:a",), ("text",), (("Name", "urn:a"),))
    assert References.from_dict(references.to_dict()) == references
    assert references.besides(["urn:b"]).nodes == ("urn:a", "urn:b")


def test_the_least_like_word_of_either_name_decides() -> None:
    assert least_like("one two", "two one") == 1.0
    assert least_like("one two", "one") < 0.5
    assert least_like("", "one") == 0.0


LICENSED = """@base <{base}> . @prefix atlas: <{ont}> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
<graph/model/x> foaf:primaryTopic <id/model/x> .
<id/model/x#l> atlas:hasLicence <id/licence/{licence}> .
"""


def licensed(home: Home, licence: str) -> list[Finding]:
    text = LICENSED.format(base=home.schema.base, ont=home.schema.namespace, licence=licence)
    given = home.judge.read(text.encode(), "text/turtle", home.schema.base)
    report = home.judge.judge(given, home.context.find(home.judge.references(given.quads)))
    return [one for one in report.findings if one.value == f"<{home.schema.base}id/licence/{licence}>"]


@pytest.mark.parametrize(("said", "meant"), [("apache-2.0", "apache-2-0"), ("apache-20", "apache-2-0"), ("mti", None)])
def test_a_misspelt_name_of_a_record_is_recognised(home: Home, said: str, meant: str | None) -> None:
    findings = licensed(home, said)
    assert findings
    wanted = f"<{home.schema.base}id/licence/{meant}>" if meant else None
    assert {finding.edit.new if finding.edit else None for finding in findings} == {wanted}


def test_what_may_be_one_of_several_has_no_edit_and_what_is_like_nothing_no_advice(home: Home) -> None:
    several = licensed(home, "cc-by-sa-3-1")
    assert several
    assert all(finding.edit is None for finding in several if " or <" in finding.fix)
    assert "Did you mean" not in licensed(home, "nothing-like-it")[0].fix


def test_meant_things_cross_a_pipe_likeliest_first() -> None:
    found = [
        [
            Candidate("urn:id/bb", "bb", "", 90, "bb", False, 1, 1),
            Candidate("urn:id/aa", "aa", "", 90, "aa", False, 1, 1),
        ]
    ]
    told = list(tell_meant(["urn:id/aa"], found))
    assert read_meant(told) == {"urn:id/aa": ["urn:id/aa"]}
