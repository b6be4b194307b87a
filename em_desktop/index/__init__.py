"""Caches that may be deleted: search, metric columns."""
