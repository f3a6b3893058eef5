"""Concepts by what people call them, and language tags by what people write for them: names in, the right ones out.

Names are the labels and notations of the home's schemes; `queries/views/language-tags.rq` says which tag is meant.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from atlas.namespaces import SKOS, SYS
from atlas.rdf.terms import Literal, NamedNode, Quad
from atlas.schema.model import Schema
from atlas.search.index import to_key
from atlas.store.memory import MemoryStore
from atlas.validation.result import VIOLATION, Result

VIEW: Final = "views/language-tags"
LANGUAGE_TAG: Final = f"{SYS}LanguageTagConstraintComponent"
NAMES: Final = tuple(f"{SKOS}{name}" for name in ("notation", "prefLabel", "altLabel", "hiddenLabel"))


class Concepts:
    """The concepts of one home by name."""

    def __init__(self, schema: Schema) -> None:
        self._named: dict[tuple[str, str], dict[str, None]] = defaultdict(dict)
        for said in schema.ontology.quads_for_predicate(NamedNode(f"{SKOS}inScheme")):
            concept, scheme = said.subject, said.object
            if isinstance(concept, NamedNode) and isinstance(scheme, NamedNode):
                for quad in schema.ontology.quads_for_subject(concept):
                    if quad.predicate.value in NAMES and isinstance(quad.object, Literal):
                        self._named[scheme.value, to_key(quad.object.value)][concept.value] = None

    def named(self, schemes: Iterable[str], name: str) -> list[str]:
        """Concepts of some schemes that are called so."""
        key = to_key(name)
        return [iri for scheme in schemes for iri in self._named.get((scheme, key), ())]

    def instead_of(self, iri: str) -> list[str]:
        """Concepts that an unknown IRI below a scheme names by another of their names."""
        scheme, _, name = iri.rpartition("/")
        return self.named((scheme,), name)


class Languages:
    """The language tags of one home by what people write for them."""

    def __init__(self, schema: Schema) -> None:
        rows = MemoryStore(schema.ontology).select(schema.queries[VIEW].text) if VIEW in schema.queries else []
        pairs = ((row.get("written"), row.get("tag")) for row in rows)
        said = {(w.value.lower(), t.value) for w, t in pairs if isinstance(w, Literal) and isinstance(t, Literal)}
        tags = {tag.lower() for _, tag in said}
        self._right = {written: tag for written, tag in said if written not in tags}

    def right(self, tag: str) -> str | None:
        """The tag that was meant by one that is none; None where it may be right or nothing is near."""
        language, _, rest = tag.replace("_", "-").lower().partition("-")
        meant = self._right.get(language)
        return f"{meant}-{rest}" if meant and rest else meant

    def wrong(self, statements: Iterable[Quad]) -> list[Result]:
        """One result for each text whose tag is no language tag but known as another name of one."""
        found: list[Result] = []
        for quad in statements:
            tag = quad.object.language if isinstance(quad.object, Literal) else None
            if tag and self.right(tag):
                fix = "Use the standard language tag, which is the shortest code of the language."
                shape = NamedNode(LANGUAGE_TAG)
                found.append(Result(quad.subject, quad.predicate, quad.object, VIOLATION, LANGUAGE_TAG, shape, fix))
        return list(dict.fromkeys(found))
