"""The class and progress of a release worked out once more in plain Python, to hold the rules against.

Written from the words of the rules: requirements add up, a research paper stands in for the technical report, progress
is 0 while the class below is incomplete.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

REQUIRED: Mapping[int, Sequence[str]] = {
    3: (
        "Model architecture",
        "Model parameters (Final)",
        "Model card",
        "Data card",
        "Technical report",
        "Evaluation results",
    ),
    2: ("Training code", "Inference code", "Evaluation code", "Evaluation data"),
    1: ("Data preprocessing code", "Model parameters (Intermediate)", "Datasets", "Research paper"),
}
TYPES: Mapping[str, str] = {
    "Model architecture": "code",
    "Data preprocessing code": "code",
    "Training code": "code",
    "Inference code": "code",
    "Evaluation code": "code",
    "Supporting libraries and tools": "code",
    "Model parameters (Final)": "data",
    "Model parameters (Intermediate)": "data",
    "Datasets": "data",
    "Evaluation data": "data",
    "Model metadata": "data",
    "Sample model outputs": "document",
    "Model card": "document",
    "Data card": "document",
    "Technical report": "document",
    "Research paper": "document",
    "Evaluation results": "document",
}


def classify(release: Mapping[str, Any], open_licences: Collection[str]) -> tuple[int, dict[int, float]]:
    """Class (0 for none, 1 the most open) and progress by class."""
    licences = release.get("license")
    listed = {c.get("name"): c for c in release.get("components") or ()}
    held = {name for name, c in listed.items() if name in TYPES and resolve(c, TYPES[name], licences) in open_licences}
    report, paper = "Technical report" in held, "Research paper" in held
    reached, progress, complete = 0, {}, True
    required = satisfied = 0
    for level in (3, 2, 1):
        required += len(REQUIRED[level])
        satisfied += len(held.intersection(REQUIRED[level])) + (level == 3 and paper and not report)
        wanted, counted = required, satisfied
        if level == 1 and paper and not report:
            wanted, counted = required - 1, satisfied - 1
        progress[level] = round(100 * counted / wanted, 2) if complete else 0.0
        complete = complete and counted == wanted
        reached = level if complete else reached
    return reached, progress


def resolve(component: Mapping[str, Any], kind: str, licences: object) -> str | None:
    """The licence that holds: the component's own, else that of its type, else that of the distribution."""
    if component.get("license") is not None:
        return None if component["license"] in ("", "unlicensed") else component["license"]
    if not isinstance(licences, Mapping):
        return None
    for key in (kind, "distribution"):
        named = licences.get(key)
        if isinstance(named, Mapping) and named.get("name"):
            return str(named["name"])
    return None
