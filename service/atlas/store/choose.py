"""The store that the settings name: the embedded one, or another engine when it is an address."""

from pathlib import Path

from atlas.settings import Settings
from atlas.store.embedded import EmbeddedStore
from atlas.store.protocol import Store
from atlas.store.remote import RemoteStore


async def open_store(directory: Path, settings: Settings) -> Store:
    """The store, started; whoever opens it closes it. directory: of what stays on this machine."""
    store = RemoteStore(directory, settings) if settings.is_remote else EmbeddedStore(directory, settings)
    await store.start()
    return store
