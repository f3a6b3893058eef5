"""Which nodes of a graph stand on their own in Turtle and which are nested: statements in, one immutable plan out."""

from collections.abc import Iterable
from typing import Final

from atlas.namespaces import FOAF, OWL, RDF, SKOS
from atlas.rdf.terms import BlankNode, NamedNode, Quad, Subject, Term
from atlas.rdf.turtle_terms import natural

NESTING: Final = 20
Properties = dict[str, list[Term]]


class Tree:
    """The plan: `properties` of each subject, `roots` in reading order, `labelled` blank nodes that need a name."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.properties: dict[Subject, Properties] = {}
        self._uses: dict[BlankNode, int] = {}
        for quad in quads:
            values = self.properties.setdefault(quad.subject, {}).setdefault(quad.predicate.value, [])
            values.append(quad.object)
            if isinstance(quad.object, BlankNode):
                self._uses[quad.object] = self._uses.get(quad.object, 0) + 1
        self.labelled = {node for node, count in self._uses.items() if count > 1}
        self._lists: dict[BlankNode, list[Term]] = {}
        self._find_lists()
        self.roots = self._named() + self._plan_blank_nodes()

    def items(self, head: BlankNode) -> list[Term] | None:
        """Members of the well-formed list this node heads, None when it heads none."""
        return None if head in self.labelled else self._lists.get(head)

    def _find_lists(self) -> None:
        """Lists whose every node is used once: found from each node that no rdf:rest points at."""
        rest = f"{RDF}rest"
        pointed = {o for p in self.properties.values() for o in p.get(rest, ())}
        for head in [s for s in self.properties if isinstance(s, BlankNode) and s not in pointed]:
            items: list[Term] = []
            node: Term = head
            while isinstance(node, BlankNode) and self._is_list_node(node):
                items += self.properties[node][f"{RDF}first"]
                node = self.properties[node][rest][0]
            if items and isinstance(node, NamedNode) and node.value == f"{RDF}nil":
                self._lists[head] = items

    def _is_list_node(self, node: BlankNode) -> bool:
        properties = self.properties.get(node, {})
        first, rest = properties.get(f"{RDF}first", []), properties.get(f"{RDF}rest", [])
        return (len(properties), len(first), len(rest), self._uses.get(node)) == (2, 1, 1, 1)

    def _named(self) -> list[Subject]:
        topics = {o for p in self.properties.values() for o in p.get(f"{FOAF}primaryTopic", ())}
        named = [s for s in self.properties if isinstance(s, NamedNode)]
        named.sort(key=lambda s: (self._rank(s, topics), natural(s.value)))
        return list(named)

    def _rank(self, subject: NamedNode, topics: set[Term]) -> int:
        properties = self.properties[subject]
        if f"{FOAF}primaryTopic" in properties:
            return 0
        types = {t.value for t in properties.get(f"{RDF}type", ()) if isinstance(t, NamedNode)}
        first = types & {f"{OWL}Ontology", f"{SKOS}ConceptScheme"}
        return 1 if subject in topics or first else 2

    def _plan_blank_nodes(self) -> list[Subject]:
        """Blank nodes that stand alone: used never or often, nested too deep, or on a circle of blank nodes."""
        blank = sorted((s for s in self.properties if isinstance(s, BlankNode)), key=str)
        roots: list[Subject] = [s for s in blank if self._uses.get(s, 0) != 1]
        reached: set[Subject] = set()
        for start in [*self._named(), *roots]:
            roots += self._reach(start, reached)
        for node in blank:
            if node not in reached:
                self.labelled.add(node)
                roots += [node, *self._reach(node, reached)]
        return roots

    def _reach(self, start: Subject, reached: set[Subject]) -> list[Subject]:
        """Mark what is nested below a root; the nodes that would be nested too deep become roots, and are returned."""
        cut: list[Subject] = []
        todo = [(start, 0)]
        while todo:
            node, depth = todo.pop()
            if node in reached:
                continue
            reached.add(node)
            if depth > NESTING and isinstance(node, BlankNode):
                self.labelled.add(node)
                cut.append(node)
                depth = 0
            items = self._lists.get(node) if isinstance(node, BlankNode) else None
            reached.update(self._chain(node) if items is not None else ())
            values = items if items is not None else [v for o in self.properties.get(node, {}).values() for v in o]
            todo += [(v, depth + 1) for v in values if isinstance(v, BlankNode) and v not in self.labelled]
        return sorted(cut, key=str)

    def _chain(self, head: Subject) -> list[Subject]:
        """The nodes of a well-formed list."""
        chain: list[Subject] = []
        node: Term | Subject = head
        while isinstance(node, BlankNode):
            chain.append(node)
            node = self.properties[node][f"{RDF}rest"][0]
        return chain
