"""Records as they would be kept."""

import pytest

from atlas.errors import InputError
from atlas.intake.reading.normalize import graph_of, normalize
from atlas.rdf.formats import TRIG
from atlas.rdf.parse import parse

BASE = "https://gardens.example/"
PREFIXES = f"@base <{BASE}> . @prefix g: <ont/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
RECORD = "<graph/garden/a> foaf:primaryTopic <id/garden/a> . <id/garden/a> a g:Garden"


def normalized(text):
    return normalize(parse((PREFIXES + text).encode(), TRIG), BASE)


def test_a_record_from_the_default_graph_gets_the_graph_of_its_topic():
    (record,) = normalized(RECORD + " .")
    assert record.graph == f"{BASE}graph/garden/a"
    assert {str(q.graph_name) for q in record.quads} == {f"<{BASE}graph/garden/a>"}


def test_blank_nodes_become_parts_named_after_their_class():
    (record,) = normalized(RECORD + " ; g:hasBed [ a g:FlowerBed ], [ a g:FlowerBed ; g:n 1 ], [ g:n 2 ] .")
    parts = {str(q.subject) for q in record.quads if "#" in str(q.subject)}
    assert parts == {f"<{BASE}id/garden/a#{name}>" for name in ("flower-bed-1", "flower-bed-2", "part-1")}


def test_a_name_that_is_taken_is_not_given_again():
    (record,) = normalized(RECORD + " ; g:hasBed <id/garden/a#bed-1>, [ a g:Bed ] .")
    assert any(str(q.subject) == f"<{BASE}id/garden/a#bed-2>" for q in record.quads)


def test_the_same_record_written_otherwise_has_the_same_digest():
    one = normalized(RECORD + " ; g:hasBed [ a g:Bed ; g:n 1 ], [ a g:Bed ; g:n 2 ] .")
    other = normalized(
        f"<graph/garden/a> {{ _:y g:n 2 ; a g:Bed . _:z a g:Bed ; g:n 1 . {RECORD} ; g:hasBed _:z, _:y }}"
    )
    assert one[0].digest == other[0].digest
    assert set(one[0].quads) == set(other[0].quads)


@pytest.mark.parametrize(
    "text",
    [
        "<id/garden/a> a g:Garden .",
        RECORD.replace("id/garden/a>", "id/garden/a#x>") + " .",
        "<graph/x/a> foaf:primaryTopic <http://elsewhere.example/a> .",
        f"<graph/garden/b> {{ {RECORD} }}",
        RECORD.replace("<graph/garden/a>", "<graph/garden/b>") + " .",
        RECORD + " . <graph/garden/b> foaf:primaryTopic <id/garden/b> .",
    ],
)
def test_a_record_without_one_rightly_named_topic_is_refused(text):
    with pytest.raises(InputError):
        normalized(text)


def test_the_rule_of_graph_names_takes_kind_and_slug_only():
    assert graph_of(f"{BASE}id/garden/a", BASE) == f"{BASE}graph/garden/a"
    assert graph_of(f"{BASE}id/garden/a/b", BASE) is None
    assert graph_of(f"{BASE}scheme/climate/cold", BASE) is None
