"""Results of a whole validation summed up by rule."""

from tests.http.serving import TOY

from atlas.access.quality.verdicts import sum_up
from atlas.namespaces import SH
from atlas.rdf.terms import Literal, NamedNode, Term
from atlas.schema.load import load_schema
from atlas.validation.result import Result

BASE = "https://gardens.example/"


def result(focus: str, rule: str, value: Term | None = None) -> Result:
    shape = NamedNode(f"{BASE}{rule}")
    return Result(NamedNode(focus), None, value, f"{SH}Warning", f"{SH}MinCountConstraintComponent", shape, "Mend it.")


def test_results_are_counted_by_rule_in_the_order_of_their_nodes() -> None:
    rule = "shape/Garden-description-recommended"
    given = [result(f"{BASE}id/garden/{name}", rule) for name in ("south", "east")]
    made = sum_up(load_schema(TOY), [*given, result(f"{BASE}id/garden/east", "shape/Bed-plantCount", Literal("0"))])
    assert made[BASE + rule].total == 2
    assert [one.focus.rpartition("/")[2] for one in made[BASE + rule].breaches] == ["east", "south"]
    assert made[f"{BASE}shape/Bed-plantCount"].breaches[0].value == "0"


def test_what_others_named_is_not_ours_to_mend() -> None:
    foreign = [result("http://example.org/x", "shape/Thing"), result(f"{BASE}.well-known/genid/1", "shape/Thing")]
    assert sum_up(load_schema(TOY), foreign) == {}
