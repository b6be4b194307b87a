"""Everything that holds a tree of nodes, behind the one interface of `stores.base`."""
