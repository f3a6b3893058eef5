"""Where sources contradict each other about one thing: rows of the home's view in, questions with their sides out.

Which claims disagree and which is preferred is what rules derived; nothing is decided here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from atlas.access.things.supports import distinct, text_of
from atlas.access.things.view import Support
from atlas.rdf.terms import NamedNode, Term
from atlas.schema.files import rule_graph
from atlas.schema.model import SavedQuery, Schema
from atlas.store.protocol import Store
from atlas.store.rows import select

VIEW: Final = "views/disagreements"
CLAIMS: Final = "views/claims"

Row = Mapping[str, Term]


@dataclass(frozen=True)
class Side:
    """One answer with all that speaks for it. iri: of the answer where it is a thing. rank: best trust, 1 is best."""

    answer: str
    iri: str | None
    claims: tuple[str, ...]
    supports: tuple[Support, ...]
    rank: str
    is_preferred: bool


@dataclass(frozen=True)
class Disagreement:
    """One question about a thing, or one of its parts, that is answered in more than one way.

    rule: what prefers a side, None where no rule does.
    """

    subject: str
    question: str
    label: str
    sides: tuple[Side, ...]
    rule: SavedQuery | None

    @property
    def preferred(self) -> tuple[Side, ...]:
        """The sides that the rule prefers; more than one leave the question open."""
        return tuple(side for side in self.sides if side.is_preferred)


async def find_disagreements(store: Store, schema: Schema, focus: str) -> tuple[Disagreement, ...]:
    """What sources contradict each other in about a thing; empty for a home without such a view."""
    return await _find(store, schema, VIEW, focus)


async def find_claims(store: Store, schema: Schema, focus: str) -> tuple[Disagreement, ...]:
    """Every question about a thing that claims answer, those with one answer too; empty for a home without the view."""
    return await _find(store, schema, CLAIMS, focus)


def read_disagreements(schema: Schema, rows: Iterable[Row]) -> tuple[Disagreement, ...]:
    """Rows of the view by question, in their order."""
    asked: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        asked.setdefault((text_of(row["subject"]), text_of(row["question"])), []).append(row)
    return tuple(_read_question(schema, subject, question, told) for (subject, question), told in asked.items())


async def _find(store: Store, schema: Schema, name: str, focus: str) -> tuple[Disagreement, ...]:
    view = schema.queries.get(name)
    return read_disagreements(schema, await select(store, view.text, {"focus": NamedNode(focus)})) if view else ()


def _read_question(schema: Schema, subject: str, question: str, rows: list[Row]) -> Disagreement:
    by_answer: dict[str, list[Row]] = {}
    for row in rows:
        by_answer.setdefault(text_of(row["answer"]) if "answer" in row else "", []).append(row)
    sides = sorted((_read_side(schema, told) for told in by_answer.values()), key=lambda side: not side.is_preferred)
    label = _text(rows[0], "questionLabel") or schema.label(question)
    return Disagreement(subject, question, label, tuple(sides), _find_rule(schema, rows))


def _read_side(schema: Schema, rows: list[Row]) -> Side:
    answer = rows[0].get("answer")
    iri = answer.value if isinstance(answer, NamedNode) else None
    label = _text(rows[0], "answerLabel") or (schema.label(iri) if iri else _text(rows[0], "answer"))
    return Side(
        answer=label,
        iri=iri,
        claims=tuple(dict.fromkeys(text_of(row["claim"]) for row in rows)),
        supports=distinct(_read_support(row) for row in rows if "source" in row),
        rank=min((_text(row, "rank") for row in rows if "rank" in row), default=""),
        is_preferred=any("rule" in row for row in rows),
    )


def _read_support(row: Row) -> Support:
    source = _text(row, "source")
    said = {name: _text(row, name) for name in ("locator", "quote", "paraphrase", "trust", "date")}
    return Support(source, _text(row, "sourceLabel") or source, **said)


def _find_rule(schema: Schema, rows: list[Row]) -> SavedQuery | None:
    prefix = rule_graph(schema.base, "")
    stems = (text_of(row["rule"]).removeprefix(prefix) for row in rows if "rule" in row)
    return next((rule for stem in stems if (rule := schema.queries.get(f"rules/{stem}"))), None)


def _text(row: Row, name: str) -> str:
    return text_of(row[name]) if name in row else ""
