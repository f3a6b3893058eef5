"""What a foreign document is made of once it is read, and the error of one that cannot be."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from atlas.errors import InputError

Value: TypeAlias = "str | bool | Sequence[Value] | Mapping[str, Value] | None"
DEPTH: Final = 64


class DocumentError(InputError):
    """A foreign document that cannot be read; carries line and column where the reader knows them."""

    code, title = "document", "The document cannot be read"
