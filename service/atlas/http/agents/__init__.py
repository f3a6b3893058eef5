"""Tools for agents over the Model Context Protocol: they read, judge and draft; none of them publishes."""
