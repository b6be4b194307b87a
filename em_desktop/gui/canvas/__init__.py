"""The data flow of nodes as a graph: read, laid out, painted, explored, exported."""
