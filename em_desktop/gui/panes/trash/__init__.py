"""The trash of a store."""
