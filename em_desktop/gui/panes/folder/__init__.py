"""A folder: the table of its nodes."""
