"""Questions put together from menus: conditions in, SPARQL and words out."""
