"""A class by its facets: who has which value, made once a snapshot, cut and counted with bits."""
