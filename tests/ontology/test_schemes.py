import re
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS
from tests.ontology.conftest import ATLAS, BASE, Files

EXPECTED = {
    "derivation-kind": "fine-tuning continued-pre-training depth-up-scaling merge quantisation adapter distillation",
    "access-condition-kind": "licence-term gate network practice",
    "artifact-domain": "models data software evaluation compute community-engagement",
    "knowledge-status": "not-recorded undisclosed absent",
    "language-role": "supported trained-on evaluated-in spoken-by-community",
    "lifecycle": "pre-training post-training public-release-of-weights post-release",
    "sample-status": "sampled mentioned dropped",
    "tie-kind": "formal-partnership knowledge-sharing derivation unspecified",
    "openness-value": "open partial closed unknown",
    "collaboration-level": "limited relatively-less-open significant",
    "trust-level": "authors-own project-page curated-index press machine-summary",
}


def iri(path: str) -> URIRef:
    return URIRef(f"{BASE}scheme/{path}")


def test_each_file_holds_the_scheme_it_is_named_after_and_only_that(scheme_files: Files) -> None:
    assert len(scheme_files) >= 30
    for name, graph in scheme_files.items():
        assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [iri(name)]
        concepts = set(graph.subjects(RDF.type, SKOS.Concept))
        assert len(concepts) >= 2, name
        assert set(graph.subjects()) == concepts | {iri(name)}, name
        for concept in concepts:
            assert re.fullmatch(rf"{re.escape(iri(name))}/[A-Za-z0-9]+(-[A-Za-z0-9]+)*", str(concept)), concept
            assert list(graph.objects(concept, SKOS.inScheme)) == [iri(name)], concept


def test_each_scheme_and_concept_has_name_definition_and_source(schemes: Graph, concepts: set[URIRef]) -> None:
    for subject in concepts | set(schemes.subjects(RDF.type, SKOS.ConceptScheme)):
        for predicate in (SKOS.prefLabel, SKOS.definition):
            found = list(schemes.objects(subject, predicate))
            assert len(found) == 1, f"{subject} {predicate}"
            assert isinstance(found[0], Literal), subject
            assert found[0].language == "en", subject
        assert str(schemes.value(subject, SKOS.definition)).endswith("."), subject
        assert list(schemes.objects(subject, DCTERMS.source)), subject


def test_each_document_given_as_source_is_held_by_the_atlas(schemes: Graph, terms: Graph, root: Path) -> None:
    sources = {str(source) for graph in (schemes, terms) for source in graph.objects(None, DCTERMS.source)}
    own = {source.removeprefix(f"{BASE}id/source/") for source in sources if source.startswith(f"{BASE}id/source/")}
    assert len(own) > 20
    assert sorted(slug for slug in own if not (root / "data" / "sources" / f"{slug}.ttl").is_file()) == []


def test_each_scheme_carries_a_version(schemes: Graph) -> None:
    found = list(schemes.subjects(RDF.type, SKOS.ConceptScheme))
    assert found
    for scheme in found:
        assert len(list(schemes.objects(scheme, OWL.versionInfo))) == 1, scheme


def test_names_are_unique_within_a_scheme(scheme_files: Files) -> None:
    for name, graph in scheme_files.items():
        names = [str(graph.value(concept, SKOS.prefLabel)) for concept in graph.subjects(RDF.type, SKOS.Concept)]
        assert len(names) == len(set(names)), name


def test_notations_are_unique_within_a_scheme(scheme_files: Files) -> None:
    seen = 0
    for name, graph in scheme_files.items():
        notations = list(graph.objects(None, SKOS.notation))
        assert len(notations) == len(set(notations)), name
        seen += len(notations)
    assert seen


def test_broader_concepts_stand_in_the_same_scheme_and_end_at_a_top_concept(schemes: Graph) -> None:
    pairs = list(schemes.subject_objects(SKOS.broader))
    assert pairs
    for narrower, broader in pairs:
        scheme = schemes.value(narrower, SKOS.inScheme)
        assert schemes.value(broader, SKOS.inScheme) == scheme, narrower
        ancestors = set(schemes.transitive_objects(broader, SKOS.broader))
        assert narrower not in ancestors, narrower
        assert any((ancestor, SKOS.topConceptOf, scheme) in schemes for ancestor in ancestors), narrower


def test_top_concepts_are_told_both_ways(schemes: Graph) -> None:
    upward = set(schemes.subject_objects(SKOS.topConceptOf))
    downward = {(concept, scheme) for scheme, concept in schemes.subject_objects(SKOS.hasTopConcept)}
    assert upward
    assert upward == downward


def test_mappings_between_schemes_point_to_concepts(schemes: Graph, concepts: set[URIRef]) -> None:
    targets = {o for p in (SKOS.exactMatch, SKOS.closeMatch, SKOS.related) for o in schemes.objects(None, p)}
    assert targets
    assert targets <= concepts


@pytest.mark.parametrize("name", EXPECTED)
def test_a_closed_scheme_holds_what_the_model_demands(schemes: Graph, name: str) -> None:
    missing = [
        slug for slug in EXPECTED[name].split() if (iri(f"{name}/{slug}"), SKOS.inScheme, iri(name)) not in schemes
    ]
    assert missing == []


def test_motivations_are_sixteen_below_three_with_one_kept_apart(schemes: Graph) -> None:
    scheme = iri("motivation")
    tops = set(schemes.subjects(SKOS.topConceptOf, scheme))
    assert tops == {iri(f"motivation/{slug}") for slug in ("social", "economic", "technological")}
    below = {top: len(list(schemes.subjects(SKOS.broader, top))) for top in tops}
    assert sorted(below.values()) == [4, 5, 7]
    apart = iri("motivation/regional-ecosystems")
    assert (apart, SKOS.inScheme, scheme) in schemes
    assert (apart, SKOS.broader, None) not in schemes
    assert schemes.value(apart, SKOS.scopeNote) is not None


def test_five_and_six_organisational_models_stand_beside_each_other(schemes: Graph) -> None:
    def leaves(name: str) -> set[str]:
        return {str(c).rpartition("/")[2] for c, _ in schemes.subject_objects(SKOS.broader) if f"/{name}/" in str(c)}

    assert len(leaves("organisational-model-paper")) == 5
    assert len(leaves("organisational-model-slides")) == 6
    assert (
        iri("organisational-model-paper/company-sponsored-grassroots"),
        SKOS.exactMatch,
        iri("organisational-model-slides/vendor-sponsored-grassroots"),
    ) in schemes
    multi = iri("organisational-model-slides/multi-company")
    assert not list(schemes.objects(multi, SKOS.exactMatch)) + list(schemes.objects(multi, SKOS.closeMatch))


def test_trust_is_an_order_without_ties_that_begins_with_the_authors(schemes: Graph) -> None:
    members = schemes.subjects(SKOS.inScheme, iri("trust-level"))
    ranks = {str(c).rpartition("/")[2]: schemes.value(c, SKOS.notation) for c in members}
    assert sorted(rank.toPython() for rank in ranks.values() if isinstance(rank, Literal)) == [1, 2, 3, 4, 5]
    assert ranks["authors-own"] == Literal(1)
    assert ranks["machine-summary"] == Literal(5)


def test_each_language_is_noted_by_the_tag_it_is_named_after(scheme_files: Files) -> None:
    graph = scheme_files["language"]
    languages = list(graph.subjects(RDF.type, SKOS.Concept))
    assert len(languages) > 60
    for language in languages:
        tag = str(language).rpartition("/")[2]
        assert str(graph.value(language, SKOS.notation)) == tag
        assert re.fullmatch(r"[a-z]{2,3}(-[A-Z][a-z]{3})?", tag), tag


def test_stages_are_ordered_around_the_release_of_the_weights(scheme_files: Files) -> None:
    graph = scheme_files["lifecycle"]
    first, release, last = (
        iri(f"lifecycle/{s}") for s in ("pre-training", "public-release-of-weights", "post-release")
    )
    order = list(graph.transitive_objects(first, ATLAS.precedes))
    assert order == [first, iri("lifecycle/post-training"), release, last]
    assert (release, RDF.type, ATLAS.Milestone) in graph
    stages = set(graph.subjects(RDF.type, ATLAS.LifecycleStage))
    assert stages == set(order) - {release}
    for stage in stages:
        assert len(list(graph.objects(stage, ATLAS.stageElement))) >= 4, stage
