import re
from pathlib import Path

import pytest
from rdflib import Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import DCTERMS, FOAF, OWL, RDF, RDFS, SH, SKOS, XSD
from tests.ontology.conftest import ATLAS, BASE, MODULES, SYS, Files

PROPERTY_TYPES = {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
ONE_TYPE_ONLY = PROPERTY_TYPES | {OWL.Class, OWL.NamedIndividual, RDFS.Datatype}
SNIPPET_PREFIXES = {
    "atlas": ATLAS,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "owl": OWL,
    "rdfs": RDFS,
    "sh": SH,
    "skos": SKOS,
    "sys": SYS,
    "xsd": XSD,
}


def values(graph: Graph, subject: URIRef, predicate: URIRef) -> list[Literal]:
    return [value for value in graph.objects(subject, predicate) if isinstance(value, Literal)]


def parse_snippet(snippet: str) -> Graph:
    prefixes = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in SNIPPET_PREFIXES.items())
    return Graph().parse(data=f"@base <{BASE}> .\n{prefixes}{snippet}", format="turtle")


def is_sentence(text: str) -> bool:
    return text.endswith((".", "?")) and text == text.strip() and "  " not in text and text[0] == text[0].upper()


def test_the_ten_modules_are_there_and_the_header_imports_just_these(terms: Graph, term_files: Files) -> None:
    assert set(term_files) == MODULES | {"ontology", "system"}
    imported = {str(module) for module in terms.objects(ATLAS[""], OWL.imports)}
    assert imported == {f"{BASE}module/{module}" for module in MODULES}
    assert all((URIRef(module), RDF.type, OWL.Ontology) in terms for module in imported)


def test_the_header_tells_the_machine_base_prefix_and_label_properties(terms: Graph) -> None:
    header = ATLAS[""]
    assert terms.value(header, SYS.base) == Literal(BASE, datatype=XSD.anyURI)
    assert str(terms.value(header, URIRef("http://purl.org/vocab/vann/preferredNamespacePrefix"))) == "atlas"
    assert str(terms.value(header, URIRef("http://purl.org/vocab/vann/preferredNamespaceUri"))) == str(ATLAS)
    label_properties = terms.value(header, SYS.labelProperties)
    assert label_properties is not None
    assert Collection(terms, label_properties)[0] == SKOS.prefLabel


def test_each_term_has_one_english_name_and_one_english_definition(terms: Graph, own_terms: set[URIRef]) -> None:
    for term in own_terms:
        for predicate in (SKOS.prefLabel, SKOS.definition):
            found = values(terms, term, predicate)
            assert len(found) == 1, f"{term} has {len(found)} {predicate}"
            assert found[0].language == "en", term
        assert not values(terms, term, RDFS.label), term


def test_definitions_and_scope_notes_are_sentences(terms: Graph, own_terms: set[URIRef]) -> None:
    texts = [
        (term, str(text))
        for term in own_terms
        for predicate in (SKOS.definition, SKOS.scopeNote)
        for text in values(terms, term, predicate)
    ]
    assert texts
    assert [(term, text) for term, text in texts if not is_sentence(text)] == []


def test_no_two_terms_share_a_name_within_classes_or_within_properties(terms: Graph, own_terms: set[URIRef]) -> None:
    seen: dict[tuple[bool, str], URIRef] = {}
    for term in sorted(own_terms):
        key = ((term, RDF.type, OWL.Class) in terms, str(terms.value(term, SKOS.prefLabel)))
        assert key not in seen, f"{term} and {seen[key]} are both called {key[1]}"
        seen[key] = term


def test_each_term_is_defined_in_the_module_it_names_and_nowhere_else(
    term_files: Files, own_terms: set[URIRef]
) -> None:
    for term in own_terms:
        homes = {name for name, graph in term_files.items() if (term, RDF.type, None) in graph}
        assert len(homes) == 1, f"{term} is typed in {homes}"
        name = homes.pop()
        module = SYS[""] if name == "system" else URIRef(f"{BASE}module/{name}")
        assert list(term_files[name].objects(term, RDFS.isDefinedBy)) == [module], term
        others = [other for other, graph in term_files.items() if other != name and (term, None, None) in graph]
        assert others == [], f"{term} is also described in {others}"


def test_each_term_names_where_it_comes_from(terms: Graph, own_terms: set[URIRef]) -> None:
    for term in own_terms:
        sources = list(terms.objects(term, DCTERMS.source))
        assert sources, term
        for source in sources:
            assert isinstance(source, URIRef), term
            assert str(source).startswith(("https://", "http://")), source
            assert not str(source).startswith(BASE) or str(source).startswith(f"{BASE}id/source/"), source


def test_each_term_is_of_one_sort_only(terms: Graph, own_terms: set[URIRef]) -> None:
    for term in own_terms:
        assert len(ONE_TYPE_ONLY & set(terms.objects(term, RDF.type))) == 1, term


def test_class_names_begin_upper_and_property_names_lower(terms: Graph, own_terms: set[URIRef]) -> None:
    for term in own_terms:
        local = term.rpartition("/")[2]
        types = set(terms.objects(term, RDF.type))
        pattern = (
            "[A-Z][A-Za-z0-9]*" if types & {OWL.Class, OWL.NamedIndividual, RDFS.Datatype} else "[a-z][A-Za-z0-9]*"
        )
        assert re.fullmatch(pattern, local), term


def test_no_property_is_declared_the_inverse_of_another(terms: Graph) -> None:
    named = [(s, o) for s, o in terms.subject_objects(OWL.inverseOf) if isinstance(s, URIRef)]
    assert named == []


def test_each_term_has_one_example_that_parses_and_uses_it(terms: Graph, own_terms: set[URIRef]) -> None:
    for term in own_terms:
        examples = values(terms, term, SKOS.example)
        assert len(examples) == 1, term
        assert examples[0].datatype == SYS.TurtleSnippet, term
        example = parse_snippet(str(examples[0]))
        used = {node for triple in example for node in triple}
        used |= {node.datatype for node in used if isinstance(node, Literal) and node.datatype}
        assert term in used, f"the example of {term} does not use it"


def test_examples_use_only_known_terms_and_concepts(
    terms: Graph, own_terms: set[URIRef], concepts: set[URIRef], schemes: Graph
) -> None:
    known = own_terms | concepts | set(schemes.subjects(RDF.type, SKOS.ConceptScheme)) | {ATLAS[""]}
    used = {
        node
        for _, example in terms.subject_objects(SKOS.example)
        for triple in parse_snippet(str(example))
        for node in triple
        if isinstance(node, URIRef) and str(node).startswith((ATLAS, SYS, f"{BASE}scheme/"))
    }
    assert used
    assert sorted(used - known) == []


def test_examples_speak_of_records_that_the_atlas_holds(terms: Graph, root: Path) -> None:
    named = {
        str(node).removeprefix(f"{BASE}id/").partition("#")[0]
        for _, example in terms.subject_objects(SKOS.example)
        for triple in parse_snippet(str(example))
        for node in triple
        if isinstance(node, URIRef) and str(node).startswith(f"{BASE}id/")
    }
    assert len(named) > 50
    files = {
        name: root
        / "data"
        / (f"sources/{name.removeprefix('source/')}.ttl" if name.startswith("source/") else f"records/{name}.ttl")
        for name in named
    }
    assert sorted(name for name, file in files.items() if not file.is_file()) == []


def test_axioms_mention_no_term_of_ours_that_is_not_defined(terms: Graph, own_terms: set[URIRef]) -> None:
    mentioned = {n for triple in terms for n in triple if isinstance(n, URIRef) and str(n).startswith((ATLAS, SYS))}
    assert len(mentioned) > 250
    assert sorted(mentioned - own_terms - {ATLAS[""], SYS[""], ATLAS["0.1.0"]}) == []


def test_kinds_are_slugs_and_no_two_classes_share_one(terms: Graph) -> None:
    kinds = [str(kind) for _, kind in terms.subject_objects(SYS.kind)]
    assert len(kinds) == 30
    assert len(set(kinds)) == len(kinds)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", kind) for kind in kinds)


def test_each_class_with_a_kind_is_an_entity(terms: Graph) -> None:
    classes = list(terms.subjects(SYS.kind))
    assert classes
    for cls in classes:
        assert ATLAS.Entity in set(terms.transitive_objects(cls, RDFS.subClassOf)), cls


def test_no_axiom_uses_a_date_type(terms: Graph) -> None:
    dates = {XSD.date, XSD.gYear, XSD.gYearMonth, XSD.duration, XSD.dateTime}
    assert [triple for triple in terms if triple[2] in dates] == []
    literal_types = {o.datatype for o in terms.objects() if isinstance(o, Literal)}
    assert literal_types
    assert not literal_types & dates


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Project", "Organisation"),
        ("Project", "ModelFamily"),
        ("ModelFamily", "Model"),
        ("Organisation", "Community"),
        ("Community", "LegalBody"),
        ("Model", "Checkpoint"),
        ("Dataset", "Software"),
        ("Person", "Organisation"),
        ("Claim", "Evidence"),
        ("Challenge", "Recommendation"),
        ("LifecycleStage", "Milestone"),
    ],
)
def test_what_must_not_be_blurred_is_declared_disjoint(terms: Graph, one: str, other: str) -> None:
    def ancestors(name: str) -> set[object]:
        return set(terms.transitive_objects(ATLAS[name], RDFS.subClassOf))

    groups = [
        set(Collection(terms, members))
        for predicate in (OWL.members, OWL.disjointUnionOf)
        for members in terms.objects(None, predicate)
    ]
    assert groups
    assert any(
        left in group and right in group and left != right
        for group in groups
        for left in ancestors(one)
        for right in ancestors(other)
    )


CONFUSABLE = (
    *("Project", "ModelFamily", "Model", "Organisation", "Community", "Person", "Dataset", "Software", "Licence"),
    *("OrganisationalModelClaim", "hasOrganisationalModel", "hasOrganisationType", "GovernanceClaim", "hasFunding"),
    *("LicenceAssignment", "AccessCondition", "hasDataGovernancePractice", "Participation", "LanguageUse"),
    *("Derivation", "reproduces", "releaseDate", "announcementDate", "hasNameUsage", "speaker", "Observation"),
    *("Assessment", "CriterionResult", "EvaluationResult", "KnowledgeGap", "Challenge", "OnRamp", "Recommendation"),
)


@pytest.mark.parametrize("name", CONFUSABLE)
def test_a_term_that_blurs_easily_carries_a_scope_note(terms: Graph, name: str) -> None:
    assert values(terms, ATLAS[name], SKOS.scopeNote)
