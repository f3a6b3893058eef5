"""Forks of the graph: stores beside the main one, what lies between two, and how one is merged into another."""
