"""Where comparisons are among the pages: at places that no node of a store can have."""

from __future__ import annotations

from typing import Final

from em_desktop.domain.paths import NodePath
from em_desktop.gui.context import Location

COMPARISONS: Final = "comparisons:"
"""Takes the place of a store's id."""
_FOLDER: Final = ".comparison"


def comparison_location(comparison_id: str) -> Location:
    """Where a comparison is opened."""
    return Location(COMPARISONS, NodePath((_FOLDER, comparison_id)))


def is_comparison(path: NodePath) -> bool:
    """Whether this is a comparison's place."""
    return len(path.parts) == 2 and path.parts[0] == _FOLDER


def comparison_id(location: Location) -> str:
    """The id of the comparison at a place; empty where it is no comparison's."""
    return location.path.name if is_comparison(location.path) else ""
