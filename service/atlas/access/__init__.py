"""The path out: the door, protocol requests, negotiation, descriptions. No web framework."""
