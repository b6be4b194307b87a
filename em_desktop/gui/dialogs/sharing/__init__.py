"""Who may do what at a node of a server, shown and changed."""
