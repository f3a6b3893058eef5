"""What the graph knows that no source says alone, printed from a running service.

    make serve                                   # in another terminal
    python3 docs/demonstrations/findings.py      # or with the service's address as argument

Needs nothing but Python. Everything comes over HTTP from questions, views and the query endpoint that anybody can use.
"""

import csv
import io
import re
import sys
import textwrap
import urllib.parse
import urllib.request
from collections import defaultdict
from itertools import groupby
from pathlib import Path

BASE = "https://w3id.org/open-llm-atlas/"
VIEWS = Path(__file__).resolve().parents[2] / "queries" / "views"
MODELS = (
    "olmo-7b",
    "olmo-3-1-32b-think",
    "pythia-12b",
    "bloom",
    "llama-3-1-405b-instruct",
    "bielik-11b-v3-0-instruct",
    "smollm3-3b",
)
FRAMEWORKS = ("model-openness-framework", "open-source-ai-definition")
POLICYMAKERS = f"{BASE}scheme/stakeholder-group/policymakers"
DISAGREEING = """
PREFIX atlas: <https://w3id.org/open-llm-atlas/ont/>
PREFIX cito: <http://purl.org/spar/cito/>
SELECT DISTINCT ?subject WHERE { ?claim cito:disagreesWith ?other ; atlas:claimSubject ?part
  BIND(IRI(REPLACE(STR(?part), "#.*$", "")) AS ?subject) } ORDER BY ?subject"""


class Service:
    """A running service."""

    def __init__(self, address: str) -> None:
        self.address = address.rstrip("/")

    def rows(self, path: str, **parameters: str) -> list[dict[str, str]]:
        """Rows of a CSV answer."""
        query = f"?{urllib.parse.urlencode(parameters)}" if parameters else ""
        request = urllib.request.Request(f"{self.address}{path}{query}", headers={"Accept": "text/csv"})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return list(csv.DictReader(io.StringIO(answer.read().decode())))

    def view(self, name: str, focus: str) -> list[dict[str, str]]:
        """Rows of a view about one thing."""
        text = (VIEWS / f"{name}.rq").read_text(encoding="utf-8").replace("$focus", f"<{focus}>")
        return self.rows("/sparql", query=text)

    def label(self, iri: str) -> str:
        """What a thing is called."""
        text = f"SELECT (SAMPLE(?l) AS ?label) {{ <{iri}> <http://www.w3.org/2004/02/skos/core#prefLabel> ?l }}"
        return self.rows("/sparql", query=text)[0]["label"] or iri


def main() -> None:
    """Print the four parts."""
    service = Service(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
    print_grid(service)
    print_disagreements(service)
    print_verdicts(service)
    print_recommendations(service)


def print_grid(service: Service) -> None:
    """Practices of open collaboration by stage and domain; a dot is an empty cell."""
    heading("Practices of open collaboration, by stage and domain (a dot: nothing on record)")
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in service.rows("/question/practices-in-the-grid.csv"):
        found[row["stage"], row["domain"]] |= {row["practice"]} - {""}
    stages, domains = ({key[place]: None for key in found} for place in (0, 1))
    print(" " * 16 + "".join(f"{domain:>22}" for domain in domains))
    for stage in stages:
        print(f"{stage:<16}" + "".join(f"{len(found[stage, domain]) or '.':>22}" for domain in domains))
    empty = sum(not practices for practices in found.values())
    print(f"{len(found) - empty} of {len(found)} cells are filled.")


def print_disagreements(service: Service) -> None:
    """Every question that is answered in more than one way, with both sides' evidence and the preferred one."""
    heading("Where sources contradict each other")
    count = 0
    for subject in service.rows("/sparql", query=DISAGREEING):
        rows = service.view("disagreements", subject["subject"])
        for (part, question), told in groupby(rows, key=lambda row: (row["subject"], row["questionLabel"])):
            sides: dict[str, list[dict[str, str]]] = defaultdict(list)
            for row in told:
                sides[row["answerLabel"] or row["answer"]].append(row)
            count += 1
            named = service.label(subject["subject"]) + (f", {part.split('#')[1]}" if "#" in part else "")
            print(f"\n{count}. {named}: {question}")
            preferred = [answer for answer, claims in sides.items() if any(claim["rule"] for claim in claims)]
            for answer, claims in sides.items():
                print(f"   {'*' if preferred == [answer] else '-'} {answer}")
                for claim in claims:
                    quote = f' "{claim["quote"]}"' if claim["quote"] else ""
                    where = ", ".join(part for part in (claim["sourceLabel"], claim["locator"]) if part)
                    print(f"       {where} ({claim['trust']}){quote}")
            if len(preferred) != 1:
                print("   open: no source is more trusted than the others")
    print(f"\n{count} questions; * marks the answer that the rule of trust prefers.")


def print_verdicts(service: Service) -> None:
    """How open a model is by two frameworks, and why."""
    heading("Openness, computed by rules, with reasons")
    for model in MODELS:
        rows = [row for row in service.view("openness", f"{BASE}id/model/{model}") if is_asked(row)]
        print(f"\n{service.label(f'{BASE}id/model/{model}')}" + ("" if rows else ": no verdict on record"))
        for _, components in groupby(rows, key=lambda row: row["verdict"]):
            listed = list(components)
            first = listed[0]
            value = " ".join(
                part for part in (first["value_label"], first["level_label"] or first["decided_at"]) if part
            )
            print(f"  {first['framework_label']} {first['version']}, going by {first['basis_label']}: {value}")
            print(textwrap.fill(first["explanation"], 116, initial_indent="    ", subsequent_indent="    "))
            for row in listed:
                if row["reason"]:
                    print(f"      [{row['status_label']}] {row['reason']}")


def is_asked(row: dict[str, str]) -> bool:
    """Whether a verdict is one of the two frameworks asked for."""
    return row["framework"].rpartition("/")[2] in FRAMEWORKS


def print_recommendations(service: Service) -> None:
    """What policymakers are advised, and which challenge each advice targets."""
    heading("Recommendations for policymakers, and the challenges they target")
    rows = service.rows("/question/recommendations-for.csv", group=POLICYMAKERS)
    for recommendation, told in groupby(rows, key=lambda row: row["recommendation"]):
        listed = list(told)
        print(f"\n- {recommendation}")
        print(textwrap.fill(listed[0]["advice"], 116, initial_indent="    ", subsequent_indent="    "))
        targets = {row["target"]: row["basis"] for row in listed if row["targetKind"] == "challenge"}
        for target, basis in targets.items():
            print(f"    targets: {target} ({basis})")
        if not targets:
            print("    targets: no challenge on record")
        print("    from: " + "; ".join(dict.fromkeys(row["source"] for row in listed)))


def heading(text: str) -> None:
    """A line and one under it."""
    print(f"\n{text}\n{re.sub('.', '=', text)}")


if __name__ == "__main__":
    main()
