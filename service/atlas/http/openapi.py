"""What /openapi.json says of the raw routes, which FastAPI cannot see: the SPARQL endpoint and its formats."""

from typing import Any, Final

from fastapi import FastAPI

from atlas.access.protocol.negotiate import OFFERED
from atlas.rdf.formats import Format

TEXT: Final = {"schema": {"type": "string"}}
PARAMETERS: Final = (
    ("default-graph-uri", "Graph merged into the default graph; may be repeated"),
    ("named-graph-uri", "Named graph of the dataset; may be repeated"),
    ("timeout", "Seconds, up to the deadline at /limits"),
    ("format", "Name of the answer's format, before the Accept header"),
)
PROBLEMS: Final = {
    "400": "The query does not parse, is refused or breaks the protocol; with line and column",
    "406": "No offered format is accepted",
    "413": "The body is too long",
    "414": "The address is too long; send the query by POST",
    "415": "The body is neither a form nor a query",
    "429": "Too many queries at once; Retry-After says when to come back",
    "503": "The query needed too much memory, or was stopped",
    "504": "The query took too long",
}


SOURCE: Final = {
    "type": "object",
    "properties": {
        name: {"type": "string"} for name in ("id", "label", "locator", "quote", "paraphrase", "trust", "date")
    },
}
LABELLED: Final = {"type": "object", "properties": {"id": {"type": "string"}, "label": {"type": "string"}}}
VALUE: Final = {
    "type": "object",
    "description": "A literal has `value` (a number or truth value as JSON's own), a thing `id` and `label`; a part of "
    "the record has `facts` of its own.",
    "properties": {
        "value": {},
        "id": {"type": "string"},
        "label": {"type": "string"},
        "page": {"type": "string"},
        "language": {"type": "string"},
        "types": {"type": "array", "items": {"type": "string"}},
        "facts": {"type": "array", "items": {"$ref": "#/components/schemas/Fact"}},
        "sources": {"type": "array", "items": {"$ref": "#/components/schemas/Source"}},
    },
}
FACT: Final = {
    "type": "object",
    "properties": {
        "label": {"type": "string"},
        "property": {"type": "string"},
        "group": {"type": "string"},
        "values": {"type": "array", "items": {"$ref": "#/components/schemas/Value"}},
    },
}
RECORD: Final = {
    "type": "object",
    "description": "A record with names beside all IRIs. What is empty is left out.",
    "required": ["page", "state", "id", "name"],
    "properties": {
        "page": {"type": "string"},
        "state": {"type": "integer"},
        "licence": {"type": "string"},
        "id": {"type": "string"},
        "name": {"type": "string"},
        "types": {"type": "array", "items": LABELLED},
        "summary": {"type": "string"},
        "facts": {"type": "array", "items": {"$ref": "#/components/schemas/Fact"}},
        "disagreements": {"type": "array", "items": {"type": "object"}},
        "not_known": {"type": "array", "items": {"type": "object"}},
        "linked_from": {"type": "array", "items": LABELLED},
        "linked_from_rest": {"type": "string", "description": "Where the rest is listed, when there are more."},
        "sources": {"type": "array", "items": {"$ref": "#/components/schemas/Source"}},
    },
}
SCHEMAS: Final = {"Record": RECORD, "Fact": FACT, "Value": VALUE, "Source": SOURCE}


def describe_endpoints(app: FastAPI) -> None:
    """Let the app's OpenAPI document tell of the SPARQL endpoint too."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        document["paths"].setdefault("/{kind}/{slug}.json", {"get": _record()})
        document.setdefault("components", {}).setdefault("schemas", {}).update(SCHEMAS)
        document["paths"].setdefault("/sparql", {"get": _operation("get"), "post": _operation("post")})
        return document

    app.openapi = openapi  # type: ignore[method-assign]


def _record() -> dict[str, Any]:
    places = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in ("kind", "slug")]
    past = {"name": "as-of", "in": "query", "description": "A release, the number of a commit, or a day"}
    found = {"application/json": {"schema": {"$ref": "#/components/schemas/Record"}}}
    return {
        "tags": ["records"],
        "operationId": "record",
        "summary": "A record with its facts, their sources and what points at it; other endings give other formats",
        "parameters": [*places, {**past, "schema": {"type": "string"}}],
        "responses": {
            "200": {"description": "The record", "content": found},
            "404": _problem("Nothing has this name; near names are told"),
            "410": _problem("The record was taken away; where to see it as it was"),
        },
    }


def _operation(method: str) -> dict[str, Any]:
    query = {"name": "query", "in": "query", "required": True, "schema": {"type": "string"}}
    others = [
        {"name": name, "in": "query", "description": description, "schema": {"type": "string"}}
        for name, description in PARAMETERS
    ]
    operation: dict[str, Any] = {
        "tags": ["sparql"],
        "operationId": f"sparql_{method}",
        "summary": "Run a SPARQL 1.1 query (SPARQL 1.1 Protocol, section 2.1)",
        "parameters": [query, *others] if method == "get" else others,
        "responses": {
            "200": {"description": "The answer, in the format accepted", "content": _answers()},
            **{status: _problem(description) for status, description in PROBLEMS.items()},
        },
    }
    if method == "post":
        form = {"schema": {"type": "object", "required": ["query"], "properties": {"query": {"type": "string"}}}}
        content = {"application/sparql-query": TEXT, "application/x-www-form-urlencoded": form}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _answers() -> dict[str, Any]:
    formats: dict[Format, None] = dict.fromkeys(one for offered in OFFERED.values() for one in offered)
    return {one.media_type: TEXT for one in formats}


def _problem(description: str) -> dict[str, Any]:
    return {"description": description, "content": {"application/problem+json": {"schema": {"type": "object"}}}}
