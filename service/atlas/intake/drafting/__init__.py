"""Drafts: read and judged, reviewed, accepted, and corrections of single statements."""
