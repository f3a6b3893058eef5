from pathlib import Path

from atlas.access.things.disagreements import VIEW, Disagreement, read_disagreements
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.files import rule_graph
from atlas.schema.load import load_schema

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = load_schema(ROOT / "tests" / "toy")
GARDEN = f"{SCHEMA.base}id/garden/north"
RULE = rule_graph(SCHEMA.base, "subclass-types")


def row(claim: str, answer: Term, source: str, *, rule: str | None = None, **more: str) -> dict[str, Term]:
    said: dict[str, Term] = {
        "subject": NamedNode(GARDEN),
        "question": NamedNode(f"{SCHEMA.namespace}hectares"),
        "claim": NamedNode(f"{GARDEN}#{claim}"),
        "answer": answer,
        "source": NamedNode(f"{SCHEMA.base}id/source/{source}"),
        **{name: Literal(value) for name, value in more.items()},
    }
    return {**said, "rule": NamedNode(rule)} if rule else said


def read(*rows: dict[str, Term]) -> Disagreement:
    (found,) = read_disagreements(SCHEMA, rows)
    return found


def test_claims_with_one_answer_are_one_side_with_all_their_evidence() -> None:
    found = read(
        row("one", Literal("1.5"), "survey", quote="an acre and a half", rank="1"),
        row("two", Literal("1.5"), "map"),
        row("three", Literal("2"), "letter", rank="4"),
    )
    assert [side.answer for side in found.sides] == ["1.5", "2"]
    assert found.sides[0].claims == (f"{GARDEN}#one", f"{GARDEN}#two")
    assert [support.quote for support in found.sides[0].supports] == ["an acre and a half", ""]
    assert found.sides[1].rank == "4"


def test_the_side_that_a_rule_prefers_comes_first_and_names_the_rule() -> None:
    found = read(row("one", Literal("2"), "letter"), row("two", Literal("1.5"), "survey", rule=RULE))
    assert [side.is_preferred for side in found.sides] == [True, False]
    assert found.preferred == found.sides[:1]
    assert found.rule is SCHEMA.queries["rules/subclass-types"]


def test_a_question_that_no_rule_settles_stays_open() -> None:
    tied = read(row("one", Literal("2"), "letter", rule=RULE), row("two", Literal("1.5"), "survey", rule=RULE))
    assert len(tied.preferred) == 2
    untouched = read(row("one", Literal("2"), "letter"), row("two", Literal("1.5"), "survey"))
    assert (untouched.preferred, untouched.rule) == ((), None)


def test_an_answer_that_is_a_thing_is_shown_by_its_name() -> None:
    cold = f"{SCHEMA.base}scheme/climate/cold"
    found = read(row("one", NamedNode(cold), "survey"), row("two", Literal("mild"), "letter", answerLabel="Mild"))
    assert (found.sides[0].answer, found.sides[0].iri) == (SCHEMA.label(cold), cold)
    assert (found.sides[1].answer, found.sides[1].iri) == ("Mild", None)


def test_each_question_about_each_part_is_one_disagreement() -> None:
    other = {**row("one", Literal("2"), "letter"), "subject": NamedNode(f"{GARDEN}#ferns")}
    assert len(read_disagreements(SCHEMA, [row("one", Literal("2"), "letter"), other])) == 2


def test_a_home_has_no_need_of_the_view() -> None:
    assert VIEW not in SCHEMA.queries
