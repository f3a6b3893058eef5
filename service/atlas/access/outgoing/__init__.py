"""The graph given away: exports that folders describe, dumps, tables."""
