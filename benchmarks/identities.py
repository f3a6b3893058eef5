"""Precision and recall of identity resolution by names alone, and its speed: CATALOGUES [--held N] [--errors]."""

import argparse
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from atlas.intake.identities.resolve import Identities, Link, Resolution
from atlas.rdf.formats import TURTLE
from atlas.rdf.parse import parse
from atlas.rdf.terms import Quad
from atlas.schema.load import load_schema
from atlas.schema.model import Schema
from benchmarks.identities_labelled import Entry, read_addresses, read_entries, split

ROOT = Path(__file__).resolve().parent.parent
VARIANTS = ("", "Instruct", "Chat", "GGUF", "AWQ", "GPTQ", "4bit", "LoRA", "Instruct-GGUF", "DPO", "v2", "merged")
SIZES = ("0.5B", "1B", "3B", "7B", "8B", "13B", "34B", "70B")
TAKEN = 2_000


def main(arguments: list[str]) -> int:
    given = argparse.ArgumentParser(prog="python -m benchmarks identities")
    given.add_argument("catalogues", type=Path)
    given.add_argument("--held", type=int, default=100_000, help="generated models to hold in the measure of speed")
    given.add_argument("--errors", action="store_true", help="list what was linked wrongly or not found")
    said = given.parse_args(arguments)
    schema = load_schema(ROOT)
    entries = read_entries(said.catalogues)
    addresses = read_addresses(said.catalogues, entries)
    known = sum(bool(one.meant) for one in entries)
    print(f"{len(entries)} entries, {known} of which name what one of {len(addresses)} hub addresses holds.\n")
    print(
        "| part | entries | right links | wrong links | precision | recall | to review, right one in it | recall so |"
    )
    print("|---|---|---|---|---|---|---|---|")
    held = Identities(schema, to_quads(schema, [(_slug(one), *_named(one), "") for one in addresses]))
    by_iri = {f"{schema.base}id/model/{_slug(one)}": one for one in addresses}
    for name, part in zip(("tuning", "held out"), split(entries), strict=True):
        rows = [(entry.key, entry.name, entry.maker, entry.version) for entry in part]
        measure(schema, name, part, held.resolve(to_quads(schema, rows)), by_iri, said.errors)
    print()
    speed(schema, addresses, said.held)
    return 0


def measure(
    schema: Schema, name: str, entries: Sequence[Entry], found: Resolution, by_iri: dict[str, str], show: bool
) -> None:
    """A row of the table: links and reviews held against the addresses that the entries give."""
    links = {link.subject: link for link in found.links}
    review: dict[str, list[Link]] = {}
    for link in found.review:
        review.setdefault(link.subject, []).append(link)
    counted: Counter[str] = Counter()
    for entry in entries:
        iri = f"{schema.base}id/model/{entry.key}"
        link, looked = links.get(iri), [by_iri[one.target].lower() for one in review.get(iri, [])]
        is_right = link is not None and by_iri[link.target].lower() == entry.meant
        counted["links"] += link is not None
        counted["right"] += is_right
        counted["same"] += bool(entry.meant)
        counted["reviewed"] += link is None and bool(entry.meant) and entry.meant in looked
        if show and not is_right and (link is not None or entry.meant):
            told = f"linked {by_iri[link.target]}: {'; '.join(link.reasons)}" if link else f"review {looked[:3]}"
            print(f"  {name}: {entry.name!r} of {entry.maker!r} ({entry.meant or 'none'}): {told}")
    right, same = counted["right"], counted["same"]
    wrong = counted["links"] - right
    print(
        f"| {name} | {len(entries)} | {right} | {wrong} | {share(right, counted['links'])} | {share(right, same)} "
        f"| {counted['reviewed']} | {share(right + counted['reviewed'], same)} |"
    )


def speed(schema: Schema, addresses: Sequence[str], count: int) -> None:
    """Things held and resolved a second, among generated models that resemble each other as those of the hub do."""
    rows = list(generate(addresses, count))
    held = Identities(schema)
    began = time.perf_counter()
    for start in range(0, len(rows), 10_000):
        held.add(to_quads(schema, rows[start : start + 10_000]))
    kept_s = time.perf_counter() - began
    asked = [(f"asked-{slug}", name, maker, version) for slug, name, maker, version in rows[:: max(1, count // TAKEN)]]
    quads = to_quads(schema, asked)
    began = time.perf_counter()
    found = held.resolve(quads)
    took_s = time.perf_counter() - began
    print(
        "| models held | held a second | resolved | resolved a second | links | to review |\n|---|---|---|---|---|---|"
    )
    print(
        f"| {len(rows):,} | {len(rows) / kept_s:,.0f} | {len(asked):,} | {len(asked) / took_s:,.0f} "
        f"| {len(found.links):,} | {len({one.subject for one in found.review}):,} |"
    )


def generate(addresses: Sequence[str], count: int) -> Iterable[tuple[str, str, str, str]]:
    """Models by the names and makers of real addresses with other sizes and variants."""
    makers = sorted({address.partition("/")[0] for address in addresses})
    for number in range(count):
        name, _ = _named(addresses[number % len(addresses)])
        turn = number // len(addresses)
        variant, size = VARIANTS[turn % len(VARIANTS)], SIZES[turn // len(VARIANTS) % len(SIZES)]
        full = "-".join(part for part in (name, size if turn else "", variant) if part)
        yield f"generated-{number}", full, makers[(number * 7 + turn) % len(makers)], ""


def to_quads(schema: Schema, rows: Iterable[tuple[str, str, str, str]]) -> list[Quad]:
    """Models with name, maker and version, as an importer would hand them over, without any identifier."""
    made = [f"@base <{schema.base}> . @prefix a: <{schema.base}ont/> . @prefix s: <{schema.prefixes['skos']}> ."]
    for slug, name, maker, version in rows:
        made.append(f"<id/model/{slug}> a a:Model ; s:prefLabel {_text(name)}@en .")
        if version:
            made.append(f"<id/model/{slug}> a:versionLabel {_text(version)} .")
        if maker:
            made.append(
                f"<id/model/{slug}> a:hasParticipation <id/model/{slug}#by> . <id/model/{slug}#by> a:participant "
                f"<id/organisation/{_slug(maker)}> ; a:inRole <scheme/participation-role/publisher> . "
                f"<id/organisation/{_slug(maker)}> a a:Organisation ; s:prefLabel {_text(maker)}@en ."
            )
    return list(parse("\n".join(made).encode(), TURTLE, quad_limit=None))


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "none"


def _named(address: str) -> tuple[str, str]:
    maker, _, name = address.partition("/")
    return name, maker


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "x"


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
