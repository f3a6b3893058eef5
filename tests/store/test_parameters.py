import pytest

from atlas.errors import ParameterError
from atlas.namespaces import XSD
from atlas.rdf.terms import BlankNode, Literal, NamedNode
from atlas.store.parameters import bind, parameter_names


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("ASK { $s ?p ?o }", {"s": NamedNode("http://x/a")}, "ASK { <http://x/a> ?p ?o }"),
        ("LIMIT $n", {"n": Literal(25)}, "LIMIT 25"),
        ("FILTER(?a = $d)", {"d": Literal("2024-01-01", datatype=NamedNode(f"{XSD}date"))},
         f'FILTER(?a = "2024-01-01"^^<{XSD}date>)'),
        ("FILTER(?a = $t)", {"t": Literal("hej", language="sv")}, 'FILTER(?a = "hej"@sv)'),
        ("VALUES ?x { $xs }", {"xs": [NamedNode("a:1"), NamedNode("a:2")]}, "VALUES ?x { <a:1> <a:2> }"),
        ("VALUES ?x { $xs }", {"xs": []}, "VALUES ?x {  }"),
        ("ASK { ?s ?p '$s' } # $s", {}, "ASK { ?s ?p '$s' } # $s"),
        ("ASK { <http://x/$s> ?p $s }", {"s": Literal("1")}, 'ASK { <http://x/$s> ?p "1" }'),
    ],
)  # fmt: skip
def test_name_becomes_a_term(text: str, values: dict[str, object], expected: str) -> None:
    assert bind(text, values) == expected  # type: ignore[arg-type]


def test_literal_cannot_leave_its_quotes() -> None:
    bound = bind("ASK { ?s ?p $v }", {"v": Literal('" } ; SERVICE <http://x> { \n\\')})
    assert bound == r'ASK { ?s ?p "\" } ; SERVICE <http://x> { \n\\" }'


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("ASK { $s ?p ?o }", {}),
        ("ASK { ?s ?p ?o }", {"s": Literal("a")}),
        ("ASK { $s ?p ?o }", {"s": BlankNode("b")}),
    ],
)
def test_missing_unknown_and_unnamable_values_are_refused(text: str, values: dict[str, object]) -> None:
    with pytest.raises(ParameterError):
        bind(text, values)  # type: ignore[arg-type]


def test_missing_value_is_refused_with_its_place() -> None:
    with pytest.raises(ParameterError) as refused:
        bind("ASK {\n $s ?p ?o }", {})
    assert (refused.value.line, refused.value.column) == (2, 2)


def test_parameters_are_listed_once_in_order() -> None:
    assert parameter_names("ASK { $b ?p $a . $b ?q '$c' }") == ("b", "a")
