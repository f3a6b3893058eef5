"""Texts in, records out: RDF, YAML, tables, forms and foreign documents read and normalised."""
