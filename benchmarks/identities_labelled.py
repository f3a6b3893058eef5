"""The labelled set of the identity benchmark: entries of catalogues with the hub address that each gives.

The matcher never sees the address of an entry. Entries whose address is not that of the thing named are judged by
hand in identities_judged.tsv.
"""

import csv
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

HERE = Path(__file__).parent
JUDGED = HERE / "identities_judged.tsv"
HUB = re.compile(r"huggingface\.co/(?!(?:collections|docs|datasets|spaces|blog|papers)/)([\w.-]+/[\w.-]*\w)")
SEED = 6


@dataclass(frozen=True)
class Entry:
    """What a catalogue says of a model, and the hub address it gives.

    meant: the address of what it names, in lower case; empty where no catalogue has one.
    """

    catalogue: str
    file: str
    part: str
    name: str
    maker: str
    version: str
    address: str
    meant: str

    @property
    def key(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", f"{self.catalogue}-{self.file}-{self.part}".lower()).strip("-")


def read_entries(catalogues: Path) -> list[Entry]:
    """Entries of the openness tool and of the openness index that give a hub address."""
    lines = [line.split("\t") for line in JUDGED.read_text(encoding="utf-8").splitlines() if line[0] != "#"][1:]
    judged = {(catalogue, file, part): meant.lower() for catalogue, file, part, meant, _ in lines}
    found = [*_tool(catalogues / "model-openness-tool" / "models"), *_index(catalogues / "osai-index")]
    entries = [Entry(*row, meant=judged.get(row[:3], row[6].lower())) for row in found]
    unused = judged.keys() - {(one.catalogue, one.file, one.part) for one in entries}
    if unused:
        raise ValueError(f"judged, but not in the catalogues: {sorted(unused)}")
    return entries


def read_addresses(catalogues: Path, entries: list[Entry]) -> list[str]:
    """Every hub address that a catalogue names: listed models, their base models, and what the entries point to."""
    found: dict[str, str] = {}
    with (catalogues / "hugging-face" / "top_models.csv").open(encoding="utf-8", newline="") as opened:
        for row in csv.DictReader(opened):
            bases = [tag.rpartition(":")[2] for tag in row["tags"].split(",") if tag.startswith("base_model:")]
            for address in (row["model_id"], *bases):
                if "/" in address:
                    found.setdefault(address.lower(), address)
    for entry in entries:
        found.setdefault(entry.address.lower(), entry.address)
    return [found[key] for key in sorted(found)]


def split(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Entries to tune on and entries held out, half of the files each; files of one name stay together."""
    files = sorted({entry.file.lower().rpartition(".")[0] for entry in entries})
    tuning = set(random.Random(SEED).sample(files, len(files) // 2))
    ours = [entry for entry in entries if entry.file.lower().rpartition(".")[0] in tuning]
    return ours, [entry for entry in entries if entry not in ours]


Row = tuple[str, str, str, str, str, str, str]


def _tool(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.yml")):
        release = yaml.safe_load(path.read_text(encoding="utf-8"))["release"]
        address = _address(release.get("huggingface"))
        if address:
            said = (str(release.get(key) or "") for key in ("name", "producer", "version"))
            yield ("model-openness-tool", path.name, "name", *said, address)  # type: ignore[misc]


def _index(folder: Path) -> Iterator[Row]:
    for path in sorted(folder.glob("*.yaml")):
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        system, maker = read["system"], (read.get("org") or {}).get("name") or ""
        if "template" in path.name:
            continue
        end = _address((read.get("weights_endmodel") or {}).get("link")) or _address(system.get("link"))
        base = _address((read.get("weights_basemodel") or {}).get("link"))
        for part, key, address, by in (("end", "endmodelname", end, maker), ("base", "basemodelname", base, "")):
            if address and system.get(key):
                yield ("osai-index", path.name, part, str(system[key]), by, "", address)


def _address(said: object) -> str:
    match = HUB.search(str(said or ""))
    return match.group(1) if match else ""
