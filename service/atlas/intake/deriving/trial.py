"""What the rules would say of foreign documents: mapped and derived in memory beside the home's own graph.

Commits nothing and keeps nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from atlas.intake.deriving.derive import derive, rules_in_order
from atlas.intake.reading.documents import Document
from atlas.intake.reading.mappings import CatalogueMapping, Mapped, apply_mapping
from atlas.rdf.terms import Term
from atlas.schema.files import iter_home_files
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore


@dataclass(frozen=True)
class Trial:
    """store: the home's files, the records made and everything the rules derive; mapped: what the mapping made."""

    store: MemoryStore
    mapped: Mapped


def try_documents(
    schema: Schema,
    mapping: CatalogueMapping,
    documents: Iterable[Document],
    values: Mapping[str, Term | Sequence[Term]],
) -> Trial:
    """The home's graph as it would be with these documents. Blocks for some seconds on a home of 70,000 statements."""
    stated = [quad for file in iter_home_files(schema.home, schema.base) for quad in read_file(file)]
    mapped = apply_mapping(mapping, documents, stated, values, schema.base)
    replaced = set(mapped.records)
    stated = [quad for quad in stated if getattr(quad.graph_name, "value", "") not in replaced] + mapped.quads
    return Trial(MemoryStore([*stated, *derive(stated, rules_in_order(schema), schema.base)]), mapped)
