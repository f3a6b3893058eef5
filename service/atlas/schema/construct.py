"""The text of a CONSTRUCT query in, its template and the tree of its patterns out. Nothing is evaluated.

Reads what rules are written in; GRAPH, SERVICE, blank nodes, lists, LIMIT and negated paths are refused.
"""

from collections.abc import Iterator
from itertools import count
from typing import Final

from atlas.errors import SparqlSyntaxError
from atlas.schema.patterns import (
    MODIFIERS,
    Alias,
    Aside,
    Construct,
    Group,
    Part,
    Path,
    Select,
    Step,
    Union,
    iter_steps,
)
from atlas.store.tokens import Token, iter_tokens, syntax_error

CLAUSES: Final = ("GROUP", "HAVING", "ORDER")
AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})


def read_construct(text: str) -> Construct:
    """Template and patterns of a CONSTRUCT query. Raises SparqlSyntaxError for what rules may not hold."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._text, self._tokens, self._at, self._made = text, list(iter_tokens(text)), 0, count(1)

    def read(self) -> Construct:
        prefixes, base = {}, ""
        while self._is("PREFIX", "BASE"):
            if self._next().text.upper() == "PREFIX":
                prefix = self._next().text.rstrip(":")
                prefixes[prefix] = self._next().text[1:-1]
            else:
                base = self._next().text[1:-1]
        prologue = self._text[: self._peek().start]
        self._expect("CONSTRUCT")
        template = [part for part in self._group().parts if isinstance(part, Step)]
        if self._is("WHERE"):
            self._next()
        where = self._group()
        if self._at < len(self._tokens):
            raise self._refuse("the end of the query")
        return Construct(prologue, tuple(template), where, prefixes, base)

    def _group(self) -> Group:
        group = Group(self._expect("{").start + 1)
        if self._is("SELECT"):
            group.parts.append(self._select())
        while not self._is("}"):
            group.parts += self._part()
        self._next()
        return group

    def _part(self) -> Iterator[Part]:
        token = self._peek()
        word = token.text.upper()
        if word == ".":
            self._next()
        elif word in ("OPTIONAL", "MINUS"):
            self._next()
            yield Aside(self._group(), stands_alone=word == "MINUS")
        elif word == "{":
            yield self._braces()
        elif word == "FILTER":
            self._next()
            yield from self._filter()
        elif word == "BIND":
            self._next()
            yield self._alias()
        elif word == "VALUES":
            while not self._is("{"):
                self._next()
            self._skip()
        elif word in ("GRAPH", "SERVICE"):
            raise self._refuse("patterns over the merge of all graphs")
        else:
            yield from self._triples()

    def _braces(self) -> Part:
        branches = [self._group()]
        while self._is("UNION"):
            self._next()
            branches.append(self._group())
        return branches[0] if len(branches) == 1 else Union(tuple(branches))

    def _filter(self) -> Iterator[Part]:
        if self._is("NOT"):
            self._next()
        if self._is("EXISTS"):
            self._next()
            yield Aside(self._group())
            return
        if not self._is("("):
            self._next()
        if any(token.text.upper() == "EXISTS" for token in self._skip()):
            raise self._refuse("EXISTS on its own in a FILTER")

    def _alias(self) -> Alias:
        inner = self._skip()[1:-1]
        plain = len(inner) == 3 and inner[0].kind == "var"
        return Alias(inner[0].text if plain else "", inner[-1].text)

    def _select(self) -> Select:
        self._expect("SELECT")
        named, aggregates, grouped = set[str](), False, set[str]()
        while not self._is("WHERE", "{"):
            if self._is("("):
                aggregates = any(token.text.upper() in AGGREGATES for token in self._skip()) or aggregates
            elif (token := self._next()).kind == "var":
                named.add(token.text)
        if self._is("WHERE"):
            self._next()
        group = self._group()
        while self._is(*CLAUSES):
            clause = self._next().text.upper()
            while not self._is("}", *CLAUSES):
                token = self._next()
                if clause == "GROUP" and token.kind == "var":
                    grouped.add(token.text)
                    aggregates = True
        if not self._is("}"):
            raise self._refuse("the end of the inner query, without LIMIT")
        return Select(frozenset(named & grouped if aggregates else named), group)

    def _triples(self) -> Iterator[Step]:
        subject = self._term()
        while True:
            path = self._choice()
            while True:
                yield from iter_steps(subject, path, self._term(), self._made)
                if not self._is(","):
                    break
                self._next()
            while self._is(";"):
                self._next()
            if self._is(".", "}") or not self._is_path():
                return

    def _is_path(self) -> bool:
        token = self._peek()
        before = self._tokens[self._at - 1].text
        return before == ";" and (token.kind in ("var", "pname", "iri") or token.text in ("a", "^", "("))

    def _term(self) -> str:
        token = self._next()
        if token.kind in ("var", "iri", "pname", "number") or token.text in ("true", "false"):
            return token.text
        if token.kind != "string":
            raise self._refuse("a variable, an IRI or a literal", token)
        if self._peek().kind == "lang":
            return token.text + self._next().text
        return token.text + self._next().text + self._next().text if self._is("^^") else token.text

    def _choice(self) -> Path:
        found = [self._sequence()]
        while self._is("|"):
            self._next()
            found.append(self._sequence())
        return found[0] if len(found) == 1 else ("|", found)

    def _sequence(self) -> Path:
        found = [self._element()]
        while self._is("/"):
            self._next()
            found.append(self._element())
        return found[0] if len(found) == 1 else ("/", found)

    def _element(self) -> Path:
        inverse = self._is("^") and bool(self._next())
        if self._is("("):
            self._next()
            path = self._choice()
            self._expect(")")
        else:
            token = self._next()
            if token.kind not in ("var", "iri", "pname") and token.text != "a":
                raise self._refuse("a predicate", token)
            path = (token.text, [])
        if self._peek().text in MODIFIERS and path[0][0] != "?":
            path = (self._next().text, [path])
        return ("^", [path]) if inverse else path

    def _skip(self) -> list[Token]:
        """Tokens from a bracket to the one that closes it."""
        depth, begins = 0, self._at
        while True:
            token = self._next()
            depth += (token.text in "({" and token.kind == "op") - (token.text in ")}" and token.kind == "op")
            if depth <= 0:
                return self._tokens[begins : self._at]

    def _peek(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else Token("end", "", len(self._text))

    def _next(self) -> Token:
        token = self._peek()
        if token.kind == "end":
            raise self._refuse("more of the query")
        self._at += 1
        return token

    def _is(self, *texts: str) -> bool:
        return self._peek().kind in ("word", "op") and self._peek().text.upper() in texts

    def _expect(self, text: str) -> Token:
        if not self._is(text):
            raise self._refuse(text)
        return self._next()

    def _refuse(self, expected: str, token: Token | None = None) -> SparqlSyntaxError:
        token = token or self._peek()
        detail = "A rule cannot be taken apart here."
        return syntax_error(self._text, token.start, detail, found=token.text, expected=expected)
