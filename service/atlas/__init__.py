"""Open LLM Atlas: a small machine that reads an ontology, shapes and queries, and serves the graph they describe."""

__version__ = "0.1.0"
