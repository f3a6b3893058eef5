import random
import re

import pytest

from atlas.errors import SparqlSyntaxError
from atlas.store.tokens import Token, find_place, iter_tokens

PIECES = (
    "SELECT ASK { } ( ) [ ] ?a $b <http://x> <a#b> :c d:e. \"s\" 'q' '''l''' # c\n 1 2.5 @en ^^ || && < > <= ! a _:b "
    "<< >> \\ \" ' \n"
)


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in iter_tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT*", [("word", "SELECT"), ("op", "*")]),
        ("?a $b", [("var", "?a"), ("var", "$b")]),
        ("<http://x/y>", [("iri", "<http://x/y>")]),
        ("foaf:name", [("pname", "foaf:name")]),
        (":a.b.", [("pname", ":a.b"), ("op", ".")]),
        (r"ex:a\'b", [("pname", r"ex:a\'b")]),
        ("ex:a%41", [("pname", "ex:a%41")]),
        ("_:b1.", [("bnode", "_:b1"), ("op", ".")]),
        ('"a#b"@en-GB', [("string", '"a#b"'), ("lang", "@en-GB")]),
        ("'''it's'''", [("string", "'''it's'''")]),
        ('"""a "quoted" b"""', [("string", '"""a "quoted" b"""')]),
        ('""', [("string", '""')]),
        ("1 1.5 .5 1e3 1.e3", [("number", n) for n in ("1", "1.5", ".5", "1e3", "1.e3")]),
        ("1.", [("number", "1"), ("op", ".")]),
        ("?a<?b", [("var", "?a"), ("op", "<"), ("var", "?b")]),
        ("?a <= 5", [("var", "?a"), ("op", "<="), ("number", "5")]),
        ("^^xsd:date", [("op", "^^"), ("pname", "xsd:date")]),
        ("a # b\nc", [("word", "a"), ("word", "c")]),
        ("\ufeffASK", [("word", "ASK")]),
        ("<a#b>?c", [("iri", "<a#b>"), ("var", "?c")]),
        ("<< ?s ?p ?o >>", [("op", "<<"), ("var", "?s"), ("var", "?p"), ("var", "?o"), ("op", ">>")]),
        ("(?a<?b)||(?c>?d)", [("op", c) if not c.startswith("?") else ("var", c) for c in
                              ("(", "?a", "<", "?b", ")", "||", "(", "?c", ">", "?d", ")")]),
    ],
)  # fmt: skip
def test_text_is_split_by_longest_match(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('SELECT\n  "open', 2, 3),
        ("a\r\nb \\u0053", 2, 3),
        ("'a\nb'", 1, 1),
        ('"""never closed"', 1, 1),
        ("?a \u00a0?b", 1, 4),
        ("true.false", 1, 1),
        ("`", 1, 1),
        (r'"\x"', 1, 1),
        ("(?a<?b#>\n)", 1, 4),
        ("(?a<b'c>)", 1, 4),
        ("(?a<<x:'>)", 1, 4),
    ],
)
def test_what_starts_no_token_is_refused_with_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(SparqlSyntaxError) as refused:
        list(iter_tokens(text))
    assert (refused.value.line, refused.value.column) == (line, column)


def test_absolute_address_after_an_operand_is_an_iri() -> None:
    assert ("iri", "<http://x/#service>") in kinds("((<http://x/a> <http://x/#service>))")


def test_place_counts_lines_of_every_line_ending() -> None:
    assert [find_place("a\nb\r\nc\rd", offset) for offset in (0, 2, 5, 7)] == [(1, 1), (2, 1), (3, 1), (4, 1)]


def test_tokens_and_what_is_between_them_make_the_text_again() -> None:
    generator = random.Random(11)
    pieces = PIECES.split(" ")
    seen = 0
    for _ in range(3_000):
        text = "".join(generator.choice(pieces) + generator.choice(("", " ")) for _ in range(generator.randint(1, 25)))
        try:
            tokens: list[Token] = list(iter_tokens(text))
        except SparqlSyntaxError as refused:
            assert refused.line is not None
            continue
        end = 0
        for token in tokens:
            assert text[token.start : token.start + len(token.text)] == token.text
            assert re.fullmatch(r"(?:[ \t\r\n]|#[^\r\n]*)*", text[end : token.start])
            end = token.start + len(token.text)
            seen += 1
    assert seen > 5_000


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "unit",
    [
        "a.",
        "(",
        '"',
        "<",
        "?",
        ":.",
        "'",
        "\\",
        "#",
        "1.",
        "1e",
        "<a",
        "<<",
        "<a(",
        '"" ',
        "_:a.",
        "@a-",
        "a:b.c",
        "<a>",
    ],
)
def test_a_long_run_of_one_unit_is_read_to_its_end(unit: str) -> None:
    text = "SELECT(?a" + unit * (64_000 // len(unit))
    try:
        assert list(iter_tokens(text))
    except SparqlSyntaxError as error:
        assert error.line is not None
