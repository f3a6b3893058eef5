"""Which things of a catalogue are which things held: statements in, links with reasons out. Merges nothing."""
