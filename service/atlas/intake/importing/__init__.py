"""From a foreign catalogue's files to one named graph of the store: read, mapped, judged, matched, committed whole."""
