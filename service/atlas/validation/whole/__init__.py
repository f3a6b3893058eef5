"""A whole graph validated at once: shapes become queries, which several readers answer."""
