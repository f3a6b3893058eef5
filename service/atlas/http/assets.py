"""Static files under names that hold a hash of their content, so that a browser may keep each for good."""

from hashlib import sha256
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

HASH_LENGTH: Final = 10
FOR_GOOD: Final = "public, max-age=31536000, immutable"


class Assets:
    """The files of one folder. Their hashes are taken once, when this is made."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._hashed = {path.name: _hashed(path) for path in sorted(folder.iterdir()) if path.is_file()}
        self.originals = {hashed: name for name, hashed in self._hashed.items()}

    def address(self, name: str) -> str:
        """Where a file is served. Raises KeyError for a file that is not there: a template is wrong."""
        return f"/static/{self._hashed[name]}"


class HashedFiles(StaticFiles):
    """Serves assets under their hashed names, to be kept for good, and under their own, to be asked for again."""

    def __init__(self, assets: Assets) -> None:
        super().__init__(directory=assets.folder)
        self._assets = assets

    async def get_response(self, path: str, scope: Scope) -> Response:
        """One file."""
        original = self._assets.originals.get(path)
        response = await super().get_response(original or path, scope)
        response.headers["Cache-Control"] = FOR_GOOD if original else "no-cache"
        return response


def _hashed(path: Path) -> str:
    return f"{path.stem}.{sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]}{path.suffix}"
