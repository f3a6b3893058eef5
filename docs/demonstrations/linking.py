"""Other catalogues joined with this one: imported, compared, given on and matched. Run it on a fresh clone:

    ATLAS_SHARED=/where/the/catalogues/are python3 docs/demonstrations/linking.py [--store DIR]

Sets up the service as `make serve` does where that was not done, and needs no network beyond this machine after it.
"""

import argparse
import csv
import io
import json
import os
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter, defaultdict
from itertools import groupby
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
IMPORTS = (
    ("osai-index", "osai-index/_snapshot-14dim-2026-03-12", ("--issued", "2026-03-12", "--release", "2026-03-12")),
    ("osai-index", "osai-index", ()),
    ("model-openness-tool", "model-openness-tool/models", ()),
    ("hugging-face-hub", "hugging-face/top_models.csv", ()),
    ("hugging-face-card", "hugging-face/real-card-bloom/README.md", ("--param", "name=bigscience/bloom")),
    ("croissant", "croissant/examples", ()),
)
STRONGEST = 10
NAMES = 50
AS_PEOPLE_WRITE = (
    "olmo 2 13b",
    "SeaLion",
    "Meta Llama",
    "Bielik v3",
    "Eleuther AI",
    "Big Science",
    "Allen Institute for Artificial Intelligence",
    "smol lm 3",
    "Apache licence 2",
    "Common Crawl",
)
WAIT_S = 300
DEADLINE_S = 60


def main() -> None:
    """Import everything, then print the three answers and the matched names."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="keep the store there (default: a temporary one)")
    given = parser.parse_args()
    catalogues = Path(os.environ.get("ATLAS_SHARED", "")) / "catalogues"
    if not os.environ.get("ATLAS_SHARED") or not catalogues.is_dir():
        sys.exit("Set ATLAS_SHARED to the folder that holds catalogues/.")
    with tempfile.TemporaryDirectory() as folder:
        store = given.store or Path(folder)
        atlas = [find_atlas(), "--home", str(HOME), "--store", str(store)]
        subprocess.run([*atlas, "load"], check=True)
        import_all(atlas, catalogues)
        port = find_port()
        patient = {**os.environ, "ATLAS_DEADLINE_S": str(DEADLINE_S)}
        log = Path(folder) / "service.log"
        serve = [*atlas, "serve", "--port", str(port)]
        with log.open("wb") as said, subprocess.Popen(serve, stdout=said, stderr=said, env=patient) as service:
            try:
                address = f"http://127.0.0.1:{port}"
                wait(address, service, log)
                print_disagreements(address)
                print_coverage(address)
                print_matches(address, catalogues)
            finally:
                service.terminate()


def find_atlas() -> str:
    """The command, made first where the clone is fresh."""
    for place in (Path(sys.executable).parent, HOME / ".venv" / "bin"):
        if (place / "atlas").exists():
            return str(place / "atlas")
    subprocess.run(["make", ".venv/serve.stamp"], cwd=HOME, check=True)
    return str(HOME / ".venv" / "bin" / "atlas")


def import_all(atlas: list[str], catalogues: Path) -> None:
    """Each catalogue with its report; the rules run once, with the last."""
    for number, (name, path, options) in enumerate(IMPORTS, start=1):
        heading(f"{name}: {path}")
        later = () if number == len(IMPORTS) else ("--no-derive",)
        began = time.monotonic()
        subprocess.run([*atlas, "import", name, str(catalogues / path), *options, *later], check=False)
        print(f"({time.monotonic() - began:.0f} s)", flush=True)


def print_disagreements(address: str) -> None:
    """The strongest ones, each answer with what it rests on."""
    question = HOME / "queries" / "questions" / "disagreements-across-catalogues.rq"
    rows = in_turn(read_csv(address, "/sparql", query=question.read_text(encoding="utf-8")))
    heading(f"The {STRONGEST} strongest of {len(rows)} disagreements between sources")
    print("Of equally strong ones, each thing comes once before any comes twice.")
    view = (HOME / "queries" / "views" / "answers.rq").read_text(encoding="utf-8")
    for number, row in enumerate(rows[:STRONGEST], start=1):
        print(f"\n{number}. {row['aboutLabel']}: {row['questionLabel']} ({row['kind']}, strength {row['strength']})")
        query = view.replace("$focus", f"<{row['about']}>").replace("$question", f"<{row['question']}>")
        for answer, evidence in groupby(read_csv(address, "/sparql", query=query), key=lambda one: one["answer"]):
            print(f"   - {answer}")
            for because, places in groupby(evidence, key=lambda one: one["because"]):
                for one in list(places)[:4]:
                    quote = f' "{one["quote"]}"' if one["quote"] else ""
                    where = ", ".join(part for part in (one["byLabel"], one["locator"], one["address"]) if part)
                    trust = f" ({one['trust']})" if one["trust"] else ""
                    print(f"       {where}{trust}{quote}")
                if because:
                    print(textwrap.fill(because, 108, initial_indent=" " * 9, subsequent_indent=" " * 9))


def in_turn(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Rows by strength; of one strength, those about things that have had fewer first."""
    had: Counter[tuple[str, str]] = Counter()
    places = []
    for row in rows:
        key = (row["strength"], row["about"])
        places.append((-int(row["strength"]), had[key]))
        had[key] += 1
    return [row for _, row in sorted(zip(places, rows, strict=True), key=lambda pair: pair[0])]


def print_coverage(address: str) -> None:
    """What the European profile asks for and the graph does not hold: of how many records, and why."""
    heading("What records lack for MLDCAT-AP 3.1.0 (nothing is made up for them)")
    lacking: dict[tuple[str, str], list[dict[str, str]]] = defaultdict(list)
    for row in read_csv(address, "/exports/mldcat-ap/coverage.csv"):
        lacking[row["item"].rpartition("/id/")[2].partition("/")[0], row["missing"]].append(row)
    for (kind, missing), rows in sorted(lacking.items()):
        reasons = Counter(row["reason"] for row in rows)
        print(f"{kind:<13}{missing:<22}{len({row['item'] for row in rows}):>6}   {reasons.most_common(1)[0][0]}")
        names = sorted({row["itemLabel"] for row in rows}, key=lambda name: (not name[:1].isalpha(), name))
        further = f", and {len(reasons) - 1} other reasons" if len(reasons) > 1 else ""
        some = ", ".join(textwrap.shorten(name, 30, placeholder="…") for name in names[:3])
        print(f"{'':<44}such as {some}{further}")


def print_matches(address: str, catalogues: Path) -> None:
    """Names from a table and as people write them, each with the best thing it may mean."""
    with (catalogues / "hugging-face" / "top_models.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    column = next(iter(rows[0]))
    hub = [row[column].rpartition("/")[2] for row in rows[:: max(1, len(rows) // (NAMES - len(AS_PEOPLE_WRITE)))]]
    names = [*AS_PEOPLE_WRITE, *hub][:NAMES]
    heading(f"{len(names)} names matched")
    batch = {str(number): {"query": name, "limit": 1} for number, name in enumerate(names)}
    began = time.monotonic()
    answer = json.loads(
        ask(address, "/reconcile", data=urllib.parse.urlencode({"queries": json.dumps(batch)}).encode())
    )
    took = time.monotonic() - began
    for number, name in enumerate(names):
        found = answer[str(number)]["result"]
        best = (
            f"{found[0]['score']:>6}{' =' if found[0]['match'] else ' ~'} {found[0]['id']}"
            if found
            else "      nothing"
        )
        print(f"{name[:52]:<54}{best}")
    print(f"\nin {1000 * took:.0f} ms; = is a match by itself, ~ is offered to a person")


def read_csv(address: str, path: str, **parameters: str) -> list[dict[str, str]]:
    """Rows of a CSV answer."""
    data = urllib.parse.urlencode(parameters).encode() if parameters else None
    return list(csv.DictReader(io.StringIO(ask(address, path, data=data, accept="text/csv"))))


def ask(address: str, path: str, data: bytes | None = None, accept: str = "application/json") -> str:
    """The text of an answer."""
    request = urllib.request.Request(f"{address}{path}", data=data, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=120) as answer:
        return str(answer.read().decode())


def wait(address: str, service: subprocess.Popen[bytes], log: Path) -> None:
    """Until the service answers."""
    began = time.monotonic()
    while service.poll() is None and time.monotonic() - began < WAIT_S:
        try:
            ask(address, "/readyz")
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
        else:
            return
    sys.exit(f"The service did not start:\n{log.read_text(encoding='utf-8')[-2000:]}")


def find_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def heading(text: str) -> None:
    """A line and one under it."""
    print(f"\n{text}\n{'=' * len(text)}", flush=True)


if __name__ == "__main__":
    main()
