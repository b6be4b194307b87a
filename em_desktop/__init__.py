"""EM Desktop: keep, look at, compare, organise and share experiments."""

__version__ = "0.1.0"
