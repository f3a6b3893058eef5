"""Each shipped mapping on a small document of its own: what it makes, what it refuses and why."""

from tests.mappings.conftest import Mapper, rows

OSAI = """# Organization tags:
# - National origin: Norway
# - Contributor type: Academic (University)
system:
    name: Fjord
    basemodelname: Fjord-7B
    endmodelname: Fjord-7B-Chat
    endmodellicense: Apache-2.0
    releasedate: 2025-09
org:
    name: Fjord Lab
    link: https://fjord.example/
weights_endmodel:
    class: open
    link: https://huggingface.co/fjord/Fjord-7B-Chat/tree/main
    notes: All there.
paper:
    class: maybe
    link: javascript:alert(1)
"""
CARD = """---
license: apache-2.0
language: [nb, xx]
base_model: fjord/Fjord-7B
base_model_relation: quantized
datasets: [fjord/corpus]
---
Text.
"""
DCAT = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://data.example/fjords> a dcat:Dataset ;
    dcterms:title "Fjords"@en, "Fjorder"@nb ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> ;
    dcterms:issued "2025-02-03" ;
    dcterms:publisher [ a foaf:Organization ; foaf:name "Sea Office" ] .
<https://data.example/nameless> a dcat:Dataset ; dcterms:title "Uten navn"@nb .
"""
CROISSANT = """{"@context": {"@vocab": "https://schema.org/", "sc": "https://schema.org/"}, "@type": "sc:Dataset",
 "name": "corpus", "url": "https://huggingface.co/datasets/fjord/corpus", "license": "cc-by-4.0",
 "datePublished": "2025-03-04T00:00:00Z", "conformsTo": "http://mlcommons.org/croissant/1.1",
 "creator": {"@type": "sc:Person", "name": "Somebody"}}"""
CODEMETA = """{"@context": "https://w3id.org/codemeta/3.0", "@type": "SoftwareSourceCode", "name": "Fjord Tools",
 "version": "1.2", "license": "https://spdx.org/licenses/MIT", "codeRepository": "https://code.example/fjord",
 "url": "not an address"}"""
CITATION = """cff-version: 1.2.0
title: Fjord Reader
type: software
license: MIT
version: "2.0"
date-released: 2025-01-02
"""
ASSETS = """- type: model
  name: Fjord-7B
  organization: Fjord Lab
  license: unknown
- type: application
  name: Fjord Chat
"""
ENTRY = """framework: {name: Model Openness Framework, version: '1.0'}
release:
  name: Fjord-7B
  producer: Fjord Lab
  huggingface: https://huggingface.co/fjord/Fjord-7B
  components:
    - {name: Model card, license: CC-BY-4.0}
"""
TABLE = """model_id,downloads,tags
fjord/Fjord-7B-GGUF,12,"nb,license:mit,base_model:fjord/Fjord-7B,base_model:quantized:fjord/Fjord-7B,dataset:fjord/corpus"
fjord/Fjord-7B-odd,many,"base_model:a b"
"""


def reasons(made: object) -> list[tuple[str, str]]:
    return sorted((one.document, one.found) for one in made.refused)  # type: ignore[attr-defined]


def test_an_entry_of_the_openness_index_is_an_assessment_with_claims_from_its_comments(mapped: Mapper) -> None:
    made = mapped("osai-index", {"Fjord.yaml": OSAI})
    results = rows(
        made,
        "?c ?v { <assessment/osai-index-fjord> atlas:hasCriterionResult ?r . "
        "?r atlas:criterion ?c ; atlas:resultValue ?v }",
    )
    assert results == [
        ("id/framework/osai-index#end-model-weights", "scheme/openness-value/open"),
        ("id/framework/osai-index#peer-reviewed-paper", "scheme/openness-value/unknown"),
    ]
    assert rows(made, "?u { <assessment/osai-index-fjord#end-model-weights> atlas:resultUrl ?u }") == [
        ("https://huggingface.co/fjord/Fjord-7B-Chat/tree/main",)
    ]
    claims = rows(made, "?s ?q ?l { ?c atlas:claimSubject ?s ; atlas:claimQuestion ?q ; atlas:claimLiteral ?l }")
    assert claims == [
        ("id/model/osai-index-fjord-7b-chat", "ont/releaseDate", "2025-09"),
        ("id/organisation/osai-index-fjord-lab", "ont/contributorType", "Academic (University)"),
        ("id/organisation/osai-index-fjord-lab", "ont/nationalOrigin", "Norway"),
    ]
    assert rows(made, "?b { <model/osai-index-fjord-7b-chat> atlas:hasDerivation/atlas:hasSourceArtifact ?b }") == [
        ("id/model/osai-index-fjord-7b",)
    ]
    found = {found for _, found in reasons(made)}
    assert {"maybe", "javascript:alert(1)", "weights_basemodel"} <= found


def test_an_entry_with_a_criterion_given_up_is_of_the_framework_of_fourteen(mapped: Mapper) -> None:
    made = mapped("osai-index", {"Old.yaml": OSAI + "package:\n    class: partial\n"})
    assert rows(made, "?f { ?a atlas:usesFramework ?f }") == [("id/framework/osai-index-2026-03",)]


def test_the_tool_s_entry_assesses_a_model_of_its_own(mapped: Mapper) -> None:
    made = mapped("model-openness-tool", {"Fjord-7B.yml": ENTRY})
    assert rows(made, "?m ?i { ?a atlas:assesses ?m . ?m atlas:hasIdentifier/atlas:identifierValue ?i }") == [
        ("id/model/mot-fjord-7b", "fjord/Fjord-7B")
    ]


def test_a_row_of_the_hub_has_typed_relations_and_odd_values_are_refused(mapped: Mapper) -> None:
    made = mapped("hugging-face-hub", {"table.csv": TABLE})
    relations = rows(
        made, "?m ?b ?k { ?m atlas:hasDerivation ?d . ?d atlas:hasSourceArtifact ?b ; atlas:derivationKind ?k }"
    )
    assert relations == [
        (
            "id/model/hugging-face-fjord-fjord-7b-gguf",
            "id/model/hugging-face-fjord-fjord-7b",
            "scheme/derivation-kind/quantisation",
        )
    ]
    assert rows(made, "?d { ?m atlas:hasTrainingDataset ?d }") == [("id/dataset/hugging-face-fjord-corpus",)]
    assert rows(made, "?n { ?c atlas:claimQuestion atlas:downloadCount ; atlas:claimLiteral ?n }") == [("12",)]
    assert reasons(made) == [("table.csv", "base_model:a b"), ("table.csv", "many")]


def test_a_card_is_named_by_its_folders_and_tells_base_model_and_data(mapped: Mapper) -> None:
    made = mapped("hugging-face-card", {"fjord/Fjord-7B-GGUF/README.md": CARD})
    assert rows(
        made,
        "?i ?k { ?m atlas:hasDerivation ?d ; atlas:hasIdentifier/atlas:identifierValue ?i . "
        "?d atlas:derivationKind ?k }",
    ) == [("fjord/Fjord-7B-GGUF", "scheme/derivation-kind/quantisation")]
    assert rows(made, "?l { ?u atlas:language ?l }") == [("scheme/language/nb",)]
    assert reasons(made) == [("fjord/Fjord-7B-GGUF/README.md", "xx")]


def test_a_card_without_folders_is_refused_unless_its_name_is_given(mapped: Mapper) -> None:
    assert not mapped("hugging-face-card", {"README.md": CARD}).records
    named = mapped("hugging-face-card", {"README.md": CARD}, name="fjord/Fjord-7B-GGUF")
    assert "model/hugging-face-fjord-fjord-7b-gguf" in named.records


def test_a_card_with_keys_of_datasets_is_a_dataset(mapped: Mapper) -> None:
    made = mapped("hugging-face-card", {"fjord/corpus/README.md": "---\ntask_categories: [x]\nlicense: odc-by\n---\n"})
    assert rows(made, "?d ?l { ?d a atlas:Dataset ; atlas:hasLicenceAssignment/atlas:licenceStatement ?l }") == [
        ("id/dataset/hugging-face-fjord-corpus", "odc-by")
    ]


def test_a_croissant_file_is_a_dataset_and_a_person_is_not_recorded(mapped: Mapper) -> None:
    made = mapped("croissant", {"corpus.json": CROISSANT})
    assert rows(
        made, "?d ?i ?r { ?d a atlas:Dataset ; atlas:releaseDate ?r ; atlas:hasIdentifier/atlas:identifierValue ?i }"
    ) == [("id/dataset/croissant-corpus", "fjord/corpus", "2025-03-04")]
    assert [name for name in made.records if not name.startswith("dataset/")] == []
    assert reasons(made) == [("corpus.json", "a creator")]


def test_a_data_catalogue_gives_datasets_with_licence_and_publisher(mapped: Mapper) -> None:
    made = mapped("dcat", {"catalogue.ttl": DCAT})
    found = rows(
        made,
        "?d ?n ?l ?p { ?d a atlas:Dataset ; skos:prefLabel ?n ; "
        "atlas:hasLicenceAssignment/atlas:licenceStatement ?l ; "
        "atlas:hasParticipation/atlas:participant/skos:prefLabel ?p }",
    )
    assert found == [
        ("id/dataset/dcat-data-example-fjords", "Fjords", "https://creativecommons.org/licenses/by/4.0/", "Sea Office")
    ]
    assert reasons(made) == [("catalogue.ttl", "https://data.example/nameless")]


def test_codemeta_and_citation_files_are_software(mapped: Mapper) -> None:
    made = mapped("codemeta", {"codemeta.json": CODEMETA})
    assert rows(
        made,
        "?s ?l ?r { ?s a atlas:Software ; atlas:repository ?r ; atlas:hasLicenceAssignment/atlas:licenceStatement ?l }",
    ) == [("id/software/codemeta-fjord-tools", "MIT", "https://code.example/fjord")]
    assert reasons(made) == [("codemeta.json", "not an address")]


def test_a_citation_file_is_software_with_the_file_as_source(mapped: Mapper) -> None:
    made = mapped("citation-file", {"CITATION.cff": CITATION})
    assert rows(
        made,
        "?s ?v { ?s a atlas:Software ; atlas:versionLabel ?v ; "
        "atlas:hasEvidence/atlas:evidenceSource <source/citation-files> }",
    ) == [("id/software/citation-file-fjord-reader", "2.0")]


def test_assets_without_a_licence_are_read_for_matching_alone(mapped: Mapper) -> None:
    made = mapped("ecosystem-graphs", {"fjord.yaml": ASSETS})
    assert set(made.records) == {"model/ecosystem-graphs-fjord-7b", "organisation/ecosystem-graphs-fjord-lab"}
    assert reasons(made) == [("fjord.yaml", "Fjord Chat")]
