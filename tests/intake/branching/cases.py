"""Random states of one record of the toy graph: what two curators may do to it, alone or both."""

from collections.abc import Iterable
from random import Random

from atlas.namespaces import DCTERMS, FOAF, RDF, RDFS, SKOS, XSD
from atlas.rdf.terms import Literal, NamedNode, Quad, Term

BASE = "https://gardens.example/"
TOPIC, GRAPH = f"{BASE}id/garden/north", f"{BASE}graph/garden/north"
G = f"{BASE}ont/"
State = frozenset[Quad]


def say(subject: str, path: str, value: Term | str) -> Quad:
    """A statement of the record; a text is an IRI."""
    return Quad(
        NamedNode(subject), NamedNode(path), NamedNode(value) if isinstance(value, str) else value, NamedNode(GRAPH)
    )


def typed(text: str, kind: str) -> Literal:
    return Literal(text, datatype=NamedNode(f"{XSD}{kind}"))


def size(text: str) -> Quad:
    """One value may stand."""
    return say(TOPIC, f"{G}hectares", typed(text, "decimal"))


def name(text: str, language: str = "en") -> Quad:
    """One value may stand in each language."""
    return say(TOPIC, f"{SKOS}prefLabel", Literal(text, language=language))


def page(number: int) -> Quad:
    """Many values may stand."""
    return say(TOPIC, f"{RDFS}seeAlso", f"https://garden.example/{number}")


def modified(day: str) -> Quad:
    return say(GRAPH, f"{DCTERMS}modified", typed(day, "date"))


def bed(number: int, count: int, plant: str = "fern") -> list[Quad]:
    """A part, with the link to it."""
    part = f"{TOPIC}#bed-{number}"
    return [
        say(TOPIC, f"{G}hasBed", part),
        say(part, f"{RDF}type", f"{G}Bed"),
        say(part, f"{G}plantCount", typed(str(count), "integer")),
        say(part, f"{G}growsPlant", f"{BASE}id/plant/{plant}"),
    ]


def proof(number: int, of: str, path: str = "", locator: str = "page 1") -> list[Quad]:
    """Evidence for a part, or for a property of a thing."""
    part = f"{TOPIC}#proof-{number}"
    said = [say(part, f"{G}supports", of), say(part, f"{G}locator", Literal(locator))]
    return [*said, *([say(part, f"{G}property", path)] if path else [])]


def head() -> list[Quad]:
    return [
        say(GRAPH, f"{FOAF}primaryTopic", TOPIC),
        say(TOPIC, f"{RDF}type", f"{G}Garden"),
        say(GRAPH, f"{RDF}type", f"{G}Page"),
    ]


def random_state(chance: Random) -> State:
    """A record with some of everything."""
    said = [
        *head(),
        modified(f"2026-11-{chance.randint(10, 28)}"),
        *map(page, chance.sample(range(5), chance.randint(0, 3))),
    ]
    said += [size(chance.choice(("1.5", "2.0", "2.5")))] * chance.randint(0, 1)
    said += [name(chance.choice("ABC"), language) for language in ("en", "de") if chance.random() < 0.7]
    for number in range(3):
        if chance.random() < 0.7:
            said += bed(number, chance.randint(1, 2), chance.choice(("fern", "moss")))
        if chance.random() < 0.5:
            said += proof(number, f"{TOPIC}#bed-{number}", locator=chance.choice(("page 1", "page 2")))
    if chance.random() < 0.5:
        said += proof(9, TOPIC, f"{G}hectares", chance.choice(("page 1", "page 2")))
    return frozenset(said)


def owner(quad: Quad) -> str:
    """A coarse whole that a statement is of: everything about one bed, or one property."""
    for text in (str(quad.subject), str(quad.object)):
        if "#" in text and TOPIC in text:
            number = text.rstrip(">").rpartition("-")[2]
            return "size" if number == "9" else number
    return "size" if quad.predicate.value.endswith("hectares") else quad.predicate.value


def mix(base: State, other: State, owners: Iterable[str]) -> State:
    """The base, with all that belongs to some owners as the other state has it."""
    taken = set(owners)
    return frozenset(q for q in base if owner(q) not in taken) | frozenset(q for q in other if owner(q) in taken)
