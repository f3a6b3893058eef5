"""A commit as PROV: who, when, why, by which tool, from which draft or branch, and the states of records it made."""

from collections.abc import Iterable, Mapping
from typing import Final

from atlas.namespaces import DCTERMS, FOAF, PROV, RDF, RDFS, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.store.protocol import Commit

SEGMENT: Final = "commit/"
MERGES: Final = "merges"
AUTHORS: Final = "authors"


def commit_iri(base: str, number: int) -> str:
    """Name of a commit."""
    return f"{base}{SEGMENT}{number}"


def state_iri(graph: str, number: int) -> str:
    """Name of a graph as it was after a commit; its address shows that state."""
    return f"{graph}?as-of={number}"


def to_prov(commit: Commit, base: str, graphs: Iterable[str]) -> list[Quad]:
    """PROV-O statements about a commit. graphs: of those it touched, the ones to tell of."""
    iri, about = commit_iri(base, commit.number), commit.about
    agent = f"{iri}#who"
    said: list[tuple[str, str, Term]] = [
        (iri, f"{RDF}type", NamedNode(f"{PROV}Activity")),
        (iri, f"{RDFS}label", Literal(f"commit {commit.number}")),
        (iri, f"{DCTERMS}description", Literal(commit.why)),
        (iri, f"{PROV}endedAtTime", Literal(commit.at, datatype=NamedNode(f"{XSD}dateTime"))),
        (iri, f"{PROV}wasAssociatedWith", NamedNode(agent)),
        (agent, f"{RDF}type", NamedNode(f"{PROV}Agent")),
        (agent, f"{FOAF}name", Literal(commit.who)),
    ]
    if "tool" in about:
        tool = f"{iri}#tool"
        said += [
            (iri, f"{PROV}wasAssociatedWith", NamedNode(tool)),
            (tool, f"{RDF}type", NamedNode(f"{PROV}SoftwareAgent")),
            (tool, f"{FOAF}name", Literal(about["tool"])),
        ]
    if "draft" in about:
        said += _draft(iri, commit)
    if MERGES in about:
        said += _merge(iri, about)
    if "reverts" in about:
        said.append((iri, f"{PROV}wasInformedBy", NamedNode(commit_iri(base, int(about["reverts"])))))
    for graph in graphs:
        state = state_iri(graph, commit.number)
        said += [
            (state, f"{RDF}type", NamedNode(f"{PROV}Entity")),
            (state, f"{PROV}wasGeneratedBy", NamedNode(iri)),
            (state, f"{PROV}specializationOf", NamedNode(graph)),
        ]
    return [Quad(NamedNode(subject), NamedNode(predicate), value) for subject, predicate, value in said]


def _merge(iri: str, about: Mapping[str, str]) -> list[tuple[str, str, Term]]:
    """The state of another branch that a merge took in, and whose work that was."""
    merged = f"{iri}#merged"
    said: list[tuple[str, str, Term]] = [
        (iri, f"{PROV}used", NamedNode(merged)),
        (merged, f"{RDF}type", NamedNode(f"{PROV}Entity")),
        (merged, f"{DCTERMS}identifier", Literal(about[MERGES])),
    ]
    for number, name in enumerate(filter(None, about.get(AUTHORS, "").split("; ")), start=1):
        author = f"{merged}-author-{number}"
        said += [
            (merged, f"{PROV}wasAttributedTo", NamedNode(author)),
            (author, f"{RDF}type", NamedNode(f"{PROV}Agent")),
            (author, f"{FOAF}name", Literal(name)),
        ]
    return said


def _draft(iri: str, commit: Commit) -> list[tuple[str, str, Term]]:
    about = commit.about
    draft, author = f"{iri}#draft", about.get("orcid") or f"{iri}#submitter"
    said: list[tuple[str, str, Term]] = [
        (iri, f"{PROV}used", NamedNode(draft)),
        (draft, f"{RDF}type", NamedNode(f"{PROV}Entity")),
        (draft, f"{DCTERMS}identifier", Literal(about["draft"])),
        (draft, f"{PROV}wasAttributedTo", NamedNode(author)),
        (author, f"{RDF}type", NamedNode(f"{PROV}Agent")),
    ]
    if "submitter" in about:
        said.append((author, f"{FOAF}name", Literal(about["submitter"])))
    if "licence" in about:
        said.append((draft, f"{DCTERMS}license", NamedNode(about["licence"])))
    if "submitted" in about:
        said.append(
            (draft, f"{PROV}generatedAtTime", Literal(about["submitted"], datatype=NamedNode(f"{XSD}dateTime")))
        )
    return said
