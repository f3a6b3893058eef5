"""The answers the schema gives: classes with their fields, saved queries with their parameters. Immutable values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from atlas.namespaces import RDFS
from atlas.rdf.terms import Dataset, NamedNode, objects


@dataclass(frozen=True)
class Field:
    """One property shape of a class.

    path: predicate IRI. datatypes, classes: IRIs of which one must fit (empty: any). order: position in a form.
    max_count None: any number. severity: IRI of sh:Violation, sh:Warning or sh:Info.
    """

    iri: str
    path: str
    name: str
    description: str
    order: float
    group: str | None
    datatypes: tuple[str, ...]
    classes: tuple[str, ...]
    node_kind: str | None
    min_count: int
    max_count: int | None
    severity: str
    message: str


@dataclass(frozen=True)
class Class:
    """One class: `kind` is the path segment of its records, `superclasses` all of them, nearest first."""

    iri: str
    label: str
    definition: str
    kind: str | None
    superclasses: tuple[str, ...]
    shape: str | None
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Parameter:
    """One `$name` of a saved query. type: iri, string, integer, decimal, date or iris (a list for VALUES)."""

    name: str
    type: str
    class_iri: str | None = None
    default: str | None = None
    label: str = ""


@dataclass(frozen=True)
class SavedQuery:
    """One `.rq` file: id `folder/stem`, text without its header, header values by key in file order."""

    id: str
    text: str
    header: Mapping[str, tuple[str, ...]]
    parameters: tuple[Parameter, ...]
    path: Path

    @property
    def stem(self) -> str:
        """File name without folder and extension."""
        return self.id.rpartition("/")[2]

    @property
    def title(self) -> str:
        """First title of the header, else the stem."""
        return self.first("title") or self.stem

    def first(self, key: str) -> str | None:
        """First value of a header key, or None."""
        return next(iter(self.header.get(key, ())), None)


@dataclass(frozen=True)
class Schema:
    """Everything the home says about its graph, read once.

    ontology: terms, schemes, alignments and labels, each file a named graph. shapes: likewise.
    terms: every IRI the ontology describes. labels: IRI to label, in `language` where there is one, else in English.
    """

    home: Path
    base: str
    ontology_iri: str
    prefix: str
    namespace: str
    title: str
    description: str
    licence: str | None
    version: str
    label_properties: tuple[str, ...]
    prefixes: Mapping[str, str]
    ontology: Dataset
    shapes: Dataset
    classes: Mapping[str, Class]
    kinds: Mapping[str, Class]
    labels: Mapping[str, str]
    terms: frozenset[str]
    queries: Mapping[str, SavedQuery]
    context: Mapping[str, object] = field(default_factory=dict)
    language: str = "en"

    def label(self, iri: str) -> str:
        """Label of a term, else its compact name, else its path below the base."""
        return self.labels.get(iri) or self.compact(iri).removeprefix(self.base)

    def compact(self, iri: str) -> str:
        """`prefix:name` where a prefix fits, else the IRI itself."""
        best = max(
            ((name, space) for name, space in self.prefixes.items() if iri.startswith(space)),
            key=lambda pair: len(pair[1]),
            default=None,
        )
        if best is None or not iri[len(best[1]) :] or "/" in iri[len(best[1]) :]:
            return iri
        return f"{best[0]}:{iri[len(best[1]) :]}"

    def expand(self, name: str) -> str:
        """IRI of a compact name or of a bare local name of the ontology; an IRI stays as it is."""
        space, colon, local = name.partition(":")
        if colon and space in self.prefixes and not local.startswith("//"):
            return self.prefixes[space] + local
        return name if colon else self.namespace + name

    def broader_properties(self, iri: str) -> tuple[str, ...]:
        """Properties that a property entails (rdfs:subPropertyOf), nearest first."""
        found: dict[str, None] = {}
        waiting = [NamedNode(iri)]
        while waiting:
            for parent in objects(self.ontology, waiting.pop(0), f"{RDFS}subPropertyOf"):
                if isinstance(parent, NamedNode) and parent.value not in found and parent.value != iri:
                    found[parent.value] = None
                    waiting.append(parent)
        return tuple(found)

    def kind_of(self, iri: str) -> Class | None:
        """The class that the name of a record tells, or None for what is not named as one."""
        return self.kinds.get(iri.removeprefix(f"{self.base}id/").partition("/")[0])

    def folder(self, name: str) -> list[SavedQuery]:
        """Saved queries of one folder, by id."""
        return [query for key, query in sorted(self.queries.items()) if key.startswith(f"{name}/")]
