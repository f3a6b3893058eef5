"""What queries do not answer: shapes that pySHACL judges, with the whole graph in memory, read at the first one."""

from collections.abc import Iterable

from pyshacl.graph_abstraction import DataGraph
from pyshacl.pytypes import SHACLExecutor

from atlas.rdf.terms import Dataset, Term
from atlas.store.memory import MemoryStore
from atlas.validation.bridge import from_rdflib, to_graph, to_rdflib
from atlas.validation.closure import Superclasses
from atlas.validation.result import Result
from atlas.validation.shapes_graph import Part, ReadyShapes, restore
from atlas.validation.validate import DEPTH, read_result


class Leftover:
    """pySHACL over everything that a store holds."""

    def __init__(self, shapes: Dataset, superclasses: Superclasses, store: MemoryStore) -> None:
        self._shapes, self._superclasses, self._store = shapes, superclasses, store
        self._parts: dict[Term, Part] = {}
        self._data: DataGraph | None = None

    def results(self, node: Term, focus: Iterable[Term]) -> list[Result]:
        """Results of one shape on some nodes; for one thread at a time."""
        if self._data is None:
            ready = ReadyShapes(self._shapes, self._superclasses, compiled=False)
            for part in (part for parts in ready.parts.values() for part in parts):
                self._parts[restore(from_rdflib(part.shape.node))] = part
            self._data = DataGraph.from_rdflib(to_graph(self._store.statements()))
        executor = SHACLExecutor(max_validation_depth=DEPTH)
        nodes = [to_rdflib(one) for one in sorted(focus, key=str)]
        if not nodes:
            return []
        _, reports = self._parts[node].shape.validate(executor, self._data, focus=nodes)
        return list(dict.fromkeys(read_result(result, triples) for _, result, triples in reports))
