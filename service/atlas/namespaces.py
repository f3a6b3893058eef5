"""IRIs of the standards and of the machine's own vocabulary (sys:), as plain strings.

Nothing of the ontology served is named here: its base and prefix are read from its header.
"""

from typing import Final

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SH: Final = "http://www.w3.org/ns/shacl#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
PROV: Final = "http://www.w3.org/ns/prov#"
DCAT: Final = "http://www.w3.org/ns/dcat#"
DCTERMS: Final = "http://purl.org/dc/terms/"
FOAF: Final = "http://xmlns.com/foaf/0.1/"
VANN: Final = "http://purl.org/vocab/vann/"
VOID: Final = "http://rdfs.org/ns/void#"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
CITO: Final = "http://purl.org/spar/cito/"
SCHEMA: Final = "https://schema.org/"
CSVW: Final = "http://www.w3.org/ns/csvw#"
HYDRA: Final = "http://www.w3.org/ns/hydra/core#"
SPDX: Final = "http://spdx.org/rdf/terms#"
SYS: Final = "https://w3id.org/open-llm-atlas/sys/"

STANDARD_PREFIXES: Final = {
    "cito": CITO,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "foaf": FOAF,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sd": SD,
    "sh": SH,
    "skos": SKOS,
    "sys": SYS,
    "vann": VANN,
    "void": VOID,
    "xsd": XSD,
}

# In an IRI that stands for a blank node (RDF 1.1 Concepts, section 3.5).
GENID_SEGMENT: Final = "/.well-known/genid/"
