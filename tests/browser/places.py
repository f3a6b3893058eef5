"""An address of each route that answers with a page, and the routes that never do: which is which is held by a test.

Names in braces, such as `{draft}`, stand for things that `make_things` makes in a running service.
"""

import html
import re
from functools import partial
from typing import Final

from tests.http.serving import Service

PATIENCE_S: Final = 120.0
BROKEN: Final = """@prefix atlas: <https://w3id.org/open-llm-atlas/ont/> .
<https://w3id.org/open-llm-atlas/id/model/made-up> a atlas:Model ; atlas:releaseDate "last spring" .
"""
PLACES: Final[dict[str, tuple[str, ...]]] = {
    "/": ("/",),
    "/about": ("/about",),
    "/ask": (
        "/ask?find=model&p1=releaseDate&o1=after&v1=2024&show=releaseDate",
        "/ask?find=model&p1=releaseDate&o1=after&v1=soon&p2=nonsense",
    ),
    "/commit": ("/commit",),
    "/commit/{name}": ("/commit/1",),
    "/compare": ("/compare", "/compare?id=model/olmo-7b&id=model/bloom"),
    "/contribute": ("/contribute",),
    "/contribute/new": ("/contribute/new",),
    "/contribute/paste": ("/contribute/paste?form=model-card",),
    "/contribute/{secret}": ("{draft}",),
    "/contribute/{secret}/form": ("{draft}/form",),
    "/contribute/{secret}/preview": ("{draft}/preview",),
    "/docs": ("/docs",),
    "/downloads": ("/downloads",),
    "/explore": ("/explore",),
    "/explore/{kind}": ("/explore/model", "/explore/model?releaseDate.from=soon", "/explore/model?page=9000"),
    "/exports": ("/exports",),
    "/exports/{name}": ("/exports/dcat-ap",),
    "/exports/{name}/coverage": ("/exports/dcat-ap/coverage",),
    "/limits": ("/limits",),
    "/ontology": ("/ontology",),
    "/ontology/{local}": ("/ontology/Model", "/ontology/hasTrainingDataset", "/ontology/releaseDate"),
    "/prefixes": ("/prefixes",),
    "/q/{name}": ("{kept}",),
    "/quality/{name}": ("/quality/Model-releaseDate-recommended", "/quality/dangling-reference"),
    "/charts": ("/charts",),
    "/charts/{name}": ("/charts/partners-by-stage", "/charts/platform-use", "/charts/project-continuity"),
    "/question": ("/question",),
    "/question/{name}": (
        "/question/who-collaborates",
        "/question/stage-domain-grid",
        "/question/derivation-chain",
        "/question/can-i-use?model=nonsense",
    ),
    "/releases": ("/releases",),
    "/releases/{name}": ("/releases/{release}", "/releases/1...1"),
    "/review": ("/review",),
    "/review/{number}": ("{review}",),
    "/search": ("/search", "/search?q=bielik", "/search?q=xyzzyx"),
    "/shapes": ("/shapes",),
    "/sign-in": ("/sign-in",),
    "/sparql/explain": ("/sparql/explain?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D+LIMIT+3",),
    "/sparql/format": ("/sparql/format?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D+LIMIT+3",),
    "/sparql/pivot": ("/sparql/pivot?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D+LIMIT+3",),
    "/validate": ("/validate",),
    "/validate/{name}": ("{report}",),
    "/{kind}/{slug}/correct": ("{mistake}",),
    "/{kind}/{slug}/edit": ("/model/olmo-7b/edit",),
    "/{kind}/{slug}/evidence": ("/model/olmo-7b/evidence",),
    "/{kind}/{slug}/graph": ("/model/olmo-7b/graph",),
    "/{kind}/{slug}/history": ("/model/olmo-7b/history",),
    "/{kind}/{slug}/lineage": ("/model/olmo-7b/lineage",),
    "/{kind}/{slug}/linked-from": ("/model/olmo-7b/linked-from",),
    "/{page}": ("/quality", "/findings", "/disagreements"),
    "/{path:path}": ("/model/olmo-7b", "/project/bielik", "/shape/Model", "/scheme/organisation-type", "/nowhere"),
}
ENDPOINT: Final = ("/sparql", "/sparql?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D+LIMIT+3", "/sparql?query=SELECT")
NO_PAGES: Final = frozenset(
    {
        "/.well-known/security.txt",
        "/.well-known/sparql-examples",
        "/.well-known/void",
        "/ask.json",
        "/catalog",
        "/catalog.{extension}",
        "/charts.json",
        "/charts/{name}.csv",
        "/charts/{name}.json",
        "/charts/{name}.svg",
        "/charts/{name}.vl.json",
        "/check/{name}",
        "/compare.csv",
        "/compare.jsonld",
        "/compare.md",
        "/compare.tex",
        "/context.jsonld",
        "/contribute/names",
        "/contribute/template/{kind}.{ending}",
        "/contribute/{secret}/records.{extension}",
        "/data",
        "/downloads/SHA256SUMS",
        "/downloads/{name:path}",
        "/examples",
        "/explore/{kind}.json",
        "/exports/{name}.{extension}",
        "/exports/{name}/coverage.{extension}",
        "/exports/{name}/{kind}/{slug}",
        "/feed.atom",
        "/healthz",
        "/id/{kind}/{slug}",
        "/llms.txt",
        "/lookup",
        "/metrics",
        "/ontology.{extension}",
        "/ontology/difference",
        "/prefixes.{extension}",
        "/q/{name}.rq",
        "/queries/{query_id}",
        "/question/{name}.csv",
        "/question/{name}.rq",
        "/question/{name}.svg",
        "/question/{name}.vl.json",
        "/readyz",
        "/reconcile",
        "/reconcile/preview",
        "/reconcile/properties",
        "/reconcile/suggest/entity",
        "/reconcile/suggest/property",
        "/reconcile/suggest/type",
        "/releases/{version}/{name:path}",
        "/robots.txt",
        "/search.json",
        "/shape/export/{name:path}",
        "/shapes.{extension}",
        "/sitemap.xml",
        "/sparql/figure.csv",
        "/sparql/figure.svg",
        "/sparql/figure.vl.json",
        "/sparql/pivot.{ending}",
        "/sparql/table.{ending}",
        "/sparql/vocabulary.json",
        "/update",
        "/void.ttl",
        "/{kind}/{slug}.bib",
        "/{kind}/{slug}.cff",
        "/{kind}/{slug}.cite",
        "/{kind}/{slug}/evidence.{extension}",
        "/{kind}/{slug}/graph.csv",
        "/{kind}/{slug}/graph.json",
        "/{kind}/{slug}/graph.svg",
        "/{kind}/{slug}/graph.vl.json",
        "/{kind}/{slug}/history.{extension}",
        "/{kind}/{slug}/lineage.csv",
        "/{kind}/{slug}/lineage.svg",
        "/{kind}/{slug}/lineage.vl.json",
        "/{kind}/{slug}/linked-from.{extension}",
        "/{page}/{section}.csv",
        "/{page}/{section}.svg",
        "/{page}/{section}.vl.json",
    }
)


def make_things(service: Service) -> dict[str, str]:
    """Addresses of a draft, a draft that waits, a kept query, a report and a release."""
    client, page = service.client, {"Accept": "text/html"}
    post = partial(client.post, timeout=PATIENCE_S)  # a release writes its dumps before it answers
    draft = post("/model/olmo-7b/edit", headers=page).headers["location"].removesuffix("/form")
    text = client.get("/graph/model/bloom", headers={"Accept": "text/turtle"}).text
    offered = post(
        "/contribute", content=text.replace("BLOOM", "BLOOM, once more"), headers={"Content-Type": "text/turtle"}
    ).headers["location"]
    waiting = post(offered, data={"action": "submit", "name": "Ada", "agree": "yes"}).json()["number"]
    kept = post("/q", data={"query": "SELECT * { ?s ?p ?o } LIMIT 3", "title": "Three"}).headers["location"]
    mistake = re.findall(r'href="(/model/olmo-7b/correct[^"]+)"', client.get("/model/olmo-7b", headers=page).text)[0]
    report = post("/validate", data={"text": BROKEN, "format": "turtle"}, headers=page).headers["location"]
    admin = {"Authorization": f"Bearer {service.state.tokens.make('Ada', ['admin'])}"}
    made = post("/releases", data={"version": "2026.1"}, headers=admin)
    assert made.status_code == 201, made.text
    found = {"draft": draft, "kept": kept, "report": report}
    return {name: address.removeprefix(service.url) for name, address in found.items()} | {
        "review": f"/review/{waiting}",
        "mistake": html.unescape(mistake),
        "release": "2026.1",
    }
