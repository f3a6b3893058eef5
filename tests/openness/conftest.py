"""Frameworks, lists and openness rules of the home over entries given in the test: mapped, derived, read back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import pytest

from atlas.intake.deriving.derive import derive, sort_rules
from atlas.intake.reading.documents import Document, read_documents
from atlas.intake.reading.mappings import apply_mapping, load_mapping
from atlas.namespaces import XSD
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Literal, NamedNode, Quad
from atlas.schema.files import iter_home_files
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore, Row

BASE = "https://w3id.org/open-llm-atlas/"
TOOL = "model-openness-tool"
KINDS = ("framework", "licence-list", "licence")
SCHEMES = ("component-status", "content-type", "licence-origin", "openness-value", "verdict-value", "licence-kind")
DAY = Literal("2026-11-21", datatype=NamedNode(f"{XSD}date"))
PREFIXES = f"""@base <{BASE}> . @prefix atlas: <ont/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
VERDICTS = """
PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?basis ?framework ?value ?order ?score ?highest ?explanation ?version
WHERE {
  ?verdict a atlas:OpennessVerdict ; atlas:restsOn ?basis ; atlas:usesFramework ?framework ;
    atlas:explanation ?explanation ; atlas:ruleSetVersion ?version .
  OPTIONAL { ?verdict atlas:hasVerdictValue ?value }
  OPTIONAL { ?verdict atlas:reachesLevel/atlas:levelOrder ?order }
  OPTIONAL { ?verdict atlas:opennessScore ?score ; atlas:highestOpennessScore ?highest }
}"""
PROGRESS = """
PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
SELECT ?basis ?framework ?order ?percent ?required ?satisfied ?failed ?undecided
WHERE {
  ?verdict atlas:restsOn ?basis ; atlas:usesFramework ?framework ; atlas:hasLevelProgress ?progress .
  ?progress atlas:onLevel/atlas:levelOrder ?order ; atlas:progressPercent ?percent ; atlas:requiredCount ?required ;
    atlas:satisfiedCount ?satisfied ; atlas:failedCount ?failed ; atlas:undecidedCount ?undecided .
}"""
FINDINGS = """
PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
SELECT ?basis ?framework ?criterion ?status ?origin ?identifier ?reason
WHERE {
  ?verdict atlas:restsOn ?basis ; atlas:usesFramework ?framework ; atlas:hasFinding ?finding .
  ?finding atlas:criterion ?criterion ; atlas:hasFindingStatus ?status .
  OPTIONAL { ?finding atlas:hasLicenceOrigin ?origin }
  OPTIONAL { ?finding atlas:appliedIdentifier ?identifier }
  OPTIONAL { ?finding atlas:reason ?reason }
}"""


@dataclass
class Verdict:
    """What the rules say of one basis under one framework; percents by class, III first as 3."""

    value: str = ""
    level: int = 0
    score: float | None = None
    highest: float | None = None
    explanation: str = ""
    version: str = ""
    percent: dict[int, float] = field(default_factory=dict)
    counts: dict[int, tuple[int, int, int, int]] = field(default_factory=dict)
    status: dict[str, str] = field(default_factory=dict)
    origin: dict[str, str] = field(default_factory=dict)
    licence: dict[str, str] = field(default_factory=dict)
    reason: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judged:
    """Verdicts by (basis, framework) in short names, and the store they were read from."""

    verdicts: dict[tuple[str, str], Verdict]
    store: MemoryStore
    derived: frozenset[Quad]

    def tool(self, stem: str, framework: str = "model-openness-framework") -> Verdict:
        """The verdict on an entry of the tool, by its slug."""
        return self.verdicts[f"assessment/mot-{stem}", framework]


@pytest.fixture(scope="session")
def ground(schema: Schema) -> list[Quad]:
    """Frameworks, licences, the schemes and criteria they use; no record of a model."""
    files = [
        file
        for file in iter_home_files(schema.home, schema.base)
        if (file.part == "record" and file.path.parent.name in KINDS)
        or (file.part == "scheme" and file.path.stem in SCHEMES)
        or (file.part == "shape" and file.path.stem == "criteria")
    ]
    assert len(files) > len(KINDS) + len(SCHEMES)
    return [quad for file in files for quad in read_file(file)]


@pytest.fixture(scope="session")
def judge(schema: Schema, ground: list[Quad]) -> Callable[..., Judged]:
    """Judges entries of the tool (documents) and statements in Turtle together."""
    rules = sort_rules(rule for rule in schema.folder("rules") if rule.stem.startswith("openness-"))
    assert len(rules) > 10
    mapping = load_mapping(schema.home, TOOL, schema.base)

    def run(documents: Iterable[Document] = (), turtle: str = "") -> Judged:
        stated = [*ground, *(in_test_graph(turtle) if turtle else ())]
        mapped = apply_mapping(mapping, documents, stated, {"date": DAY}, schema.base)
        stated += mapped.quads
        derived = derive(stated, rules, schema.base)
        store = MemoryStore([*stated, *derived])
        return Judged(read_verdicts(store), store, frozenset(derived))

    return run


def in_test_graph(turtle: str) -> list[Quad]:
    quads = parse((PREFIXES + turtle).encode(), TURTLE)
    return [Quad(q.subject, q.predicate, q.object, NamedNode(f"{BASE}graph/test/facts")) for q in quads]


def entry(name: str, yaml: str) -> list[Document]:
    return read_documents(yaml.encode(), f"{name}.yml")


def short(row: Row, name: str) -> str:
    term = row.get(name)
    return str(getattr(term, "value", "")).removeprefix(BASE).removeprefix("id/").removeprefix("framework/")


def last(text: str) -> str:
    return text.rpartition("/")[2].rpartition("#")[2]


def read_verdicts(store: MemoryStore) -> dict[tuple[str, str], Verdict]:
    found: dict[tuple[str, str], Verdict] = {}
    for row in store.select(VERDICTS):
        verdict = found.setdefault((short(row, "basis"), short(row, "framework")), Verdict())
        assert not verdict.explanation, "two explanations of one verdict"
        verdict.value, verdict.level = last(short(row, "value")), int(short(row, "order") or 0)
        verdict.explanation, verdict.version = short(row, "explanation"), short(row, "version")
        verdict.score = float(short(row, "score")) if "score" in row else None
        verdict.highest = float(short(row, "highest")) if "highest" in row else None
    for row in store.select(PROGRESS):
        verdict = found[short(row, "basis"), short(row, "framework")]
        order = int(short(row, "order"))
        assert order not in verdict.percent, "two progresses of one level"
        verdict.percent[order] = float(short(row, "percent"))
        counts = (int(short(row, name)) for name in ("required", "satisfied", "failed", "undecided"))
        verdict.counts[order] = tuple(counts)  # type: ignore[assignment]
    for row in store.select(FINDINGS):
        verdict = found[short(row, "basis"), short(row, "framework")]
        name = last(short(row, "criterion"))
        verdict.status[name], verdict.origin[name] = last(short(row, "status")), last(short(row, "origin"))
        verdict.licence[name], verdict.reason[name] = short(row, "identifier"), short(row, "reason")
    return found
