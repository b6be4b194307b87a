"""The rules: nodes, paths, operations and values. No I/O, no clock, no Qt."""
