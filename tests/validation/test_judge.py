"""The judge: records in, verdicts out; the same whether it is asked in-process or in a worker."""

import json

import pytest
from tests.validation.conftest import GARDEN, GRAPH, PREFIXES, SOUND, TOY, quads, seen

from atlas.errors import InputError, RdfSyntaxError
from atlas.rdf.serialize import write_lines
from atlas.validation.context import References
from atlas.validation.report import Report
from atlas.validation.worker import entry, write_job

BAD = GRAPH + '<id/garden/new> a g:Garden ; g:hectares "big" ; g:hasClimate <scheme/climate/cold> .'


def test_a_sound_record_conforms(judging):
    report = judging(SOUND)
    assert report.conforms
    assert report.findings == ()
    assert [(r.topic, r.conforms) for r in report.records] == [("https://gardens.example/id/garden/new", True)]


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        (
            GRAPH + GARDEN + 'g:hasClimate <scheme/climate/cold> ; g:hectares "1"^^xsd:decimal, 2.0 .',
            ("garden/new", "hectares", "MaxCount"),
        ),
        (
            GRAPH + GARDEN + "g:hasClimate <scheme/climate/cold> ; g:hectares 0.0 .",
            ("garden/new", "hectares", "MinExclusive"),
        ),
        (GRAPH + GARDEN + 'g:hasClimate <scheme/climate/cold> ; g:opened "long ago" .', ("garden/new", "opened", "Or")),
        (
            GRAPH + GARDEN + 'g:hasClimate <scheme/climate/cold> ; rdfs:seeAlso "x" .',
            ("garden/new", "seeAlso", "NodeKind"),
        ),
        (GRAPH + GARDEN + "rdfs:seeAlso <https://x.example/> .", ("garden/new", "hasClimate", "MinCount")),
        (GRAPH + GARDEN + "g:hasClimate <scheme/climate> .", ("garden/new", "hasClimate", "Node")),
        (
            GRAPH + GARDEN + 'skos:prefLabel "Again"@en ; g:hasClimate <scheme/climate/cold> .',
            ("garden/new", "prefLabel", "UniqueLang"),
        ),
        (
            GRAPH + GARDEN + "g:hasClimate <scheme/climate/cold> ; g:hasBed <id/plant/fern> .",
            ("garden/new", "hasBed", "Class"),
        ),
        (SOUND.replace("id/garden/new", "id/garden/New"), ("garden/New", "", "Pattern")),
        (
            SOUND + " <id/garden/new#b> a g:Bed ; g:growsPlant <id/plant/fern> .",
            ("garden/new#b", "^<https://gardens.example/ont/hasBed>", "MinCount"),
        ),
        (SOUND + " <id/garden/new> dcterms:source <id/source/none> .", ("garden/new", "source", "SPARQL")),
    ],
    ids=lambda value: value[2] if isinstance(value, tuple) else "",
)
def test_each_kind_of_mistake_is_found_at_its_node_and_path(judging, statements, expected):
    report = judging(statements)
    assert not report.conforms
    focus, path, kind = expected
    found = {(f.focus, f.path or "", f.component) for f in report.findings if f.severity == "must"}
    assert any(
        one_focus.endswith(focus) and one_path.endswith(path) and f"#{kind}Constraint" in one_kind
        for one_focus, one_path, one_kind in found
    ), found


def test_what_should_be_there_does_not_break_the_verdict(judging):
    report = judging(
        GRAPH + '<id/garden/new> a g:Garden ; skos:prefLabel "New"@en ; g:hasClimate <scheme/climate/mild> .'
    )
    assert report.conforms
    assert seen(report, "should") == {("garden/new", "description", "Or")}


def test_each_named_graph_is_judged_apart(judging):
    other = SOUND.replace("garden/new", "garden/other").replace("scheme/climate/cold", "scheme/climate/none")
    report = judging(f"<graph/garden/new> {{ {SOUND} }} <graph/garden/other> {{ {other} }}")
    assert [(record.graph, record.conforms) for record in report.records] == [
        ("https://gardens.example/graph/garden/new", True),
        ("https://gardens.example/graph/garden/other", False),
    ]
    assert {finding.record for finding in report.findings if finding.severity == "must"} == {
        "https://gardens.example/graph/garden/other"
    }


def test_records_sent_together_know_each_other(judging):
    plant = GRAPH.replace("garden/new", "plant/new") + '<id/plant/new> a g:Plant ; skos:prefLabel "new"@en .'
    bed = (
        SOUND.replace("g:hasClimate", "g:hasBed <id/garden/new#bed> ; g:hasClimate")
        + " <id/garden/new#bed> a g:Bed ; g:growsPlant <id/plant/new> ."
    )
    assert judging(f"<graph/plant/new> {{ {plant} }} <graph/garden/new> {{ {bed} }}").conforms
    assert not judging(f"<graph/garden/new> {{ {bed} }}").conforms


def test_what_the_context_says_of_the_record_itself_does_not_count(judge):
    bare = GRAPH + "<id/garden/new> a g:Garden ."
    told = quads('<id/garden/new> skos:prefLabel "Old"@en ; g:hasClimate <scheme/climate/cold> .')
    missing = {path for _, path, kind in seen(judge.judge(quads(bare), told)) if kind == "MinCount"}
    assert missing == {"prefLabel", "hasClimate"}


def test_things_only_pointed_at_are_not_judged(judge):
    told = quads("<id/source/survey> a g:Book .")
    report = judge.judge(quads(SOUND), told)
    assert report.conforms, report.to_text()


def test_nothing_to_judge_does_not_conform(judge):
    report = judge.judge([])
    assert not report.conforms
    assert report.records == ()


def test_a_graph_named_by_a_blank_node_is_refused(judge):
    with pytest.raises(InputError):
        judge.judge(quads(f"_:g {{ {SOUND} }}"))


def test_findings_say_where_they_stand(judge):
    text = PREFIXES.strip() + "\n" + BAD.replace(" ; ", " ;\n  ")
    report = judge.judge(judge.read(text.encode(), "text/turtle", "https://gardens.example/"))
    line = next(number for number, row in enumerate(text.splitlines(), start=1) if "hectares" in row)
    places = {(f.line, f.column) for f in report.findings if (f.path or "").endswith("hectares")}
    assert places == {(line, text.splitlines()[line - 1].index('"big"') + 1)}


def test_a_key_that_json_ld_would_leave_out_is_found_with_the_nearest_key(judge):
    text = json.dumps(
        {
            "@context": "context.jsonld",
            "@graph": [
                {"id": "graph/garden/new", "type": "Page", "primaryTopic": "id/garden/new"},
                {"id": "id/garden/new", "type": "Garden", "hectars": 1, "prefLabel": {"en": "New"}},
            ],
        }
    )
    report = judge.judge(judge.read(text.encode(), "application/ld+json", "https://gardens.example/"))
    (lost,) = [f for f in report.findings if f.component.endswith("LostInReadingConstraintComponent")]
    assert (lost.field, lost.severity) == ("hectars", "must")
    assert "hectares" in lost.fix


def test_a_worker_says_what_the_judge_says(judge, home_context):
    handle = entry({"home": str(TOY), "contexts": []})
    body = (PREFIXES + BAD).encode()
    pointed = json.loads(b"".join(handle(write_job("references", body, "text/turtle", None))))
    references = References(tuple(pointed["nodes"]), tuple(pointed["texts"]))
    context = home_context.find(references)
    told = Report.from_json(b"".join(handle(write_job("judge", body, "text/turtle", None, write_lines(context)))))
    assert told == judge.judge(judge.read(body, "text/turtle", None), context)
    assert not told.conforms


def test_a_worker_names_the_place_of_a_syntax_error():
    handle = entry({"home": str(TOY), "contexts": []})
    with pytest.raises(RdfSyntaxError) as refused:
        list(handle(write_job("judge", b"<a> <b>\n oops", "text/turtle", "https://gardens.example/")))
    assert (refused.value.line, refused.value.column) == (2, 2)


def test_a_record_of_many_mistakes_is_cut_and_says_so(judging):
    beds = "".join(f"<id/garden/new#b{n}> a g:Bed . " for n in range(600))
    report = judging(SOUND + " " + beds)
    assert report.truncated
    assert len(report.findings) == 1000
    assert report.counts()["must"] >= 1200
    assert Report.from_json(report.to_json()).counts() == report.counts()
    assert f"{sum(report.counts().values()):,}" in report.listed()


def test_what_does_not_fit_into_the_time_is_said(toy, judge, home_context):
    beds = "".join(f"<id/garden/new#b{n}> a g:Bed . " for n in range(3))
    records = "".join(f"<graph/garden/g{n}> {{ {SOUND.replace('/new', f'/g{n}')} {beds} }} " for n in range(4))
    given = quads(records)
    context = home_context.find(judge.references(given))
    report = judge.judge(given, context, budget_s=0.0)
    assert (len(report.records), report.unjudged, report.conforms) == (1, 3, False)
    assert [f.focus_label for f in report.findings if f.component.endswith("UnjudgedConstraintComponent")]
    assert judge.judge(given, context).unjudged == 0


def test_records_of_one_submission_know_what_they_point_to_of_each_other(judge, home_context):
    plant = "<graph/plant/n> { <graph/plant/n> a g:Page ; foaf:primaryTopic <id/plant/n> . <id/plant/n> a g:Plant . } "
    garden = (
        SOUND + " <id/garden/new> g:hasBed <id/garden/new#b> . <id/garden/new#b> a g:Bed ; g:growsPlant <id/plant/n> ."
    )
    given = quads(plant + "<graph/garden/new> { " + garden + " }")
    report = judge.judge(given, home_context.find(judge.references(given)))
    assert "garden/new#b" not in {f.focus.rpartition("/id/")[2] for f in report.findings if f.severity == "must"}
    alone = judge.judge(quads("<graph/garden/new> { " + garden + " }"), [])
    assert "garden/new#b" in {f.focus.rpartition("/id/")[2] for f in alone.findings if f.severity == "must"}
