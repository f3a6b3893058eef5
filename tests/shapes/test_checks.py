"""Each query of queries/checks finds what it is for, with focus, path and value, and lets a sound record be."""

from pathlib import Path

import pytest
from tests.shapes.cases import BASE, HEADER

from atlas.namespaces import SH
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Quad, one_object, subjects
from atlas.schema.queries import load_queries
from atlas.store.memory import MemoryStore

GRAPH = "<graph/project/one> foaf:primaryTopic <id/project/one>"
ONE_SOURCE = f"{GRAPH} ; dcterms:source <id/source/a> . "
TWO_SOURCES = f"{GRAPH} ; dcterms:source <id/source/a> , <id/source/b> . "
CONTEXT = """
    <id/source/a> a atlas:Source . <id/source/b> a atlas:Source .
    <id/person/ada> a atlas:Person . <id/organisation/org> a atlas:Organisation .
    <scheme/region/europe> a skos:Concept . <scheme/claim-basis/interview> a skos:Concept .
    atlas:Project sys:kind "project" . atlas:Model sys:kind "model" .
    <id/project/two> atlas:hasIdentifier <id/project/two#hub> .
    <id/project/two#hub> atlas:identifierScheme <scheme/identifier-scheme/web> ; atlas:identifierValue "one" .
"""
EVIDENCE = "<id/project/one#e> a atlas:Evidence ; atlas:evidenceSource <id/source/a> "
REGION = "<id/project/one> atlas:basedIn <scheme/region/europe> . "
CLAIM = "<id/project/one#c> atlas:claimSubject <id/project/one> ; atlas:claimQuestion atlas:hasMotivation "
FUNDED = '<id/project/one> atlas:hasFunding <id/project/one#f> . <id/project/one#f> atlas:amountStatement "much" '
GAP = "<id/project/one> atlas:hasKnowledgeGap <id/project/one#g> . <id/project/one#g> atlas:gapProperty atlas:basedIn "
NOT_RECORDED = "atlas:knowledgeStatus <scheme/knowledge-status/not-recorded>"
NAMED = ONE_SOURCE + '<id/project/one> skos:prefLabel "Bielik 7B"@en . '
NEAR = '<urn:near> sys:comparedName "Bielik 7B" ; sys:nearThing <id/project/two> ; sys:nearName '
LIKENESS = "sys:letterLikeness {0} ; sys:wordLikeness {0} ; sys:spellingLikeness {0}"
SKOS_LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
HUB = "<id/project/one> atlas:hasIdentifier <id/project/one#hub> . <id/project/one#hub> atlas:identifierScheme "

Found = tuple[str, str | None, str | None]


def find(root: Path, check: str, record: str) -> set[Found]:
    """Focus, path and value of each result of a check over a record, which is also a named graph, and its context."""
    store = MemoryStore(parse((HEADER + CONTEXT).encode(), TURTLE))
    name = NamedNode(f"{BASE}graph/project/one")
    store.add(Quad(q.subject, q.predicate, q.object, name) for q in parse((HEADER + record).encode(), TURTLE))
    query = load_queries(root)[f"checks/{check}"]
    results = store.construct(query.text)
    found: set[Found] = set()
    for result in subjects(results, f"{SH}resultSeverity", NamedNode(f"{SH}{query.first('severity') or 'Violation'}")):
        assert isinstance(one_object(results, result, f"{SH}resultMessage"), Literal)
        assert one_object(results, result, f"{SH}sourceShape") == NamedNode(f"{BASE}check/{check}")
        assert one_object(results, result, f"{SH}sourceConstraintComponent") is not None
        focus, path, value = (one_object(results, result, f"{SH}{key}") for key in ("focusNode", "resultPath", "value"))
        found.add((shorten(focus) or "", shorten(path), shorten(value)))
    return found


def shorten(term: object) -> str | None:
    if isinstance(term, NamedNode):
        return (
            term.value.removeprefix(f"{BASE}id/").removeprefix(f"{BASE}ont/").removeprefix("http://purl.org/dc/terms/")
        )
    return term.value if isinstance(term, Literal) else None


REFUSED: list[tuple[str, str, Found]] = [
    (
        "near-duplicate",
        f'{NAMED} {NEAR} "bielick 7b" ; {LIKENESS.format(0.85)} .',
        ("project/one", SKOS_LABEL, "project/two"),
    ),
    ("statement-without-source", TWO_SOURCES + REGION, ("project/one", "basedIn", f"{BASE}scheme/region/europe")),
    ("statement-without-source", f"{TWO_SOURCES} {FUNDED} .", ("project/one#f", "amountStatement", "much")),
    (
        "statement-without-source",
        f"{TWO_SOURCES} {REGION} <id/project/one> atlas:hasEvidence <id/project/one#e> . {EVIDENCE} .",
        ("project/one", "basedIn", f"{BASE}scheme/region/europe"),
    ),
    (
        "evidence-source-not-named",
        f"{GRAPH} ; dcterms:source <id/source/b> . {EVIDENCE} .",
        ("project/one#e", "evidenceSource", "source/a"),
    ),
    (
        "source-without-evidence",
        f"{TWO_SOURCES} {EVIDENCE} .",
        (f"{BASE}graph/project/one", "source", "source/b"),
    ),
    ("evidence-not-linked", f"{ONE_SOURCE} {EVIDENCE} .", ("project/one#e", "hasEvidence", None)),
    ("claim-not-linked", f"{ONE_SOURCE} {CLAIM} .", ("project/one#c", "hasClaim", None)),
    (
        "dangling-reference",
        ONE_SOURCE + "<id/project/one> atlas:develops <id/model/nowhere> .",
        ("project/one", "develops", "model/nowhere"),
    ),
    (
        "dangling-reference",
        ONE_SOURCE + "<id/project/one> a atlas:Project ; atlas:basedIn <scheme/region/atlantis> .",
        ("project/one", "basedIn", f"{BASE}scheme/region/atlantis"),
    ),
    (
        "address-without-scheme",
        ONE_SOURCE + "<id/project/one> foaf:homepage <www.example.org/one> .",
        ("project/one", "http://xmlns.com/foaf/0.1/homepage", f"{BASE}www.example.org/one"),
    ),
    (
        "address-without-scheme",
        ONE_SOURCE + "<id/project/one> foaf:homepage <example.org/> .",
        ("project/one", "http://xmlns.com/foaf/0.1/homepage", f"{BASE}example.org/"),
    ),
    (
        "person-behind-statement",
        f"{ONE_SOURCE} {CLAIM} ; atlas:claimBasis <scheme/claim-basis/interview> ; atlas:assessor <id/person/ada> .",
        ("project/one#c", "assessor", "person/ada"),
    ),
    (
        "person-behind-statement",
        f"{ONE_SOURCE} {CLAIM} ; atlas:speaker <id/organisation/org> ; atlas:hasEvidence <id/project/one#e> . "
        f"{EVIDENCE} ; dcterms:creator <id/person/ada> .",
        ("project/one#e", "creator", "person/ada"),
    ),
    (
        "person-behind-statement",
        f'{ONE_SOURCE} {EVIDENCE} ; atlas:quote "open to all" ; atlas:supportsSubject <id/person/ada> .',
        ("project/one#e", "supportsSubject", "person/ada"),
    ),
    (
        "person-behind-statement",
        f"{ONE_SOURCE} {CLAIM} ; atlas:hasEvidence <id/project/one#e> ; dcterms:contributor <id/person/ada> . "
        f'{EVIDENCE} ; atlas:quote "open to all" .',
        ("project/one#c", "contributor", "person/ada"),
    ),
    (
        "person-behind-statement",
        ONE_SOURCE
        + "<id/project/one> a atlas:Theme ; atlas:hasParticipation <id/project/one#p> . "
        + "<id/project/one#p> atlas:participant <id/person/ada> .",
        ("project/one#p", "participant", "person/ada"),
    ),
    (
        "duplicate-identifier",
        f'{ONE_SOURCE} {HUB} <scheme/identifier-scheme/web> ; atlas:identifierValue "one" .',
        ("project/one", "hasIdentifier", "project/two"),
    ),
    ("gap-contradicted", ONE_SOURCE + REGION + GAP + ".", ("project/one", "basedIn", f"{BASE}scheme/region/europe")),
    (
        "gap-contradicted",
        f"{ONE_SOURCE} {GAP} ; {NOT_RECORDED} . <id/project/one#c> atlas:claimSubject <id/project/one> ;"
        "atlas:claimQuestion atlas:basedIn .",
        ("project/one", "basedIn", "project/one#c"),
    ),
    (
        "end-before-start",
        ONE_SOURCE + '<id/project/one> atlas:startDate "2024-05"^^xsd:gYearMonth ; atlas:endDate "2023"^^xsd:gYear .',
        ("project/one", "endDate", "2023"),
    ),
    (
        "end-before-start",
        ONE_SOURCE
        + '<id/project/one#n> atlas:validFrom "2024-05-02"^^xsd:date ; atlas:validUntil "2024-05-01"^^xsd:date .',
        ("project/one#n", "validUntil", "2024-05-01"),
    ),
    (
        "kind-not-in-name",
        ONE_SOURCE + "<id/project/one> a atlas:Model .",
        ("project/one", "http://xmlns.com/foaf/0.1/primaryTopic", "Model"),
    ),
    (
        "kind-not-in-name",
        "<graph/project/one> foaf:primaryTopic <id/project/other> .",
        ("project/other", "http://xmlns.com/foaf/0.1/primaryTopic", None),
    ),
    (
        "statement-about-another-record",
        ONE_SOURCE + "<id/project/two> atlas:basedIn <scheme/region/europe> .",
        ("project/two", "basedIn", f"{BASE}scheme/region/europe"),
    ),
]

ACCEPTED: list[tuple[str, str]] = [
    ("statement-without-source", ONE_SOURCE + REGION),
    (
        "statement-without-source",
        "<graph/project/one> foaf:primaryTopic <id/source/a> . <id/source/a> dcterms:issued 1 .",
    ),
    ("statement-without-source", TWO_SOURCES + '<id/project/one> a atlas:Project ; skos:prefLabel "One"@en .'),
    (
        "statement-without-source",
        f"{TWO_SOURCES} {REGION} {EVIDENCE} ; atlas:supportsSubject <id/project/one> ;"
        "atlas:supportsProperty atlas:basedIn .",
    ),
    ("statement-without-source", f"{TWO_SOURCES} {FUNDED} ; atlas:hasEvidence <id/project/one#e> ."),
    (
        "statement-without-source",
        f"{TWO_SOURCES} {FUNDED} . {EVIDENCE} ; atlas:supportsSubject <id/project/one> ;"
        "atlas:supportsProperty atlas:hasFunding .",
    ),
    ("statement-without-source", f"{TWO_SOURCES} <id/project/one#g> a atlas:KnowledgeGap ; {NOT_RECORDED} ."),
    ("statement-without-source", f"{GRAPH} . {REGION}"),  # a shape tells once that no source is named at all
    ("evidence-source-not-named", f"{TWO_SOURCES} {EVIDENCE} ."),
    ("source-without-evidence", ONE_SOURCE),
    (
        "source-without-evidence",
        f"{TWO_SOURCES} {EVIDENCE} . <id/project/one#e2> atlas:evidenceSource <id/source/b> .",
    ),
    ("evidence-not-linked", f"{ONE_SOURCE} {EVIDENCE} . <id/project/one#p> atlas:hasEvidence <id/project/one#e> ."),
    ("claim-not-linked", f"{ONE_SOURCE} {CLAIM} . <id/project/one> atlas:hasClaim <id/project/one#c> ."),
    (
        "dangling-reference",
        ONE_SOURCE + REGION + "<id/project/one> a atlas:Project ; foaf:homepage <https://example.org> .",
    ),
    (
        "address-without-scheme",
        ONE_SOURCE + "<id/project/one> foaf:homepage <https://www.example.org/> ; rdfs:seeAlso <context.jsonld> .",
    ),
    (
        "person-behind-statement",
        f"{ONE_SOURCE} {CLAIM} ; atlas:speaker <id/organisation/org> ; atlas:hasEvidence <id/project/one#e> ."
        f"{EVIDENCE} .",
    ),
    (
        "person-behind-statement",
        ONE_SOURCE + "<id/project/one#p> atlas:participant <id/person/ada> ; atlas:hasEvidence <id/project/one#e> .",
    ),
    ("duplicate-identifier", f'{ONE_SOURCE} {HUB} <scheme/identifier-scheme/doi> ; atlas:identifierValue "one" .'),
    ("duplicate-identifier", f'{ONE_SOURCE} {HUB} <scheme/identifier-scheme/web> ; atlas:identifierValue "two" .'),
    (
        "duplicate-identifier",
        "<graph/project/one> foaf:primaryTopic <id/model/one> . <id/model/one> atlas:hasIdentifier <id/model/one#hub> ."
        '<id/model/one#hub> atlas:identifierScheme <scheme/identifier-scheme/web> ; atlas:identifierValue "one" .',
    ),
    ("near-duplicate", f'{NAMED} {NEAR} "bielik 11b" ; {LIKENESS.format(0.85)} .'),
    ("near-duplicate", f'{NAMED} {NEAR} "olmo 7b" ; {LIKENESS.format(0.2)} .'),
    ("gap-contradicted", ONE_SOURCE + GAP + "."),
    ("gap-contradicted", ONE_SOURCE + REGION + GAP + '; dcterms:description "Which country."@en .'),
    (
        "end-before-start",
        ONE_SOURCE + '<id/project/one> atlas:startDate "2024-05"^^xsd:gYearMonth ; atlas:endDate "2024"^^xsd:gYear .',
    ),
    ("kind-not-in-name", ONE_SOURCE + "<id/project/one> a atlas:Project ."),
    ("statement-about-another-record", ONE_SOURCE + REGION + CLAIM + "."),
]


def check_names(root: Path) -> set[str]:
    return {path.stem for path in (root / "queries" / "checks").glob("*.rq")}


@pytest.mark.parametrize(("check", "record", "expected"), REFUSED)
def test_a_check_names_focus_path_and_value(check: str, record: str, expected: Found, root: Path) -> None:
    assert expected in find(root, check, record)


@pytest.mark.parametrize(("check", "record"), ACCEPTED)
def test_a_check_lets_a_sound_record_be(check: str, record: str, root: Path) -> None:
    assert find(root, check, record) == set()


def test_every_check_refuses_one_record_and_accepts_another(root: Path) -> None:
    assert check_names(root) == {check for check, _, _ in REFUSED} == {check for check, _ in ACCEPTED}


def test_every_check_says_what_it_is_for_and_how_grave_it_is(root: Path) -> None:
    queries = [query for key, query in load_queries(root).items() if key.startswith("checks/")]
    assert len(queries) == len(check_names(root)) > 8
    for query in queries:
        assert {"title", "description", "severity"} <= set(query.header)
        assert f"sh:resultSeverity sh:{query.header['severity'][0]} ;" in query.text


def test_no_check_asks_for_the_absence_of_joined_patterns(root: Path) -> None:
    texts = [query.text for key, query in load_queries(root).items() if key.startswith("checks/")]
    assert texts
    assert not any("EXISTS" in text.upper() for text in texts)
