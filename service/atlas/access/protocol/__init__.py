"""SPARQL over HTTP, knowing no web framework: the door, requests, negotiation, answers kept and streamed."""
