"""What a transfer that failed has copied already, kept for the one that tries again."""

from __future__ import annotations

import os
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from em_desktop.errors import EmError
from em_desktop.formats.file_copy import Leftover
from em_desktop.stores.local.arrivals import workshop


@dataclass(slots=True)
class Kept:
    """One item that wasn't finished.

    Attributes:
        place: its directory, or file.
        left: how far it is.
    """

    place: Path
    left: Leftover = field(default_factory=Leftover)


class Leftovers:
    """Unfinished items in a hidden directory of their own, which goes with them.

    Not for several threads at once.
    """

    def __init__(self) -> None:
        self._items: dict[int, Kept] = {}
        self._stack = ExitStack()
        self._directory: Path | None = None

    def __bool__(self) -> bool:
        return bool(self._items)

    def keep(self, number: int, place: Path, left: Leftover) -> bool:
        """Move an unfinished item here, out of a directory that goes; whether that could be done.

        Args:
            number: of the item in its plan.
            place: where it is, two levels below the folder that it was to go into.
            left: how far it is.
        """
        if not left or not os.path.lexists(place):
            return False
        with suppress(OSError, EmError):  # then it begins anew
            if self._directory is None:
                above = place.parent.parent.parent
                self._directory = self._stack.enter_context(workshop(above))
            kept = self._directory / str(number)
            place.rename(kept)
            self._items[number] = Kept(kept, left)
            return True
        return False

    def take(self, number: int, place: Path) -> Leftover:
        """Move a kept item to where it is gone on with; how far it is: not begun where none is."""
        kept = self._items.pop(number, None)
        if kept is not None:
            with suppress(OSError):
                kept.place.rename(place)
                return kept.left
        return Leftover()

    def renumbered(self, numbers: dict[int, int]) -> Leftovers:
        """The same for another plan; this one has nothing any more.

        Args:
            numbers: from the old plan's numbers to the new one's.
        """
        other = Leftovers()
        other._stack, self._stack = self._stack, ExitStack()
        other._directory, self._directory = self._directory, None
        other._items = {numbers[old]: kept for old, kept in self._items.items() if old in numbers}
        self._items = {}
        return other

    def discard(self) -> None:
        """Delete what is kept. Blocks."""
        self._items.clear()
        self._directory = None
        self._stack.close()
