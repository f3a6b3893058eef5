"""The judge's SHACL results are pySHACL's own: the same shapes and data through its public door give the same set."""

from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib.namespace import SH
from tests.validation.conftest import GARDEN, GRAPH, SOUND, quads

from atlas.rdf.canonical import canonical
from atlas.rdf.terms import NamedNode
from atlas.schema.files import iter_home_files
from atlas.schema.load import load_schema, read_file
from atlas.validation.bridge import from_rdflib, to_graph
from atlas.validation.closure import Superclasses
from atlas.validation.validate import Shapes

ROOT = Path(__file__).resolve().parents[2]
RESULT = tuple[str, str, str, str, str]
RECORDS = {
    "sound": SOUND,
    "empty": GRAPH + "<id/garden/new> a g:Garden .",
    "many": GRAPH
    + GARDEN
    + 'g:hectares "x", 1.0, -1.0 ; g:opened 3 ; g:hasClimate <scheme/climate>, <id/x/y> ; rdfs:seeAlso "z" ; '
    + "g:hasBed <id/garden/new#a>, <id/garden/new#b>, <id/plant/fern> . <id/garden/new#a> a g:Bed ; g:plantCount 0 . "
    + "<id/garden/new#b> a g:Bed, g:Plant ; g:growsPlant <id/plant/fern>, <id/garden/new> .",
}


def of_judge(shapes, record, context) -> set[RESULT]:
    return {
        (str(r.focus), str(r.path) if isinstance(r.path, NamedNode) else "", str(r.value), r.component, str(r.shape))
        for r in Shapes(shapes.shapes, Superclasses(shapes.ontology)).judge(record, context)
    }


def of_pyshacl(schema, record, context) -> set[RESULT]:
    """Results on the record's own nodes, without the sh:node results that only repeat a broader class's shape."""
    data = to_graph([*record, *context, *schema.ontology])
    _, report, _ = pyshacl.validate(data, shacl_graph=to_graph(schema.shapes), inference="none", inplace=True)
    own = {q.subject for q in record}
    found = set()
    for node in report.subjects(rdflib.RDF.type, SH.ValidationResult):
        said = {p: from_rdflib(o) for p, o in report.predicate_objects(node)}
        repeats = (
            str(said[SH.sourceConstraintComponent]).endswith("NodeConstraintComponent>") and SH.resultPath not in said
        )
        if said[SH.focusNode] in own and not repeats:
            path = said.get(SH.resultPath)
            found.add(
                (
                    str(said[SH.focusNode]),
                    str(path) if isinstance(path, NamedNode) else "",
                    str(said.get(SH.value)),
                    said[SH.sourceConstraintComponent].value,
                    str(said[SH.sourceShape]),
                )
            )
    return found


@pytest.mark.parametrize("name", RECORDS)
def test_toy_records_give_the_same_results(toy, home_context, judge, name):
    record = quads(RECORDS[name])
    context = [*home_context.find(judge.references(record)), *toy.ontology]
    found = of_judge(toy, record, context)
    assert found == of_pyshacl(toy, record, context)
    assert bool(found) == (name != "sound")


def test_a_shipped_record_with_every_second_statement_taken_out_gives_the_same_results():
    schema = load_schema(ROOT)
    files = list(iter_home_files(ROOT, schema.base, frozenset({"record"})))
    assert files
    largest = max(files, key=lambda file: file.path.stat().st_size)
    whole = sorted(canonical(read_file(largest)), key=str)
    record = [q for number, q in enumerate(whole) if number % 2 or q.predicate.value.endswith("#type")]
    found = of_judge(schema, record, schema.ontology)
    assert found
    assert found == of_pyshacl(schema, record, [])
