"""The engines that are measured side by side: each loaded with the same catalogue and started on this machine."""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.engines.servers import (
    INI,
    RIGHTS,
    NotHereError,
    engines_folder,
    find_fuseki,
    free_port,
    running,
)

from atlas.settings import MIB, Settings, find_home
from atlas.store.dialects import MERGE_GRAPH
from atlas.store.embedded import EmbeddedStore

FUSEKI_HEAP = "-Xmx4g"
DEADLINE_S = "300"
RDFLIB_BYTES = 30_000_000
SERVE = (
    "import sys, uvicorn\n"
    "from dataclasses import replace\n"
    "from pathlib import Path\n"
    "from atlas.http.app import create_app\n"
    "from atlas.http.server import make_config\n"
    "from atlas.settings import Settings\n"
    "settings = replace(Settings.from_environment(), home=Path(sys.argv[1]), store=sys.argv[2])\n"
    "app = create_app(settings, loads=False)\n"
    "uvicorn.Server(make_config(app, settings, lifespan='on', port=int(sys.argv[3]))).run()\n"
)


@dataclass(frozen=True)
class Rival:
    """A running engine. extra: parameters of every query. loaded_in_s: what its own loader took."""

    name: str
    url: str
    loaded_in_s: float
    extra: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Files:
    """A catalogue on disk: as quads, and its merge as triples."""

    quads: Path
    triples: Path


def write_triples(quads: Path) -> Files:
    """The same lines without graph names, for the default graph of engines that keep no merge themselves."""
    triples = quads.with_suffix(".nt")
    if not triples.is_file() or triples.stat().st_mtime < quads.stat().st_mtime:
        with quads.open("rb") as read, triples.open("wb") as write:
            for line in read:
                write.write(line.rpartition(b"<")[0] + b".\n")
    return Files(quads, triples)


@contextmanager
def atlas_service(files: Files, folder: Path) -> Iterator[Rival]:
    """This service on the catalogue alone: the home's own files are left out, so that every engine holds the same."""
    store, home = folder / "store", folder / "home"
    make_home(home)
    began = time.perf_counter()
    asyncio.run(load_embedded(store, files.quads))
    loaded = time.perf_counter() - began
    port = free_port()
    environment = {"ATLAS_DEADLINE_S": DEADLINE_S, "ATLAS_QUERY_MEMORY_BYTES": str(8192 * MIB), **os.environ}
    command = [sys.executable, "-c", SERVE, str(home), str(store), str(port)]
    os.environ.update({key: value for key, value in environment.items() if key.startswith("ATLAS_")})
    with running(command, f"http://127.0.0.1:{port}/sparql", folder):
        yield Rival("atlas", f"http://127.0.0.1:{port}/sparql", loaded)


def make_home(home: Path) -> None:
    """A home like the shipped one, without its records."""
    shipped = find_home()
    for part in ("ontology", "shapes", "queries"):
        shutil.copytree(shipped / part, home / part)
    (home / "data" / "records").mkdir(parents=True)
    (home / "data" / "sources").mkdir()


async def load_embedded(directory: Path, quads: Path) -> int:
    """Bulk-load a file into a new store of ours; quads loaded."""
    async with EmbeddedStore.open(directory, Settings(home=Path())) as store:
        return (await store.bulk([quads], who="benchmark", why="a catalogue")).added


@contextmanager
def oxigraph_server(files: Files, folder: Path) -> Iterator[Rival]:
    """The Oxigraph server from pip, loaded by its own loader."""
    program = shutil.which("oxigraph") or shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        raise NotHereError("the program oxigraph is not installed (pip install oxigraph)")
    began = time.perf_counter()
    command = [program, "load", "--location", str(folder / "data"), "--file", str(files.quads), str(files.triples)]
    subprocess.run(command, check=True, capture_output=True)
    loaded, port = time.perf_counter() - began, free_port()
    url = f"http://127.0.0.1:{port}/query"
    with running(
        [program, "serve-read-only", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"], url, folder
    ):
        yield Rival("oxigraph", url, loaded)


@contextmanager
def fuseki_server(files: Files, folder: Path) -> Iterator[Rival]:
    """Jena Fuseki on TDB2, loaded by its own loader."""
    if shutil.which("java") is None:
        raise NotHereError("Fuseki needs Java 17 or newer")
    jar = str(find_fuseki(engines_folder()))
    began = time.perf_counter()
    command = ["java", FUSEKI_HEAP, "-cp", jar, "tdb2.tdbloader", "--loader=parallel", "--loc", str(folder / "data")]
    subprocess.run([*command, str(files.quads), str(files.triples)], check=True, capture_output=True)
    loaded, port = time.perf_counter() - began, free_port()
    url = f"http://127.0.0.1:{port}/ds/query"
    serve = ["java", FUSEKI_HEAP, "-jar", jar, "--localhost", "--port", str(port), "--tdb2", "--loc"]
    with running([*serve, str(folder / "data"), "/ds"], url, folder):
        yield Rival("fuseki", url, loaded)


@contextmanager
def virtuoso_server(files: Files, folder: Path) -> Iterator[Rival]:
    """Virtuoso 7, loaded by its own loader; the merge is a graph that queries name."""
    if shutil.which("virtuoso-t") is None:
        raise NotHereError("Virtuoso is not installed; `make test-engines` installs it where it can")
    sql, http = free_port(), free_port()
    ini = INI.format(sql=sql, http=http, buffers=340_000).replace("DirsAllowed = .", f"DirsAllowed = ., {folder}")
    (folder / "virtuoso.ini").write_text(ini)
    for path in files.quads, files.triples:
        (folder / path.name).symlink_to(path)
    url = f"http://127.0.0.1:{http}/sparql"
    load = (
        f"ld_dir('{folder}', '{files.quads.name}', 'urn:unused');\n"
        f"ld_dir('{folder}', '{files.triples.name}', '{MERGE_GRAPH}');\n"
        "rdf_loader_run();\ncheckpoint;\n"
    )
    with running(["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"], url, folder):
        isql = shutil.which("isql-vt") or "isql"
        began = time.perf_counter()
        subprocess.run([isql, str(sql), "dba", "dba"], input=RIGHTS + load, text=True, capture_output=True, check=True)
        yield Rival("virtuoso", url, time.perf_counter() - began, (("default-graph-uri", MERGE_GRAPH),))


@contextmanager
def rdflib_endpoint(files: Files, folder: Path) -> Iterator[Rival]:
    """rdflib-endpoint over an rdflib graph in memory; for small catalogues only."""
    if files.quads.stat().st_size > RDFLIB_BYTES:
        raise NotHereError("it is measured to 10^5 quads only: it holds them in memory and takes minutes a query")
    program = (
        "import sys, uvicorn, rdflib\nfrom rdflib_endpoint import SparqlEndpoint\n"
        "graph = rdflib.Graph().parse(sys.argv[1], format='nt')\n"
        "uvicorn.run(SparqlEndpoint(graph=graph), port=int(sys.argv[2]), log_level='warning')\n"
    )
    if subprocess.run([sys.executable, "-c", "import rdflib_endpoint"], capture_output=True, check=False).returncode:
        raise NotHereError("rdflib-endpoint is not installed")
    port, began = free_port(), time.perf_counter()
    url = f"http://127.0.0.1:{port}/"
    with running([sys.executable, "-c", program, str(files.triples), str(port)], url, folder):
        yield Rival("rdflib-endpoint", url, time.perf_counter() - began)


RIVALS: Mapping[str, Callable[[Files, Path], AbstractContextManager[Rival]]] = {
    "atlas": atlas_service,
    "oxigraph": oxigraph_server,
    "fuseki": fuseki_server,
    "virtuoso": virtuoso_server,
    "rdflib-endpoint": rdflib_endpoint,
}
