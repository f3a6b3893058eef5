"""The files of a catalogue as documents, one after the other: tables and JSON Lines by the row, others as a whole.

What cannot be read is handed on as a refusal with file and line; a table that breaks off stops the import.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from urllib.parse import quote

from atlas.errors import AtlasError, InputError, TooLargeError
from atlas.intake.importing.catalogue import LINKED_DATA, Catalogue
from atlas.intake.reading.comments import KEY, read_comments
from atlas.intake.reading.documents import Document, read_documents
from atlas.intake.reading.mappings import Refusal
from atlas.intake.reading.values import DocumentError, Value
from atlas.rdf.formats import JSON_LD, N_TRIPLES, RDF_FORMATS, find_format
from atlas.rdf.parse import parse
from atlas.rdf.serialize import serialize
from atlas.rdf.terms import Quad

WHOLE_LIMIT: Final = 64 * 1024 * 1024
LINE_LIMIT: Final = 8 * 1024 * 1024
LINES: Final = frozenset(("jsonl", "ndjson"))
TABLES: Final = {"csv": ",", "tsv": "\t"}
YAML: Final = frozenset(("yaml", "yml", "cff"))
BROKEN: Final = re.compile("[\udc80-\udcff]")
QUAD_LIMIT: Final = 2_000_000


@dataclass(frozen=True)
class Linked:
    """A file that is RDF already. triples: N-Triples, whatever its form was; its graphs are put together."""

    name: str
    triples: bytes
    line: int = 1


Found = Document | Linked | Refusal


def find_files(path: Path, catalogue: Catalogue) -> tuple[list[tuple[str, Path]], list[str]]:
    """Files to read with their names below the folder, in order, and names of files that the mapping does not take.

    A path that is a file is read whatever its name. Raises InputError where there is nothing.
    """
    if path.is_file():
        return [(path.name, path)], []
    if not path.is_dir():
        raise InputError(f"There is nothing at {path}.", expected="a file or a folder")
    taken = {file for pattern in catalogue.takes for file in path.glob(pattern) if file.is_file()}
    names = {file.relative_to(path).as_posix(): file for file in taken}
    files = [(name, file) for name, file in sorted(names.items()) if not catalogue.is_left(name)]
    kept = {file for _, file in files}
    others = sorted(file.name for file in path.iterdir() if file.is_file() and file not in kept)
    if not files:
        raise InputError(f"No file in {path} is of this catalogue.", expected=" or ".join(catalogue.takes))
    return files, others


def iter_documents(name: str, path: Path, catalogue: Catalogue) -> Iterator[Found]:
    """Documents of one file. Raises DocumentError with file and line where a table breaks off."""
    suffix = name.rpartition(".")[2].lower()
    if suffix in TABLES:
        yield from _rows(name, path, TABLES[suffix], catalogue.separators)
    elif suffix in LINES:
        yield from _lines(name, path)
    else:
        yield from _whole(name, path, suffix, catalogue)


def _whole(name: str, path: Path, suffix: str, catalogue: Catalogue) -> Iterator[Found]:
    size = path.stat().st_size
    if size > WHOLE_LIMIT:
        yield Refusal(name, f"{size} bytes", f"The file is larger than {WHOLE_LIMIT} bytes, which is read at once.", 1)
        return
    data = path.read_bytes()
    try:
        if suffix in LINKED_DATA:
            yield _linked(name, data, suffix)
            return
        documents = read_documents(data, name)
        if catalogue.reads_comments and suffix in YAML:
            documents = [_with_comments(document, data) for document in documents]
    except AtlasError as error:
        yield refuse(name, error)
        return
    if not documents:
        yield Refusal(name, "no document", "There is nothing in the file that could be lifted.", 1)
    yield from documents


def _linked(name: str, data: bytes, suffix: str) -> Linked:
    form = find_format(suffix, RDF_FORMATS) or JSON_LD
    quads = parse(data, form, base_iri=f"urn:file:{quote(name)}", quad_limit=QUAD_LIMIT)
    return Linked(name, serialize([Quad(q.subject, q.predicate, q.object) for q in quads], N_TRIPLES))


def refuse(name: str, error: AtlasError) -> Refusal:
    """Why a document was refused, from the error that it caused."""
    return Refusal(name, error.found or "", error.detail, error.line or 1)


def _with_comments(document: Document, data: bytes) -> Document:
    if not isinstance(document.value, Mapping):
        return document
    comments: list[Value] = list(read_comments(data.decode("utf-8-sig")))
    return replace(document, value={**document.value, KEY: comments})


def _rows(name: str, path: Path, delimiter: str, separators: Mapping[str, str]) -> Iterator[Found]:
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        rows = csv.reader(file, delimiter=delimiter, strict=True)
        try:
            header = next(rows, [])
            if not header or len(set(header)) < len(header) or not all(header):
                raise DocumentError("Each column needs a name of its own.", found=", ".join(header)[:200], line=1)
            line = rows.line_num + 1
            for cells in rows:
                if cells:
                    yield _row(name, header, cells, line, separators)
                line = rows.line_num + 1
        except csv.Error as error:
            text = f"{name}, line {rows.line_num}: the table does not parse: {error}."
            raise DocumentError(text, line=rows.line_num, suggestion="Nothing was imported.") from error
        except DocumentError as error:
            raise DocumentError(f"{name}: {error.detail}", found=error.found, line=error.line) from error


def _row(name: str, header: list[str], cells: list[str], line: int, separators: Mapping[str, str]) -> Found:
    if len(cells) != len(header):
        return Refusal(name, f"{len(cells)} cells", f"The header has {len(header)} columns.", line)
    if any(BROKEN.search(cell) for cell in cells):
        return Refusal(name, "bytes that are no text", "The row is not UTF-8.", line)
    value: dict[str, Value] = {}
    for key, cell in zip(header, cells, strict=True):
        separator = separators.get(key)
        if separator is not None:
            value[key] = [part for one in cell.split(separator) if (part := one.strip())]
        else:
            value[key] = cell or None
    return Document(name, value, line)


def _lines(name: str, path: Path) -> Iterator[Found]:
    with path.open("rb") as file:
        for number, line in enumerate(iter(lambda: file.readline(LINE_LIMIT + 1), b""), start=1):
            if len(line) > LINE_LIMIT:
                raise TooLargeError(f"{name}, line {number} is longer than {LINE_LIMIT} bytes.", line=number)
            if not line.strip():
                continue
            try:
                (read,) = read_documents(line, "line.json")
            except AtlasError as error:
                yield replace(refuse(name, error), line=number)
                continue
            yield Document(name, read.value, number)


def place(refusal: Refusal, files: Mapping[str, Path]) -> Refusal:
    """The refusal with the first line on which its value stands, where only the file was known."""
    path = files.get(refusal.document)
    if path is None or refusal.line > 1 or not refusal.found or path.stat().st_size > WHOLE_LIMIT:
        return refusal
    written = re.escape(refusal.found.encode())
    data = path.read_bytes()
    match = re.search(rb"(?<![^\s\"'(<\[,])" + written + rb"(?![^\s\"')>\],])", data) or re.search(written, data)
    return replace(refusal, line=data.count(b"\n", 0, match.start()) + 1) if match else refusal


def looks_like_formula(cell: str) -> bool:
    """Whether a spreadsheet would take the text of a cell for a formula."""
    return cell[:1] in ("=", "@") or (cell[:1] in ("+", "-") and not _is_number(cell))


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
