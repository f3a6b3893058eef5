"""A mapping run over documents of the test, judged beside the shipped graph: what an import would keep of them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from atlas.intake.importing.catalogue import load_catalogue
from atlas.intake.importing.files import find_files, iter_documents
from atlas.intake.importing.make import Made
from atlas.intake.importing.worker import Worker
from atlas.intake.reading.mappings import Refusal
from atlas.rdf.formats import N_TRIPLES
from atlas.rdf.parse import parse
from atlas.schema.files import iter_home_files
from atlas.schema.load import read_file
from atlas.schema.model import Schema
from atlas.store.memory import MemoryStore

Mapper = Callable[..., Made]


@pytest.fixture(scope="session")
def held(schema: Schema) -> MemoryStore:
    """The shipped graph."""
    return MemoryStore(q for file in iter_home_files(schema.home, schema.base) for q in read_file(file))


@pytest.fixture(scope="session")
def workers(schema: Schema, held: MemoryStore) -> Callable[[str, str], Worker]:
    """A worker for a mapping and a name given, made once."""
    made: dict[tuple[str, str], Worker] = {}

    def worker(mapping: str, name: str) -> Worker:
        if (mapping, name) not in made:
            source = load_catalogue(schema.home, mapping, schema.base).source
            values = {"date": "2026-01-01", "release": "r1", "issued": "2026-01-01", "source": f"<{source}>"}
            values |= {"name": name} if name else {}
            setup = {"home": schema.home, "mapping": mapping, "values": values, "snapshot": "", "looks_up": False}
            made[mapping, name] = Worker({**setup, "judges": True}, held)
        return made[mapping, name]

    return worker


@pytest.fixture
def mapped(schema: Schema, workers: Callable[[str, str], Worker], tmp_path: Path) -> Mapper:
    """Maps files, given as texts by name or as a folder."""

    def run(mapping: str, files: dict[str, str] | Path, name: str = "") -> Made:
        folder = files if isinstance(files, Path) else tmp_path / "catalogue"
        if isinstance(files, dict):
            for file, text in files.items():
                (folder / file).parent.mkdir(parents=True, exist_ok=True)
                (folder / file).write_text(text, encoding="utf-8")
        catalogue = load_catalogue(schema.home, mapping, schema.base)
        found = [
            one for file, path in find_files(folder, catalogue)[0] for one in iter_documents(file, path, catalogue)
        ]
        refused = [one for one in found if isinstance(one, Refusal)]
        made = workers(mapping, name).work([one for one in found if not isinstance(one, Refusal)])
        made.refused += refused
        return made

    return run


def rows(made: Made, where: str) -> list[tuple[str, ...]]:
    """Solutions of a pattern over what was made, as sorted tuples of short texts."""
    lines = b"\n".join(line for said in made.records.values() for line in said)
    prefixes = (
        "PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "PREFIX foaf: <http://xmlns.com/foaf/0.1/> BASE <https://w3id.org/open-llm-atlas/id/> "
    )
    found = MemoryStore(parse(lines, N_TRIPLES, quad_limit=None)).select(f"{prefixes} SELECT {where}")
    base = "https://w3id.org/open-llm-atlas/"
    short = [tuple(str(getattr(term, "value", "")).removeprefix(base) for term in row.values()) for row in found]
    return sorted(short)
