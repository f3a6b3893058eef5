"""W3C test manifests read into plain values, and answers made comparable."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import unquote

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    parse,
    parse_query_results,
)

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
RS: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
WEB: Final = "http://w3c.example/sparql11/"
RESULTS: Final = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}
GRAPHS: Final = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}

Node = NamedNode | BlankNode
Statements = frozenset[Quad]


@dataclass(frozen=True)
class State:
    """A dataset: the default graph's files, and named graphs by IRI."""

    default: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Case:
    """One entry of a manifest; addresses are below WEB."""

    id: str
    kind: str
    request: str
    before: State = State()
    after: State = State()
    result: str | None = None


class Suite:
    """A folder of manifests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def path(self, address: str) -> Path:
        """The file behind an address."""
        return self._folder / unquote(address.removeprefix(WEB))

    def text(self, address: str) -> str:
        """A file's text as it is, line ends included."""
        return self.path(address).read_bytes().decode()

    def quads(self, state: State) -> list[Quad]:
        """The quads of a dataset."""
        found: list[Quad] = []
        for number, (address, graph) in enumerate([*((file, "") for file in state.default), *state.named]):
            name = NamedNode(graph) if graph else DefaultGraph()
            found += [
                Quad(_apart(quad.subject, number), quad.predicate, _apart(quad.object, number), name)
                for quad in self.graph(address)
            ]
        return found

    def graph(self, address: str) -> Iterator[Quad]:
        """Triples of a graph file."""
        path = self.path(address)
        return iter(list(parse(path.read_bytes(), GRAPHS[path.suffix], base_iri=address)))

    def cases(self, manifest: str) -> Iterator[Case]:
        """Every case of a manifest and those it includes."""
        address = WEB + manifest
        data = Dataset(self.graph(address))
        for quad in list(data):
            if quad.predicate.value == f"{MF}include":
                for item in _items(data, quad.object):
                    yield from self.cases(item.value.removeprefix(WEB))
            elif quad.predicate.value == f"{MF}entries":
                for item in _items(data, quad.object):
                    yield _case(data, item, manifest)


def expected_answer(suite: Suite, address: str) -> Statements:
    """The answer in a result file, in comparable form."""
    path = suite.path(address)
    if path.suffix in RESULTS:
        return comparable(parse_query_results(path.read_bytes(), RESULTS[path.suffix]))
    quads = list(suite.graph(address))
    if any(quad.object == NamedNode(f"{RS}ResultSet") for quad in quads):
        return _comparable_result_set(Dataset(quads))
    return canonical(quads)


def comparable(answer: QuerySolutions | QueryBoolean | QueryTriples) -> Statements:
    """An answer as statements whose blank nodes are named canonically; order is left out, repetition is not."""
    if isinstance(answer, QueryBoolean):
        return canonical([Quad(NamedNode(RS), NamedNode(f"{RS}boolean"), Literal(bool(answer)))])
    if isinstance(answer, QueryTriples):
        return canonical([Quad(t.subject, t.predicate, t.object) for t in answer])
    names = [variable.value for variable in answer.variables]
    quads = []
    for row in answer:
        node = BlankNode()
        quads.append(Quad(node, NamedNode(f"{RDF}type"), NamedNode(f"{RS}solution")))
        quads += [
            Quad(node, NamedNode(RS + name), term) for name, term in zip(names, row, strict=True) if term is not None
        ]
    return canonical(quads)


def canonical(quads: list[Quad]) -> Statements:
    """The statements under canonical blank node names."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(dataset)


def _comparable_result_set(data: Dataset) -> Statements:
    boolean = [quad.object for quad in data if quad.predicate.value == f"{RS}boolean"]
    if boolean:
        return canonical([Quad(NamedNode(RS), NamedNode(f"{RS}boolean"), boolean[0])])
    quads = []
    for solution in [quad.object for quad in data if quad.predicate.value == f"{RS}solution"]:
        node = BlankNode()
        quads.append(Quad(node, NamedNode(f"{RDF}type"), NamedNode(f"{RS}solution")))
        for binding in _values(data, solution, f"{RS}binding"):
            name, value = _values(data, binding, f"{RS}variable")[0], _values(data, binding, f"{RS}value")[0]
            quads.append(Quad(node, NamedNode(RS + name.value), value))
    return canonical(quads)


def _case(data: Dataset, node: Node, manifest: str) -> Case:
    kind = _values(data, node, f"{RDF}type")[0].value.removeprefix(MF)
    action = _values(data, node, f"{MF}action")[0]
    result = next(iter(_values(data, node, f"{MF}result")), None)
    name = _values(data, node, f"{MF}name")[0].value
    case_id = f"{manifest.rpartition('/')[0]}/{name}"
    if kind == "UpdateEvaluationTest":
        request = _values(data, action, f"{UT}request")[0].value
        return Case(case_id, kind, request, _update_state(data, action), _update_state(data, result))
    if isinstance(action, NamedNode):
        return Case(case_id, kind, action.value)
    default = tuple(term.value for term in _values(data, action, f"{QT}data"))
    named = tuple((term.value, term.value) for term in _values(data, action, f"{QT}graphData"))
    request = _values(data, action, f"{QT}query")[0].value
    return Case(case_id, kind, request, State(default, named), result=result.value if result is not None else None)


def _update_state(data: Dataset, node: Node | None) -> State:
    if node is None:
        return State()
    default = tuple(term.value for term in _values(data, node, f"{UT}data"))
    named = []
    for part in _values(data, node, f"{UT}graphData"):
        label = _values(data, part, f"{RDFS}label")[0].value
        named += [(term.value, label) for term in _values(data, part, f"{UT}graph")]
    return State(default, tuple(named))


def _values(data: Dataset, subject: Node, predicate: str) -> list:  # type: ignore[type-arg]
    return [quad.object for quad in data.quads_for_subject(subject) if quad.predicate.value == predicate]


def _items(data: Dataset, head: Node) -> Iterator:  # type: ignore[type-arg]
    while head != NamedNode(f"{RDF}nil"):
        yield _values(data, head, f"{RDF}first")[0]
        head = _values(data, head, f"{RDF}rest")[0]


def _apart(term: object, number: int):  # type: ignore[no-untyped-def]
    """Blank nodes of one file are not those of another."""
    return BlankNode(f"f{number}x{term.value}") if isinstance(term, BlankNode) else term
