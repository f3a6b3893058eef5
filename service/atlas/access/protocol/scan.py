"""One walk of the door over the tokens of a text: words, names and brackets looked at, counted, refused where due."""

from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from atlas.access.protocol.prologue import Prologue
from atlas.access.protocol.words import CHAINED, QUERY_FORMS, UPDATE_FORMS, VOLATILE, WORDS
from atlas.errors import QueryRefusedError, SparqlSyntaxError
from atlas.store.tokens import Token, find_place, syntax_error

CHAIN_LIMIT: Final = 1_000  # pyoxigraph 0.5.13 overflows its stack at about 2,800 MINUS, 3,300 BIND, 9,400 || in a row
LIST_LIMIT: Final = 2_000  # ... at fewer than 5,000 items of a collection
GROUP_LIMIT: Final = 8_000  # ... at fewer than 10,000 objects of one subject
FORMS: Final = {False: QUERY_FORMS, True: UPDATE_FORMS - {"LOAD"}}  # by whether an update is meant
_PARTNER: Final = {")": "(", "]": "[", "}": "{"}
_OPERATORS: Final = frozenset(("||", "&&", "!", "=", "!=", "<", ">", "<=", ">=", "+", "-", "*", "/", "|", "^"))


@dataclass
class _Frame:
    """One open bracket and how much stands directly in it; `is_data`: rows of VALUES or an update's quads."""

    bracket: str
    start: int
    is_data: bool = False
    chained: int = 0
    items: int = 0
    commas: int = 0


class Scan:
    """State of one walk. `form` is the first SPARQL form met, empty before it."""

    def __init__(self, text: str, *, is_update: bool, depth: int, hosts: tuple[str, ...], base_iri: str | None) -> None:
        self.text, self.is_update, self.depth, self.hosts = text, is_update, depth, hosts
        self.prologue = Prologue(text, base_iri)
        self.form = ""
        self.is_volatile = self.names_dataset = False
        self._values_ahead = False
        self._frames = [_Frame("", 0)]

    def look(self, token: Token, previous: Token | None, following: Token | None) -> None:
        """Take one token in; raises QueryRefusedError or SparqlSyntaxError with its place."""
        if self.prologue.takes(token, at_top=len(self._frames) == 1, is_update=self.is_update):
            return
        try:
            if token.kind == "word":
                self._look_at_word(token, following)
            elif token.kind == "pname":
                self._look_at_name(token, previous, following)
        except SparqlSyntaxError as error:
            if previous is not None and previous.text == "<":
                raise self._unclosed(previous) from error
            raise
        if not self.form and not (self.is_update and token.text == ";"):
            raise self._misplaced(token)
        self._count(token)
        if token.kind == "op":
            self._look_at_bracket(token)

    def finish(self) -> None:
        """Raise SparqlSyntaxError when the text ended in the middle or asked for nothing."""
        unfinished = self.prologue.unfinished()
        if unfinished is not None:
            raise unfinished
        if len(self._frames) > 1:
            frame = self._frames[-1]
            partner = next(end for end, begin in _PARTNER.items() if begin == frame.bracket)
            said = f"This {frame.bracket} is never closed."
            raise syntax_error(self.text, frame.start, said, found=frame.bracket, expected=f"{partner} before the end")
        if not self.form and not self.is_update:
            raise syntax_error(
                self.text, len(self.text), "Nothing is asked.", found="end of text", expected=_names(QUERY_FORMS)
            )

    def refusal(self, token: Token, detail: str, expected: str | None = None) -> QueryRefusedError:
        """A refusal that points at a token."""
        line, column = find_place(self.text, token.start)
        return QueryRefusedError(detail, found=token.text[:40], expected=expected, line=line, column=column)

    def _unclosed(self, token: Token) -> SparqlSyntaxError:
        """What to say when `<` is followed by what is nothing in SPARQL: an IRI was meant."""
        return syntax_error(
            self.text,
            token.start,
            "This < begins an IRI that has no end: its > is missing, or a space or quote stands before it.",
            found=self.text[token.start :].partition("\n")[0],
            expected="an IRI between < and >, without spaces",
        )

    def _look_at_word(self, token: Token, following: Token | None) -> None:
        word = token.text.upper()
        if word not in WORDS:
            raise self._unknown(token)
        if word == "SERVICE":
            self._check_service(token, following)
        elif word == "LOAD":
            said = "LOAD is never run: nothing is fetched because a request says so."
            raise self.refusal(token, said, _names(FORMS[self.is_update]))
        elif word in UPDATE_FORMS and not self.is_update:
            error = self.refusal(token, f"{word} is an update; this address answers queries.", _names(QUERY_FORMS))
            error.suggestion = "Send updates to /update with a token."
            raise error
        elif word in VOLATILE:
            self.is_volatile = True
        elif word in ("USING", "WITH"):
            self.names_dataset = True
        if not self.form:
            if word not in (UPDATE_FORMS if self.is_update else QUERY_FORMS):
                raise self._misplaced(token)
            self.form = word

    def _look_at_name(self, token: Token, previous: Token | None, following: Token | None) -> None:
        """A prefixed name: declared, and not one that the engine, which needs no space after a word, reads otherwise.

        pyoxigraph 0.5.13 runs `SERVICEa:b {}` as SERVICE a:b, also when the prefix SERVICEa is declared.
        """
        guarded = token.text.partition(":")[0].upper()
        before = previous.text.upper() if previous is not None and previous.kind == "word" else ""
        if "SERVICE" in guarded and following is not None and following.text == "{" and before != "GRAPH":
            raise self.refusal(token, "SERVICE is not run here.", "GRAPH before the name, if a graph was meant")
        if guarded.startswith("LOAD") and len(self._frames) == 1 and self.is_update and not before:
            raise self.refusal(token, "LOAD is never run.", _names(FORMS[True]))
        self.prologue.check(token)

    def _check_service(self, token: Token, following: Token | None) -> None:
        """Let a SERVICE pass when it names, as a plain IRI, a host that the operator lists."""
        if following is not None and following.kind == "iri" and "\\" not in following.text:
            host = following.text.strip("<>").partition("://")[2].partition("/")[0]
            if host in self.hosts:
                self.is_volatile = True
                return
        expected = f"one of the hosts {', '.join(self.hosts)}" if self.hosts else "patterns over this graph"
        raise self.refusal(token, "SERVICE is not run here: no request leaves this machine.", expected)

    def _count(self, token: Token) -> None:
        frame = self._frames[-1]
        frame.items += 1
        word = token.text.upper() if token.kind == "word" else ""
        if token.text == ",":
            frame.commas += 1
        elif word in CHAINED or token.text in _OPERATORS:
            frame.chained += 1
        elif word == "AS" and len(self._frames) > 1:
            frame = self._frames[-2]  # one more column or BIND of the group around the parentheses
            frame.chained += 1
        if word:
            self._values_ahead = word == "VALUES"
        if self.form == "CONSTRUCT" and (token.kind == "bnode" or token.text == "["):
            self.is_volatile = True  # a template's blank nodes get new labels in every run
        if frame.chained > CHAIN_LIMIT:
            raise self.refusal(token, "Too many operators or clauses stand in one row.", f"at most {CHAIN_LIMIT}")
        frame = self._frames[-1]
        if frame.is_data or not frame.bracket:
            return
        most = LIST_LIMIT if frame.bracket == "(" else GROUP_LIMIT
        if frame.items > most and not (frame.bracket == "(" and frame.commas):
            raise self.refusal(token, "Too many terms stand in one group or list.", f"at most {most}")

    def _look_at_bracket(self, token: Token) -> None:
        text = token.text
        if text in ("(", "[", "{"):
            if len(self._frames) > self.depth:
                raise self.refusal(token, "Brackets are nested too deep.", f"at most {self.depth}")
            is_data = self.is_update or self._frames[-1].is_data or (text == "{" and self._values_ahead)
            self._frames.append(_Frame(text, token.start, is_data))
            if text != "(":
                self._values_ahead = False
        elif text in _PARTNER:
            if self._frames[-1].bracket != _PARTNER[text]:
                said = f"This {text} closes nothing."
                raise syntax_error(
                    self.text, token.start, said, found=text, expected=f"a {_PARTNER[text]} open before it"
                )
            self._frames.pop()

    def _misplaced(self, token: Token) -> SparqlSyntaxError:
        return syntax_error(
            self.text,
            token.start,
            f"{token.text[:40]} cannot stand here.",
            found=token.text,
            expected=_names(FORMS[self.is_update]),
        )

    def _unknown(self, token: Token) -> SparqlSyntaxError:
        error = syntax_error(
            self.text,
            token.start,
            f"{token.text[:40]} is no SPARQL word.",
            found=token.text,
            expected="a keyword, a ?variable, a prefix:name or an <IRI>",
        )
        near = get_close_matches(token.text[:40].upper(), sorted(WORDS), n=1)
        error.near = tuple(near)
        error.suggestion = f"Did you mean {near[0]}?" if near else "A variable begins with ?, a name has a colon."
        return error


def _names(words: Collection[str]) -> str:
    return ", ".join(sorted(words))
