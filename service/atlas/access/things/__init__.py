"""One thing as people read it: with evidence and ties, beside others, found by name or foreign address."""
