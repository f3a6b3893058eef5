"""Is the ontology consistent, alone and with the data, and is it OWL 2 DL: graphs and files in, reports out.

Reasoning is HermiT's and the OWL API's; nothing is inferred into the data, and nothing outside the home is read.
"""

import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rdflib import OWL, RDF, XSD, Graph, Literal

from atlas.errors import HomeError
from atlas.schema.files import SCHEMA_PARTS, iter_home_files
from atlas.validation.clashes import Clash, ClashFinder
from atlas.validation.reasoner import ReasonerUnavailableError, ask_reasoner

DEADLINE_S: Final = 300.0
LISTED: Final = 20
RECORD_PARTS: Final = frozenset({"source", "record"})
# OWL 2 structural specification, section 4: these are not in its datatype map, and HermiT refuses them.
REFUSED_DATATYPES: Final = frozenset(
    {XSD.date, XSD.time, XSD.gYear, XSD.gYearMonth, XSD.gMonth, XSD.gMonthDay, XSD.gDay}
    | {XSD.duration, XSD.dayTimeDuration, XSD.yearMonthDuration}
)
STANDARD_DATATYPES: Final = (str(XSD), str(RDF), str(OWL))


@dataclass(frozen=True)
class ConsistencyReport:
    """consistent: no contradiction. unsatisfiable: classes that can have no instance.

    clashes: where a contradiction can be seen with the naked eye. left_out: triples HermiT cannot take.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...]
    clashes: tuple[Clash, ...]
    axioms: int
    left_out: int

    @property
    def is_sound(self) -> bool:
        """Consistent and without a class that can have no instance."""
        return self.consistent and not self.unsatisfiable


@dataclass(frozen=True)
class ProfileReport:
    """in_profile: whether the files together are OWL 2 DL; violations say what is not."""

    in_profile: bool
    violations: tuple[str, ...]
    axioms: int


def check_consistency(graphs: Iterable[Graph], *, deadline_s: float = DEADLINE_S) -> ConsistencyReport:
    """What HermiT says of the merge of some graphs, without literals of datatypes it refuses.

    Raises ReasonerUnavailableError, DeadlineError, and HomeError when there is nothing to look at.
    """
    merged = _merge(graphs)
    refused = [triple for triple in merged if _is_refused(triple[2])]
    for triple in refused:
        merged.remove(triple)
    answer = _ask("consistency", merged, deadline_s)
    consistent = bool(answer["consistent"])
    clashes = () if consistent else ClashFinder(merged).find_clashes()
    unsatisfiable = tuple(map(str, answer["unsatisfiable"]))
    return ConsistencyReport(consistent, unsatisfiable, clashes, int(answer["axioms"]), len(refused))


def check_profile(files: Iterable[Path], *, deadline_s: float = DEADLINE_S) -> ProfileReport:
    """Whether the Turtle files, read as one ontology, are OWL 2 DL, by the OWL API's checker.

    Raises ReasonerUnavailableError, DeadlineError, and HomeError when there is nothing to look at.
    """
    answer = _ask("profile", _merge(map(read_graph, files)), deadline_s)
    violations = tuple(map(str, answer["violations"]))
    return ProfileReport(bool(answer["in_profile"]), violations, int(answer["axioms"]))


def read_graph(file: Path) -> Graph:
    """Triples of one Turtle file."""
    return Graph().parse(file, format="turtle")


def run(home: Path) -> list[str]:
    """What is wrong with a home, a line each: profile, terms alone, terms with data. Empty when all is well.

    A line that begins with "not run:" says what is missing on this machine; the plain contradictions are then still
    looked for.
    """
    terms = [file.path for file in iter_home_files(home, "", SCHEMA_PARTS)]
    records = [file.path for file in iter_home_files(home, "", RECORD_PARTS)]
    term_graphs = [read_graph(path) for path in terms]
    everything = [*term_graphs, *map(read_graph, records)]
    try:
        profile = check_profile(terms)
        reports = {"terms": check_consistency(term_graphs), "terms and data": check_consistency(everything)}
    except ReasonerUnavailableError as missing:
        seen = ClashFinder(_merge(everything)).find_clashes()
        return [f"not run: {missing.detail} ({missing.suggestion})", *map(str, seen)]
    lines = [f"not OWL 2 DL: {violation}" for violation in profile.violations[:LISTED]]
    for name, report in reports.items():
        lines += _describe(name, report)
    return lines


def _describe(name: str, report: ConsistencyReport) -> list[str]:
    lines = [] if report.consistent else [f"{name}: inconsistent"]
    lines += [f"{name}: {cls} can have no instance" for cls in report.unsatisfiable]
    return lines + [f"{name}: {clash}" for clash in report.clashes[:LISTED]]


def _merge(graphs: Iterable[Graph]) -> Graph:
    """One graph with one ontology header and no imports: what is imported is in the merge already."""
    merged = Graph()
    for graph in graphs:
        merged += graph
    if not len(merged):
        raise HomeError("There is no triple to check.", expected="at least one file with terms")
    headers = set(merged.subjects(RDF.type, OWL.Ontology))
    chief = min(headers, key=lambda header: ((header, OWL.imports, None) not in merged, header), default=None)
    for header in headers - {chief}:
        merged.remove((header, RDF.type, OWL.Ontology))
    merged.remove((None, OWL.imports, None))
    return merged


def _is_refused(term: object) -> bool:
    if not isinstance(term, Literal) or term.datatype is None:
        return False
    return term.datatype in REFUSED_DATATYPES or not str(term.datatype).startswith(STANDARD_DATATYPES)


def _ask(task: str, graph: Graph, deadline_s: float) -> Mapping[str, Any]:
    with tempfile.TemporaryDirectory(prefix="atlas-reasoner-") as folder:
        file = Path(folder) / "merged.nt"
        graph.serialize(file, format="nt", encoding="utf-8")
        return ask_reasoner(task, file, deadline_s)
