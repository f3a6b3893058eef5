"""The one reader of the environment: ATLAS_* variables in, one frozen Settings out."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self

from atlas.errors import SettingError

MIB = 1024 * 1024


@dataclass(frozen=True)
class Settings:
    """Everything an operator may set. Field `x_y` is read from ATLAS_X_Y; what it says is in docs/reference.md too."""

    home: Path  # folder of ontology, shapes, queries and data
    store: str = ".atlas"  # folder of the service's state, or the address of another engine's query endpoint
    host: str = "127.0.0.1"  # address to listen on
    port: int = 8000  # port to listen on
    public_url: str | None = None  # address that people type; every link is made with it
    default_graph: str = "merged"  # merged: queries without FROM see every graph; plain: it is a graph of its own
    store_shared: bool = False  # whether others write to the engine too; then nothing is cached
    readers: int = 2  # queries answered at once
    judges: int = 1  # records judged at once
    deadline_s: float = 10.0  # seconds of a query
    token_deadline_s: float = 60.0  # seconds of a query sent with a token of the scope query
    query_memory_bytes: int = 2048 * MIB  # address space of a worker; over it the query ends with 503
    result_bytes: int = 256 * MIB  # length of an answer; 503 over it, a broken transfer once it has begun
    query_length: int = 64 * 1024  # characters of a query
    query_tokens: int = 20_000  # tokens of a query
    query_depth: int = 100  # brackets within brackets in a query
    get_length: int = 8 * 1024  # characters of a query in an address; 414 over it
    body_bytes: int = 2 * MIB  # length of an upload
    quad_limit: int = 100_000  # statements of an upload
    json_depth: int = 64  # levels of a JSON-LD upload
    page_rows: int = 200  # rows of an answer that a page shows
    queue_length: int = 64  # queries that wait; 429 over it
    queue_wait_s: float = 10.0  # seconds a query waits for a reader before 429
    cache_bytes: int = 64 * MIB  # answers kept; 0 keeps none
    snapshots_kept: int = 20  # newest states kept beside those of releases
    service_hosts: tuple[str, ...] = ()  # hosts that a SERVICE may name; nothing else is ever fetched
    trusted_proxies: tuple[str, ...] = ()  # addresses or networks whose X-Forwarded-For is believed
    slow_query_s: float = 2.0  # seconds from which a query's text is logged
    client_rate: float = 20.0  # requests a second of one address, but for this machine and tokens; 0: no bound
    client_burst: int = 200  # requests an address may send at once before its rate counts
    connections: int = 2_000  # open connections
    connections_per_client: int = 256  # open connections of one address; a trusted proxy may have all
    request_head_s: float = 10.0  # seconds for the head of a request; 408 over them
    request_body_s: float = 60.0  # seconds for the body of a request; 408 over them
    security_contact: str | None = None  # address in /.well-known/security.txt
    rebuild_bytes: int = 64 * MIB  # ledger read to answer about a state that is no longer kept; 410 over it
    anonymous_drafts: str = "loopback"  # who may send drafts without a token: loopback, on or off
    state: str = ".atlas"  # folder beside another engine's store
    store_engine: str | None = None  # which engine it is, where it does not say
    store_update: str | None = None  # address for updates, where it is another
    store_token: str | None = None  # bearer token for the engine
    dumps: bool = True  # whether files to download are written after each commit
    agent_hosts: tuple[str, ...] = ()  # names under which agents reach /mcp, beside this machine's

    @property
    def is_remote(self) -> bool:
        """True when the dataset is kept by another engine, whose query endpoint `store` names."""
        return self.store.startswith(("http://", "https://"))

    @property
    def directory(self) -> Path:
        """Folder of what stays on this machine: the store itself, or ledger, drafts and index beside a remote one."""
        return Path(self.state if self.is_remote else self.store).absolute()

    @property
    def address(self) -> str:
        """What links begin with: the public URL, or where the service listens."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return (self.public_url or f"http://{host}:{self.port}").rstrip("/")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Settings as the environment gives them.

        environment: os.environ when None. Raises SettingError on a value of the wrong type.
        """
        given = os.environ if environment is None else environment
        settings = cls(home=find_home(given.get("ATLAS_HOME")))
        changes: dict[str, object] = {}
        for field in fields(cls):
            raw = given.get(f"ATLAS_{field.name.upper()}")
            if raw is not None and field.name != "home":
                changes[field.name] = _read(field.name, raw, getattr(settings, field.name))
        return replace(settings, **changes)  # type: ignore[arg-type]


def find_home(named: str | None = None) -> Path:
    """Folder of ontology, shapes, queries and data: the one named, the checkout's, or the wheel's own.

    Raises SettingError when the folder has no `ontology`.
    """
    package = Path(__file__).resolve().parent
    candidates = [Path(named)] if named else [package.parent.parent, package / "home"]
    for candidate in candidates:
        if (candidate / "ontology").is_dir():
            return candidate.resolve()
    raise SettingError(
        f"No graph in {candidates[0]}: it has no folder named ontology.",
        expected="a folder with ontology/, shapes/, queries/ and data/",
        suggestion="Give its path with --home or ATLAS_HOME.",
    )


def _read(name: str, raw: str, default: object) -> object:
    try:
        if isinstance(default, bool):
            return {"1": True, "true": True, "0": False, "false": False}[raw.lower()]
        if isinstance(default, int):
            return int(raw)
        if isinstance(default, float):
            return float(raw)
    except (KeyError, ValueError) as error:
        raise SettingError(
            f"ATLAS_{name.upper()} is {raw!r}.", found=raw, expected=f"a value like {default!r}"
        ) from error
    if isinstance(default, tuple):
        return tuple(part.strip() for part in raw.split(",") if part.strip())
    return raw
