"""Many records judged at once: the same shapes, terms, axioms and checks as for one, each run once over all of them.

In: records by graph and what they point to. Out: for each graph that does not conform, why. It gives no advice.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from atlas.namespaces import FOAF, RDF
from atlas.rdf.terms import DefaultGraph, Literal, NamedNode, Quad, Term
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore
from atlas.validation.checks import read_results
from atlas.validation.closure import Superclasses
from atlas.validation.concepts import Languages
from atlas.validation.contradictions import Contradictions
from atlas.validation.result import VIOLATION, Result
from atlas.validation.unknown import NO_SHAPE, NO_TOPIC, Terms
from atlas.validation.validate import Shapes

TOPIC: Final = NamedNode(f"{FOAF}primaryTopic")
TYPE: Final = NamedNode(f"{RDF}type")
Records = Mapping[str, list[Quad]]


class BatchJudge:
    """Judges batches of records of one home.

    without: values of the header `scope` of checks that are left out, such as those that another step answers.
    """

    def __init__(self, schema: Schema, without: Collection[str] = ()) -> None:
        superclasses = Superclasses(schema.ontology)
        self._schema = schema
        self._shapes = Shapes(schema.shapes, superclasses)
        self._contradictions = Contradictions(schema, superclasses)
        self._terms = Terms(schema)
        self._languages = Languages(schema)
        self._checks = [check for check in schema.folder("checks") if check.first("scope") not in without]
        self._described: dict[str, list[Quad]] = {}

    def judge(
        self, records: Records, context: Iterable[Quad] = (), store: MemoryStore | None = None
    ) -> dict[str, list[Result]]:
        """What each record breaks; records that conform are left out.

        records: statements by the IRI of the graph in which they are. context: statements about what they point to
        and no record here describes. store: of these records and nothing else, which the context is added to.
        """
        statements = [quad for quads in records.values() for quad in quads]
        beside = [*context, *self._descriptions(statements)]
        owner: dict[Term, str] = {quad.subject: graph for graph, quads in records.items() for quad in quads}
        found: dict[str, list[Result]] = defaultdict(list)
        results = [
            *self._blind(records, statements),
            *self._unknown(statements),
            *self._languages.wrong(statements),
            *self._shapes.judge(statements, beside),
            *self._contradictions.find(statements, beside),
            *self._run_checks(MemoryStore(statements) if store is None else store, beside),
        ]
        for result in results:
            graph = owner.get(result.focus)
            if graph is not None and result.severity == VIOLATION:
                found[graph].append(result)
        return dict(found)

    def tell(self, result: Result) -> tuple[str, str]:
        """A result in words: which property of which node with what value; and what to do."""
        path = self._schema.label(result.path.value) if isinstance(result.path, NamedNode) else ""
        value = getattr(result.value, "value", "")
        node = str(getattr(result.focus, "value", "")).rpartition("/")[2]
        return " ".join(part for part in (node, path, value[:80]) if part), result.message

    def _descriptions(self, statements: list[Quad]) -> list[Quad]:
        """What the ontology says of the terms and concepts that the records use."""
        used = {q.object.value for q in statements if isinstance(q.object, NamedNode)} & self._schema.terms
        found: list[Quad] = []
        for iri in used:
            if iri not in self._described:
                quads = self._schema.ontology.quads_for_subject(NamedNode(iri))
                self._described[iri] = [Quad(q.subject, q.predicate, q.object) for q in quads]
            found += self._described[iri]
        return found

    def _unknown(self, statements: list[Quad]) -> list[Result]:
        results: list[Result] = []
        for quad in statements:
            value = quad.object
            named = value.value if isinstance(value, NamedNode) else ""
            wrong = [quad.predicate.value] if not self._terms.is_known(quad.predicate.value) else []
            if isinstance(value, Literal):
                wrong += [value.datatype.value] if not self._terms.is_known(value.datatype.value) else []
            elif (quad.predicate == TYPE or self._terms.is_own(named)) and not self._terms.is_known(named):
                wrong.append(named)
            results += [
                Result(quad.subject, quad.predicate, NamedNode(iri), VIOLATION, NO_SHAPE, quad.predicate,
                       f"{self._schema.compact(iri)} is defined nowhere.")
                for iri in wrong
            ]  # fmt: skip
        return results

    def _blind(self, records: Records, statements: list[Quad]) -> list[Result]:
        """Named nodes that no shape targets, and records that do not say what they are about; graphs need no shape."""
        seen: set[Term] = {node for nodes in self._shapes.targets(statements).values() for node in nodes}
        graphs = {NamedNode(name) for name in records}
        blind = {q.subject for q in statements if isinstance(q.subject, NamedNode)} - seen - graphs
        results = [_say(NO_SHAPE, node, TYPE, "Give it a class that has a shape.") for node in sorted(blind, key=str)]
        for graph, quads in records.items():
            topics = {q.object for q in quads if q.predicate == TOPIC and str(q.subject) == f"<{graph}>"}
            if len(topics) != 1 and quads:
                results.append(_say(NO_TOPIC, quads[0].subject, TOPIC, "Say what the record is about, once."))
        return results

    def _run_checks(self, store: MemoryStore, beside: list[Quad]) -> list[Result]:
        store.add(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in beside)
        return [result for check in self._checks for result in read_results(store.construct_triples(check.text))]


def _say(component: str, focus: Term, path: Term, message: str) -> Result:
    return Result(focus, path, None, VIOLATION, component, NamedNode(component), message)
