"""Examples and cases in: a valid example per shape and one changed copy per case, all in one graph; never a verdict."""

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rdflib import BNode, Graph, Literal, URIRef
from rdflib.term import Node

BASE = "https://w3id.org/open-llm-atlas/"
EXAMPLES = Path(__file__).resolve().parent / "examples"
PREFIXES = {
    "atlas": f"{BASE}ont/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "sys": f"{BASE}sys/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
HEADER = f"@base <{BASE}> .\n" + "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
COLUMNS = ["case", "change", "property", "value", "expect"]
EXAMPLE = re.compile("[Ee]xample")


@dataclass(frozen=True)
class Case:
    """One line of a cases.csv: a change to the example and the findings it must bring about, no more and no fewer."""

    shape: str
    name: str
    change: str
    paths: str
    value: str
    expect: frozenset[tuple[str, str]]

    @property
    def id(self) -> str:
        return f"{self.shape}-{self.name}"


def example_folders() -> list[Path]:
    """A folder per node shape, named after it."""
    return sorted(path for path in EXAMPLES.iterdir() if path.is_dir())


def read_example(shape: str) -> Graph:
    """The valid example of a shape."""
    return Graph().parse(EXAMPLES / shape / "valid.ttl", format="turtle")


def read_cases() -> list[Case]:
    """The untouched example of each shape as a case named `valid`, and every case of its table."""
    found: list[Case] = []
    for folder in example_folders():
        found.append(Case(folder.name, "valid", "", "", "", frozenset()))
        with (folder / "cases.csv").open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines)
            assert reader.fieldnames == COLUMNS, folder
            for row in reader:
                expect = read_findings(row["expect"])
                found.append(Case(folder.name, row["case"], row["change"], row["property"], row["value"], expect))
    return found


def read_findings(text: str) -> frozenset[tuple[str, str]]:
    """`path component; path component` as pairs; the path is `-` where a finding has none."""
    pairs = (pair.split() for pair in text.split(";") if pair.strip())
    return frozenset((path, component) for path, component in pairs)


@cache
def read_term(text: str) -> Node:
    """A term as Turtle writes it."""
    graph = Graph().parse(data=f"{HEADER}[] rdf:value {text} .", format="turtle")
    return next(graph.objects(None, URIRef(PREFIXES["rdf"] + "value")))


def main_node(example: Graph) -> URIRef:
    """The node an example is about: its only subject that is an IRI."""
    (found,) = {node for node in example.subjects() if isinstance(node, URIRef)}
    return found


def apply_case(example: Graph, case: Case) -> tuple[Graph, URIRef]:
    """A copy of the example with the change made to it, and the node to look at."""
    copy, focus = Graph(), main_node(example)
    for triple in example:
        copy.add(triple)
    if case.change == "":
        return copy, focus
    if case.change == "rename":
        renamed = read_term(case.value)
        assert isinstance(renamed, URIRef)
        return replace_nodes(copy, {focus: renamed}), renamed
    assert case.change in {"add", "remove", "replace"}, case
    for path in map(read_term, case.paths.split()):
        if case.change != "add":
            assert (focus, path, None) in copy, f"{case.id}: the example has no {path} to change"
            copy.remove((focus, path, None))
        if case.change != "remove":
            copy.add((focus, path, read_term(case.value)))
    return copy, focus


def replace_nodes(graph: Graph, names: dict[Node, Node]) -> Graph:
    """The same graph with some nodes under another name."""
    renamed = Graph()
    for s, p, o in graph:
        renamed.add((names.get(s, s), p, names.get(o, o)))
    return renamed


def set_apart(graph: Graph, focus: URIRef, number: int) -> tuple[Graph, URIRef]:
    """The graph with `example` lengthened in its own names, so that many copies can be judged together."""
    letters = "".join(chr(ord("a") + int(digit)) for digit in str(number))
    names: dict[Node, Node] = {}
    for node in set(graph.subjects()) | set(graph.objects()):
        if isinstance(node, URIRef) and node.startswith(BASE):
            names[node] = URIRef(EXAMPLE.sub(lambda found: f"{found[0]}{letters}", str(node)))
        elif isinstance(node, BNode):
            names[node] = BNode()
        elif isinstance(node, Literal):
            continue
    moved = names[focus]
    assert isinstance(moved, URIRef)
    assert moved != focus, f"{focus} needs the word example in its name"
    return replace_nodes(graph, names), moved
