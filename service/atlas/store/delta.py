"""The body of a ledger entry: quads removed and quads added, as lines `- quad` and `+ quad`, and back."""

from collections import defaultdict
from collections.abc import Container, Iterable

from pyoxigraph import Quad, RdfFormat, parse, serialize


def write_delta(removed: Iterable[Quad], added: Iterable[Quad]) -> bytes:
    """Lines of a delta: removed before added, each sorted, each quad once, none in both."""
    less, more = _lines(removed), _lines(added)
    both = less & more
    return b"".join(
        [b"- %s\n" % line for line in sorted(less - both)] + [b"+ %s\n" % line for line in sorted(more - both)]
    )


def read_delta(body: bytes) -> tuple[list[Quad], list[Quad]]:
    """Quads removed and quads added, blank nodes under their own labels."""
    start = 0 if body.startswith(b"+") else body.find(b"\n+") + 1
    if body.startswith(b"-") and not start:
        start = len(body)
    return _quads(body[:start]), _quads(body[start:])


def split_by_graph(lines: Iterable[bytes], wanted: Container[bytes]) -> dict[bytes, bytes]:
    """Lines of a delta by the graph they name, in angle brackets; only the graphs wanted."""
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for line in lines:
        name = line[: line.rfind(b" .")].rpartition(b" ")[2]
        if name in wanted:
            found[name].append(line)
    return {name: b"".join(kept) for name, kept in found.items()}


def _lines(quads: Iterable[Quad]) -> set[bytes]:
    text = serialize(quads, format=RdfFormat.N_QUADS) or b""
    return set(text.split(b"\n")) - {b""}


def _quads(lines: bytes) -> list[Quad]:
    text = b"\n".join(line[2:] for line in lines.split(b"\n"))
    return list(parse(text, RdfFormat.N_QUADS))
