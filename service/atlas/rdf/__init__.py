"""RDF in and out: formats, parsing, serialising, canonical form. No store, no schema."""
