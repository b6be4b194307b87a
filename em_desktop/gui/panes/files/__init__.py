"""The files of a node, and previews of them."""
