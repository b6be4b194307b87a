"""Which part of a list is wanted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a list: its number, from 1, and its size."""

    number: int = 1
    size: int = 10

    @property
    def offset(self) -> int:
        """How many entries come before it."""
        return (self.number - 1) * self.size
