"""What a listing remembers of the nodes of a folder, so that it needn't read them again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import NodePath


@dataclass(frozen=True, slots=True)
class Summary:
    """A node as it was listed.

    Attributes:
        fingerprint: the state of its files then (see `Markers`); empty where the node
            must be read again the next time.
    """

    fingerprint: str
    node: Node


class SummaryCache(Protocol):
    """Keeps summaries outside the store. It may forget everything at any time; it never raises."""

    def load(self, store_id: str, folder: NodePath) -> Mapping[str, Summary]:
        """What is known of a folder's nodes, by the last part of their paths."""

    def save(
        self, store_id: str, folder: NodePath, changed: Sequence[Summary], gone: Sequence[str]
    ) -> None:
        """Remember these nodes of a folder, and forget those and all below them."""
