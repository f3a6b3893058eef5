"""Which form a pasted text has, by how it begins: a text in, the name of a format out. Parses nothing."""

import re
from typing import Final

from atlas.rdf.formats import JSON_LD, N_QUADS, RDF_XML, TRIG, TURTLE

TERM: Final = r"(?:<[^<>\s]*>|_:\S+)"
LITERAL: Final = r'(?:"(?:[^"\\]|\\.)*"(?:@[\w-]+|\^\^<[^<>\s]*>)?)'
BEGINNINGS: Final = (
    (JSON_LD.name, re.compile(r"\{\s*(?:\"|\})|\[\s*\{")),
    (RDF_XML.name, re.compile(r"<\?xml|<rdf:RDF|<!DOCTYPE", re.IGNORECASE)),
    (N_QUADS.name, re.compile(rf"{TERM}[ \t]+<[^<>\s]*>[ \t]+(?:{TERM}|{LITERAL})[ \t]+{TERM}[ \t]*\.")),
)
GRAPH: Final = re.compile(r"^\s*(?:GRAPH\s+)?(?:<[^<>\s]*>|_:\w+|[\w-]*:[\w./-]*)\s*\{", re.MULTILINE | re.IGNORECASE)
STATEMENT: Final = re.compile(r"@(?:prefix|base)\b|(?:PREFIX|BASE)\s|[<\[(_]\S*|[\w-]*:[\w./-]+\s", re.IGNORECASE)
ENTRY: Final = re.compile(r"---|%YAML|-\s|[\"']?[\w@$.-]+[\"']?\s*:(?:\s|$)")
IGNORED: Final = re.compile(r"\ufeff|\s+|#[^\n]*")
BEGINNING: Final = 65_536


def detect_format(text: str) -> str:
    """Name of the format that a text seems to have: of RDF, yaml, csv or tsv; Turtle where nothing else fits."""
    start = _start(text[:BEGINNING])
    for name, beginning in BEGINNINGS:
        if beginning.match(start):
            return name
    line = start.partition("\n")[0]
    if ENTRY.match(line):
        return "yaml"
    if GRAPH.search(text[:BEGINNING]):
        return TRIG.name
    if STATEMENT.match(line):
        return TURTLE.name
    return "tsv" if "\t" in line else "csv" if "," in line else TURTLE.name


def _start(text: str) -> str:
    """The text from its first character that is neither space nor comment."""
    place = 0
    while found := IGNORED.match(text, place):
        place = found.end()
    return text[place:]
