"""The judge as a worker process: jobs as bytes in, what was asked of it as bytes out. Reads the home once.

A job is one line of JSON, then the submitted text. Nothing a stranger wrote is parsed anywhere else.
"""

import base64
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from atlas.errors import InputError
from atlas.rdf.canonical import to_canonical
from atlas.schema.load import load_schema
from atlas.validation.context import read_context
from atlas.validation.judge import Judge
from atlas.validation.profiles import ProfileJudge, load_profile, take_as


def entry(setup: Mapping[str, object]) -> Callable[[bytes], Iterator[bytes]]:
    """Handler of a judge worker.

    setup: home (path), contexts (address list of the JSON-LD context), quad_limit, json_depth. A job's line says its
    task (references, judge or quads), media_type, base, context (N-Triples in base64), budget_s, and what was chosen:
    a class_iri to take every record as, a profile to judge it by.
    """
    schema = load_schema(Path(str(setup["home"])))
    addresses = setup.get("contexts", [])
    contexts = {str(address): schema.context for address in addresses} if isinstance(addresses, list) else {}
    judges = {"": Judge(schema, contexts)}
    quad_limit, json_depth = int(str(setup.get("quad_limit", 100_000))), int(str(setup.get("json_depth", 64)))

    def handle(job: bytes) -> Iterator[bytes]:
        head, _, body = job.partition(b"\n")
        said = json.loads(head)
        profile, class_iri = said.get("profile") or "", said.get("class_iri") or ""
        if profile not in judges:
            judges[profile] = ProfileJudge(load_profile(schema, profile), contexts)
        judge = judges[profile]
        given = judge.read(body, said["media_type"], said.get("base"), quad_limit=quad_limit, json_depth=json_depth)
        if class_iri:
            given = replace(given, quads=take_as(given.quads, class_iri))
        if said["task"] == "references":
            yield json.dumps(judge.references(given.quads).to_dict()).encode()
        elif said["task"] == "judge":
            context = read_context(base64.b64decode(said.get("context", "")))
            yield judge.judge(given, context, budget_s=said.get("budget_s") or math.inf).to_json().encode()
        elif said["task"] == "quads":
            yield to_canonical(given.quads)
        else:
            raise InputError(f"A judge does not know the task {said['task']!r}.")

    return handle


def write_job(
    task: str,
    body: bytes,
    media_type: str,
    base: str | None,
    context: bytes = b"",
    budget_s: float | None = None,
    *,
    class_iri: str = "",
    profile: str = "",
) -> bytes:
    """A job for `entry`."""
    told = base64.b64encode(context).decode()
    head = {"task": task, "media_type": media_type, "base": base, "context": told, "budget_s": budget_s}
    return json.dumps({**head, "class_iri": class_iri, "profile": profile}).encode() + b"\n" + body
