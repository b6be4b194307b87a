"""The nodes that a bounded list of a folder shows: the first ones in order. No Qt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from heapq import nsmallest

from em_desktop.domain.natural_order import node_order
from em_desktop.domain.nodes import Node

_MOST_TAKEN = 10_000


@dataclass(slots=True)
class FirstNodes:
    """Takes a folder's nodes in any order; holds on to few more than are wanted.

    What few rows show isn't worth looking at each of 100,000 nodes: of a folder that large
    the first in order are found among the first that the store tells of.

    Attributes:
        limit: so many are wanted.
        count: so many were taken.
    """

    limit: int
    count: int = 0
    _kept: list[Node] = field(default_factory=list)

    def take(self, nodes: Iterable[Node]) -> None:
        """Further nodes of the folder."""
        before = len(self._kept)
        self._kept.extend(nodes)
        self.count += len(self._kept) - before
        if len(self._kept) > 2 * self.limit:
            self._kept = nsmallest(self.limit, self._kept, key=node_order)

    @property
    def has_enough(self) -> bool:
        """Whether no more need be taken, although there may be more."""
        return self.count >= _MOST_TAKEN + self.limit

    def in_order(self) -> list[Node]:
        """The first of all that were taken, at most ``limit``."""
        return sorted(self._kept, key=node_order)[: self.limit]
