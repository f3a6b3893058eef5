import pytest

from atlas.access.protocol.update_plan import plan_update
from atlas.errors import ForbiddenError
from atlas.store.protocol import DatasetClause

NONE = DatasetClause()


def plan(text: str, using: DatasetClause = NONE, *, keeps_default: bool = False):  # type: ignore[no-untyped-def]
    return plan_update(text, using, keeps_default=keeps_default, base_iri="http://x/")


def said(text: str, using: DatasetClause = NONE) -> tuple[str, ...]:
    """The operations as texts."""
    return tuple(one.text for one in plan(text, using).operations)


def test_operations_are_parted_with_the_declarations_before_them() -> None:
    text = "PREFIX a: <a:> CLEAR GRAPH a:g ; PREFIX b: <b:> INSERT DATA { GRAPH b:g { b:s b:p ';' ; b:q 1 } } ;"
    assert said(text) == (
        "PREFIX a: <a:>\nCLEAR GRAPH a:g",
        "PREFIX a: <a:>\nPREFIX b: <b:>\nINSERT DATA { GRAPH b:g { b:s b:p ';' ; b:q 1 } }",
    )


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        ("INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 } GRAPH <h> { } }", ("a:g", "http://x/h")),
        ("INSERT DATA { <a:s> <a:p> 1 }", ()),
        ("PREFIX p: <a:> WITH p:g DELETE { ?s ?p ?o } WHERE { GRAPH p:h { ?s ?p ?o } }", ("a:g",)),
        ("INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", ("a:g",)),
        ("INSERT { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        ("DELETE WHERE { GRAPH $g { ?s ?p ?o } }", None),
        ("CLEAR ALL", None),
        ("DROP SILENT NAMED", None),
        ("CLEAR DEFAULT", ()),
        ("COPY SILENT GRAPH <a:g> TO GRAPH <a:h>", ("a:h",)),
        ("MOVE <a:g> TO <a:h>", ("a:g", "a:h")),
        ("MOVE <a:g> TO DEFAULT", ("a:g",)),
        ("ADD DEFAULT TO <a:h>", ("a:h",)),
        ("CREATE SILENT GRAPH <a:g>", ("a:g",)),
        ("DROP GRAPH <a:h>", ("a:h",)),
        ("INSERT { GRAPH <a:g> { ?s ?p ?o } } USING NAMED <a:i> WHERE { ?s ?p ?o }", ("a:g",)),
    ],
)
def test_graphs_that_may_be_touched(text: str, graphs: tuple[str, ...] | None) -> None:
    assert plan(text).operations[0].graphs == graphs


def test_each_operation_has_graphs_of_its_own() -> None:
    operations = plan(
        "CLEAR GRAPH <a:g> ; INSERT DATA { <a:s> <a:p> 1 } ; DELETE WHERE { GRAPH ?g { ?s ?p 1 } }"
    ).operations
    assert [one.graphs for one in operations] == [("a:g",), (), None]
    assert [one.writes_default for one in operations] == [False, True, False]
    assert plan("").operations == ()


def test_data_is_told_from_patterns() -> None:
    text = "PREFIX a: <a:> delete data { GRAPH a:g { a:DELETE a:p 1 } } ; INSERT DATA { } ; DELETE WHERE { ?s ?p ?o }"
    assert [(one.data, one.removes) for one in plan(text).operations] == [
        ("PREFIX a: <a:>\nINSERT data { GRAPH a:g { a:DELETE a:p 1 } }", True),
        ("PREFIX a: <a:>\nINSERT DATA { }", False),
        ("", False),
    ]


@pytest.mark.parametrize(
    ("text", "writes"),
    [
        ("INSERT DATA { <a:s> <a:p> 1 }", True),
        ("INSERT DATA { GRAPH <a:g> { <a:s> <a:p> 1 } }", False),
        ("DELETE DATA { GRAPH <a:g> { <a:s> <a:p> 1 } . <a:s> <a:p> 2 }", True),
        ("DELETE WHERE { ?s ?p ?o }", True),
        ("DELETE WHERE { GRAPH <a:g> { ?s ?p ?o } }", False),
        ("INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }", False),
        ("DELETE { ?s ?p ?o } INSERT { GRAPH <a:g> { ?s ?p ?o } } WHERE { ?s ?p ?o }", True),
        ("WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }", False),
        ("INSERT { [] <a:p> 1 } WHERE {}", True),
        ("INSERT { (1 2) <a:p> 1 } WHERE {}", True),
        ("CLEAR DEFAULT", True),
        ("CLEAR ALL", False),
        ("COPY DEFAULT TO <a:g>", False),
        ("ADD SILENT DEFAULT TO <a:g>", False),
        ("MOVE DEFAULT TO <a:g>", True),
        ("COPY <a:g> TO DEFAULT", True),
    ],
)
def test_writes_to_the_default_graph_are_found(text: str, writes: bool) -> None:
    assert plan(text).writes_default is writes
    if writes:
        with pytest.raises(ForbiddenError) as refused:
            plan(text, keeps_default=True)
        assert refused.value.line == 1
    else:
        assert not plan(text, keeps_default=True).writes_default


def test_dataset_of_the_protocol_is_written_before_each_where() -> None:
    using = DatasetClause(("a:g",), ("a:h",))
    text = "INSERT { GRAPH <a:o> { ?s ?p ?o } } WHERE { ?s ?p ?o } ; DELETE WHERE { GRAPH <a:o> { ?s ?p 1 } }"
    assert said(text, using) == (
        "INSERT { GRAPH <a:o> { ?s ?p ?o } }  USING <a:g> USING NAMED <a:h> WHERE { ?s ?p ?o }",
        "DELETE  { GRAPH <a:o> { ?s ?p 1 } } USING <a:g> USING NAMED <a:h> WHERE { GRAPH <a:o> { ?s ?p 1 } }",
    )
