"""A commit as PROV: who, when, why, by which tool, from which draft, and the states of the records it made."""

from collections.abc import Iterable
from typing import Final

from atlas.namespaces import DCTERMS, FOAF, PROV, RDF, RDFS, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad, Term
from atlas.store.protocol import Commit

SEGMENT: Final = "commit/"


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
