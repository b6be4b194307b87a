"""An Artifact: what it is, where it comes from, and its files."""
