"""Runs side by side: curves, parameters, and what differs."""
