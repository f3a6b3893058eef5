"""What changed, when, by whom and why; releases; records as files."""
