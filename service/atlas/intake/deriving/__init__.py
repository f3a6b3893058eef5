"""Rules over the stated graphs: in full, or from what changed."""
