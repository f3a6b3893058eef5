"""Other SPARQL servers, installed and started on this machine for the length of a test run.

Each function gives the address of a query endpoint and settings for it, or raises NotHereError saying why not.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

FUSEKI = "org.apache.jena:jena-fuseki-server:5.5.0"
VIRTUOSO = "virtuoso-opensource-7"
START_LIMIT_S = 60.0
Started = tuple[str, Mapping[str, Any]]
INI = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = temp.db
TransactionFile = temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 70
[SPARQL]
ResultSetMaxRows = 1000000000
MaxQueryExecutionTime = 0
"""
RIGHTS = "GRANT SPARQL_UPDATE TO \"SPARQL\";\nDB.DBA.RDF_DEFAULT_USER_PERMS_SET ('nobody', 7);\n"


class NotHereError(Exception):
    """An engine that could not be installed or started; the text says why."""


@contextmanager
def virtuoso(folder: Path, buffers: int = 20_000) -> Iterator[Started]:
    """Virtuoso 7 from the distribution; installed with apt-get where that is allowed."""
    if shutil.which("virtuoso-t") is None:
        _install_virtuoso()
    sql, http = free_port(), free_port()
    folder.mkdir(parents=True)
    (folder / "virtuoso.ini").write_text(INI.format(sql=sql, http=http, buffers=buffers))
    command = ["virtuoso-t", "+foreground", "+configfile", "virtuoso.ini"]
    url = f"http://127.0.0.1:{http}/sparql"
    with running(command, url, folder):
        isql = shutil.which("isql-vt") or shutil.which("isql") or "isql-vt"
        subprocess.run([isql, str(sql), "dba", "dba"], input=RIGHTS, text=True, capture_output=True, check=True)
        yield url, {}


def _install_virtuoso() -> None:
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise NotHereError(f"Virtuoso is not installed, and installing {VIRTUOSO} needs apt-get and root.")
    done = subprocess.run(
        ["apt-get", "install", "-y", "--no-install-recommends", VIRTUOSO], capture_output=True, text=True, check=False
    )
    if shutil.which("virtuoso-t") is None:
        raise NotHereError(f"Installing {VIRTUOSO} failed: {done.stderr.strip()[-200:]}")


@contextmanager
def fuseki(folder: Path) -> Iterator[Started]:
    """Jena Fuseki from Maven, with a TDB2 dataset."""
    if shutil.which("java") is None:
        raise NotHereError("Fuseki needs Java 17 or newer, and there is none.")
    jar = find_fuseki(engines_folder())
    folder.mkdir(parents=True)
    port = free_port()
    (folder / "data").mkdir()
    command = ["java", "-Xmx2g", "-jar", str(jar), "--localhost", "--port", str(port)]
    command += ["--update", "--tdb2", "--loc", str(folder / "data"), "/ds"]
    with running(command, f"http://127.0.0.1:{port}/ds/query", folder):
        yield f"http://127.0.0.1:{port}/ds/query", {}


def find_fuseki(cache: Path) -> Path:
    """The server's jar, fetched once with Maven."""
    version = FUSEKI.rsplit(":", 1)[1]
    jar = cache / f"jena-fuseki-server-{version}.jar"
    if not jar.is_file():
        if shutil.which("mvn") is None:
            raise NotHereError("Fuseki is fetched with Maven, and there is no mvn.")
        command = ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={FUSEKI}", f"-DoutputDirectory={cache}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cache)
        if not jar.is_file():
            raise NotHereError(f"Maven did not fetch Fuseki: {(done.stdout + done.stderr).strip()[-200:]}")
    return jar


@contextmanager
def oxigraph(folder: Path) -> Iterator[Started]:
    """The Oxigraph server from pip."""
    program = shutil.which("oxigraph") or shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        raise NotHereError("The program oxigraph is not installed (pip install oxigraph).")
    folder.mkdir(parents=True)
    port = free_port()
    command = [program, "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"]
    with running(command, f"http://127.0.0.1:{port}/query", folder):
        yield f"http://127.0.0.1:{port}/query", {}


@contextmanager
def second_atlas(folder: Path) -> Iterator[Started]:
    """This service again, on the toy home of the tests, as the engine of another that may write to it."""
    folder.mkdir(parents=True)
    port = free_port()
    home = Path(__file__).parent.parent / "toy"
    program = "import sys; from atlas.cli import main; sys.exit(main())"
    command = [sys.executable, "-c", program, "--home", str(home), "--store", str(folder / "store")]
    scopes = ["--scope", "write", "--scope", "unchecked", "--scope", "query"]
    made = subprocess.run([*command, "token", "make", "other", *scopes], capture_output=True, text=True, check=True)
    token = next(word for word in made.stdout.split() if word.startswith("atlas."))
    with running([*command, "serve", "--port", str(port)], f"http://127.0.0.1:{port}/sparql", folder):
        yield f"http://127.0.0.1:{port}/sparql", {"store_token": token}


ENGINES: Mapping[str, Callable[[Path], AbstractContextManager[Started]]] = {
    "virtuoso": virtuoso,
    "fuseki": fuseki,
    "oxigraph": oxigraph,
    "atlas": second_atlas,
}


def engines_folder() -> Path:
    """Where what was fetched stays: ATLAS_ENGINES, or a folder in the user's cache."""
    folder = Path(os.environ.get("ATLAS_ENGINES") or Path.home() / ".cache" / "open-llm-atlas" / "engines")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(command: list[str], url: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A server, from its first answer to the end of the block."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, start_new_session=True)
        try:
            await_answer(process, url, folder / "log")
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def await_answer(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Wait until a server answers, whatever it says. Raises NotHereError when it ends or never does."""
    until = time.monotonic() + START_LIMIT_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}?query=ASK%7B%7D", timeout=2):
                return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise NotHereError(f"{url} never answered: {log.read_text(errors='replace')[-300:]}")
