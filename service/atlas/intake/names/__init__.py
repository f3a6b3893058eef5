"""Names as catalogues write them, read by tables: a string in, what it means out. Knows no name itself."""
