"""A judge of the toy home, and records written in a few lines."""

from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.rdf.formats import TRIG
from atlas.rdf.parse import parse
from atlas.rdf.terms import Quad
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from atlas.validation.context import HomeContext
from atlas.validation.judge import Judge
from atlas.validation.report import Finding, Report

TOY = Path(__file__).resolve().parents[1] / "toy"
PREFIXES = """
@base <https://gardens.example/> . @prefix g: <https://gardens.example/ont/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
GRAPH = "<graph/garden/new> a g:Page ; foaf:primaryTopic <id/garden/new> ; dcterms:source <id/source/survey> .\n"
GARDEN = '<id/garden/new> a g:Garden ; skos:prefLabel "New"@en ; dcterms:description "New."@en ; '
SOUND = GRAPH + GARDEN + "g:hasClimate <scheme/climate/cold> ."

Judging = Callable[[str], Report]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def toy() -> Schema:
    """The toy home's schema."""
    return load_schema(TOY)


@pytest.fixture(scope="session")
def judge(toy: Schema) -> Judge:
    """The toy home's judge."""
    return Judge(toy, {f"{toy.base}context.jsonld": toy.context})


@pytest.fixture(scope="session")
def home_context(toy: Schema) -> HomeContext:
    """What the toy home's files say."""
    return HomeContext(toy)


@pytest.fixture(scope="session")
def judging(judge: Judge, home_context: HomeContext) -> Judging:
    """Judges a TriG text, prefixes added, within the toy home."""

    def run(text: str) -> Report:
        given = quads(text)
        return judge.judge(given, home_context.find(judge.references(given)))

    return run


@pytest.fixture(scope="session")
def shipped() -> Schema:
    """The shipped home's schema."""
    return load_schema(ROOT)


@pytest.fixture(scope="session")
def judging_shipped(shipped: Schema) -> Judging:
    """Judges a Turtle text within the shipped home, prefixes and base added."""
    judge, home = Judge(shipped), HomeContext(shipped)
    names = "".join(f"@prefix {name}: <{space}> . " for name, space in sorted(shipped.prefixes.items()))

    def run(text: str) -> Report:
        given = judge.read(f"@base <{shipped.base}> . {names}\n{text}".encode(), "text/turtle", shipped.base)
        return judge.judge(given, home.find(judge.references(given.quads)))

    return run


def quads(text: str) -> list[Quad]:
    """Quads of a TriG text, prefixes added."""
    return parse((PREFIXES + text).encode(), TRIG)


def seen(report: Report, severity: str = "must") -> set[tuple[str, str, str]]:
    """Focus node, path and constraint of the findings of a severity, without their namespaces."""
    return {(local(f.focus), local(f.path or ""), component(f)) for f in report.findings if f.severity == severity}


def local(iri: str) -> str:
    """Name behind the last of `/id/`, `#` of a vocabulary, or `/`."""
    return iri.partition("/id/")[2] or iri.rpartition("/")[2].rpartition("#")[2]


def component(finding: Finding) -> str:
    """Short name of the constraint component."""
    return finding.component.rpartition("#")[2].rpartition("/")[2].removesuffix("ConstraintComponent")
