"""Records as forms and as files to fill in, laid out by the shapes."""
