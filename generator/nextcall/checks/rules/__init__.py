"""One rule, one file: its id, its default level, one function, and a docstring that is its manual."""
