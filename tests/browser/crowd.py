"""A home with two thousand gardens around each of two plants, for the graph view's tests and its benchmark."""

import shutil
from pathlib import Path

from tests.http.serving import TOY

MANY = 2_000
HEAD = """@base <https://gardens.example/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix g: <https://gardens.example/ont/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
ONE = """<graph/garden/g{n}> a g:Page ; foaf:primaryTopic <id/garden/g{n}> ; dcterms:source <id/source/survey> .
<id/garden/g{n}> a g:Garden ; skos:prefLabel "Garden {n}"@en ; g:grows <id/plant/fern>, <id/plant/moss> .
"""


def make_crowded_home(home: Path) -> None:
    """The toy home with so many gardens that all grow two plants."""
    shutil.copytree(TOY, home)
    for number in range(MANY):
        path = home / "data" / "records" / "garden" / f"g{number}.ttl"
        path.write_text(HEAD + ONE.replace("{n}", str(number)), encoding="utf-8")
