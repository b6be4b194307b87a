"""Which part of a server a store shows, and how its paths are called there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from em_desktop.domain.paths import NodePath, check_segment
from em_desktop.errors import InvalidNameError


class Place(StrEnum):
    """A part of a server, as one user sees it."""

    MINE = "mine"
    """The user's own tree; its root is the user's folder."""
    SHARED = "shared"
    """What others share with the user; the root has a folder for each of them."""
    PUBLIC = "public"
    """What others share with everyone, in the same form."""


@dataclass(frozen=True, slots=True)
class Territory:
    """Paths of a store and what they are on the server, where each begins with a user.

    Attributes:
        user: whose account it is.
    """

    place: Place
    user: str

    def address(self, path: NodePath) -> str:
        """The path on the server: ``/ann/digits``; empty for the root of others' nodes."""
        parts = (self.user, *path.parts) if self.place is Place.MINE else path.parts
        return "".join(f"/{part}" for part in parts)

    def path(self, address: str) -> NodePath | None:
        """The path in the store; None for what isn't in it."""
        parts = tuple(address.strip("/").split("/"))
        try:
            for part in parts:
                check_segment(part)
        except InvalidNameError:
            return None
        is_mine = parts[0] == self.user
        if self.place is Place.MINE:
            return NodePath(parts[1:]) if is_mine else None
        return None if is_mine else NodePath(parts)
