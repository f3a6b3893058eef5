"""What the rules say of the whole graph: each rule in words, and who breaks it."""
