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
    """Everything an operator may set. Field `x_y` is read from ATLAS_X_Y."""

    home: Path
    store: str = ".atlas"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str | None = None
    default_graph: str = "merged"
    store_shared: bool = False
    readers: int = 2
    judges: int = 1
    deadline_s: float = 10.0
    token_deadline_s: float = 60.0
    query_memory_bytes: int = 2048 * MIB
    result_bytes: int = 256 * MIB
    query_length: int = 64 * 1024
    query_tokens: int = 20_000
    query_depth: int = 100
    get_length: int = 8 * 1024
    body_bytes: int = 2 * MIB
    quad_limit: int = 100_000
    json_depth: int = 64
    page_rows: int = 200
    queue_length: int = 64
    queue_wait_s: float = 10.0
    cache_bytes: int = 64 * MIB
    snapshots_kept: int = 20
    service_hosts: tuple[str, ...] = ()
    trusted_proxies: tuple[str, ...] = ()
    slow_query_s: float = 2.0
    client_rate: float = 20.0
    client_burst: int = 200
    connections: int = 2_000
    connections_per_client: int = 256
    request_head_s: float = 10.0
    request_body_s: float = 60.0
    security_contact: str | None = None
    rebuild_bytes: int = 64 * MIB
    anonymous_drafts: str = "loopback"
    state: str = ".atlas"
    store_engine: str | None = None
    store_update: str | None = None
    store_token: str | None = None
    dumps: bool = True
    agent_hosts: tuple[str, ...] = ()

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
