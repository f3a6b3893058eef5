"""Figures: a table and a chart's description in, one accessible SVG out. Asks no store, knows no web framework."""
