"""What the graph says about itself: classes, labels, fields, queries, context and frames, read once and immutable."""
