"""The judge: shapes, checks and consistency, and a report in words."""
