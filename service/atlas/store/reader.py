"""A reader process: evaluates one query at a time on an immutable snapshot and streams the answer.

It opens nothing for writing; whoever started it kills it when the time is over.
"""

import json
import re
from collections.abc import Callable
from typing import Any, Final

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from atlas.errors import GoneError, NotAcceptableError, SparqlSyntaxError, StorageError, UnsupportedByEngineError
from atlas.rdf.contexts import find_rest
from atlas.store.dataset import Named as NamedGraphs
from atlas.store.dataset import find_dataset, merge
from atlas.workers.pipe import Output, Work

Said = dict[str, Any]
Answer = QuerySolutions | QueryBoolean | QueryTriples
PLACE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)
KEPT_OPEN: Final = 2
EXPECTED_LENGTH: Final = 200
REASON: Final = re.compile(r"\b([A-Z][A-Za-z]*(?: [A-Za-z]+){2,})")  # a sentence among the engine's expectations
MARK: Final = re.compile(r'"(?:[^"\\]|\\.)*"')


class Reader:
    """Holds the newest snapshot open, and the one used before it."""

    def __init__(self) -> None:
        self._stores: dict[str, Store] = {}

    def handle(self, job: bytes) -> Work:
        """The work that a job names; it is done when its answer is written."""
        said: Said = json.loads(job)
        if said["do"] == "open":
            return Work(lambda output: self._refresh(said["path"]))
        return Work(lambda output: self._answer(said, output))

    def _refresh(self, path: str) -> None:
        self._stores = {path: self._open(path)}

    def _open(self, path: str) -> Store:
        store = self._stores.pop(path, None)
        if store is None:
            while len(self._stores) >= KEPT_OPEN:
                del self._stores[next(iter(self._stores))]
            try:
                store = Store.read_only(path)
            except OSError as error:
                raise GoneError("This state of the store can no longer be read.", found=str(error)) from error
        self._stores[path] = store
        return store

    def _answer(self, said: Said, output: Output) -> None:
        store = self._open(said["path"])
        try:
            write_answer(self._evaluate(store, said), said["media_type"], output)
        except SyntaxError as error:
            raise explain_syntax(error, said["text"]) from error
        except OSError as error:
            raise StorageError("The store cannot be read.", found=str(error)) from error
        except RuntimeError as error:
            raise UnsupportedByEngineError(f"{error}.") from error

    def _evaluate(self, store: Store, said: Said) -> Answer:
        text, base = said["text"], said.get("base")
        named = NamedGraphs(tuple(said.get("default", ())), tuple(said.get("named", ())))
        given = bool(named.default_graphs or named.named_graphs)
        if not given and "from" in text.lower():
            named = find_dataset(text, base)
        defaults: list[NamedNode | BlankNode | DefaultGraph] = [NamedNode(name) for name in named.default_graphs]
        if len(defaults) > 1:
            store, defaults = merge(store, named), [DefaultGraph()]
        elif not given:
            return store.query(text, base_iri=base)
        graphs: list[NamedNode | BlankNode] = [NamedNode(name) for name in named.named_graphs]
        return store.query(text, base_iri=base, default_graph=defaults, named_graphs=graphs)


def write_answer(answer: Answer, media_type: str, output: Any) -> None:
    """Serialise an answer as it is found. Raises NotAcceptableError for a media type its form cannot have."""
    if isinstance(answer, QueryTriples):
        rdf_format = RdfFormat.from_media_type(media_type)
        if rdf_format is None:
            raise NotAcceptableError("CONSTRUCT and DESCRIBE give a graph.", found=media_type)
        answer.serialize(output, rdf_format)
        return
    results_format = QueryResultsFormat.from_media_type(media_type)
    if results_format is None:
        raise NotAcceptableError("SELECT and ASK give a result, not a graph.", found=media_type)
    answer.serialize(output, results_format)


def explain_syntax(error: SyntaxError, text: str) -> SparqlSyntaxError:
    """The engine's complaint about a text, with its place. Of what it says it expects, only what is so is passed on."""
    said = str(error.msg)
    place = PLACE.fullmatch(said)
    if place is None:
        return SparqlSyntaxError(said)
    line, column = int(place[1]), int(place[2])
    if "Prefix not found" in said:
        return SparqlSyntaxError(
            f"A prefix is used that is not declared, before line {line}, column {column}.",
            line=line,
            column=column,
            suggestion="Declare it with PREFIX at the top of the query.",
        )
    reason = REASON.search(place[3])
    marks = ", ".join(dict.fromkeys(MARK.findall(place[3])))
    return SparqlSyntaxError(
        f"{reason[1]}, before line {line}, column {column}."
        if reason
        else f"The text does not parse at line {line}, column {column}.",
        found=find_rest(text, line, column),
        expected=f"one of {marks}" if marks and not reason and len(marks) <= EXPECTED_LENGTH else None,
        line=line,
        column=column,
    )


def entry(setup: Said) -> Callable[[bytes], Work]:
    """The handler of a reader process; it needs no setup."""
    return Reader().handle
