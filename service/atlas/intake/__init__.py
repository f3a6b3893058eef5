"""The path in: receive, normalise, judge, commit, derive; and back out to files."""
