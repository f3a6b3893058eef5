"""The door against the engine itself: what the door lets in never makes the engine call out."""

import random
from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryBoolean, Store
from tests.hostile import Listener

from atlas.access.protocol.door import admit_query
from atlas.errors import AtlasError

ROUNDS = 6_000
GLUE = ("", "", "", " ", "\n", "#\n", "# '\n", '#"\n', "#>\n", "\t")
HIDERS = (
    *("FILTER(true||?o<?b)", "FILTER(?o<<x:'>)", "FILTER(?o<?b#>", "'''", '"""', "'", '"', "#", "<x:#>", "<x:'>"),
    *("?a<?b", "FILTER(1<2)", "BIND(1 AS ?z)", ">", "||true)", "}", "{", "OPTIONAL{}", "VALUES ?v {''}", "1", "true"),
    *(
        ".",
        ";",
        "?s ?p ?o.",
        "?s ?p 'x'",
        '?s ?p "x"@en',
        "<<",
        ">>",
        "\\",
        "GRAPH",
        "(",
        ")",
        "x:y",
        "_:b",
        "@en",
        "?o",
    ),
    *("FILTER(?o<x:a'b>)", "FILTER(?o<=?b#>\n1)", "?s x:p\\' ?o.", "?s x:p%27 ?o .", 'VALUES ?v {""}'),
)
CALLS = (
    *("SERVICE<{0}>", "SERVICE a:x", "SERVICEa:x", "service:x", "SERVICE SILENT<{0}>", "SERVICESILENT<{0}>"),
    *("SERVICE:x", "SERVICE#\n<{0}>", "seRVice <{0}>", "SERVICE ?g"),
)


@pytest.fixture
def listener() -> Iterator[Listener]:
    listening = Listener()
    yield listening
    listening.close()


def make_query(generator: random.Random, address: str) -> str:
    """A query with a SERVICE in it, hidden in pieces that lexers may read in two ways."""
    call = generator.choice(CALLS).replace("{0}", address)
    body = [generator.choice(HIDERS) for _ in range(generator.randint(0, 4))]
    body.append(f"{call}{generator.choice(GLUE)}{{?s ?p ?o}}")
    body += [generator.choice(HIDERS) for _ in range(generator.randint(0, 3))]
    inner = "".join(piece + generator.choice(GLUE) for piece in body)
    tail = generator.choice(("", "", "#'", '#"""', "#'''", "#>"))
    prefixes = (
        f"PREFIX a:<{address}> PREFIX :<{address}> PREFIX service:<{address}> PREFIX SERVICEa:<x:> PREFIX x:<x:> "
    )
    return f"{prefixes}SELECT*{{?s ?p ?o {inner}}}{tail}"


def test_what_is_let_in_never_calls_out(listener: Listener) -> None:
    generator = random.Random(20_261_121)
    store = Store()
    store.add(Quad(NamedNode("x:s"), NamedNode("x:p"), Literal(1)))
    tried = called_unguarded = 0
    for _ in range(ROUNDS):
        text = make_query(generator, listener.address)
        before = listener.connections
        try:
            admit_query(text)
            let_in = True
        except AtlasError:
            let_in = False
        if not let_in and called_unguarded >= 20:
            continue
        try:
            answer = store.query(text)
            if not isinstance(answer, QueryBoolean):
                for _solution in answer:
                    pass
        except (SyntaxError, OSError, RuntimeError):
            pass
        if let_in:
            tried += 1
            assert listener.connections == before, text
        else:
            called_unguarded += listener.connections > before
    assert called_unguarded >= 20, "the fuzzer makes no query that would call out"
    assert tried >= 20, "the fuzzer makes no query that is let in"
