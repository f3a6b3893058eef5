"""What the ontology offers to those who ask: terms in words, paths along them, SPARQL made of them."""
