"""Saved queries asked for people: questions, pages made of them, and queries kept under an address."""
