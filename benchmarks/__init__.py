"""Measurements. `python -m benchmarks` lists them; RESULTS.md says what was run on what, and with which command."""
