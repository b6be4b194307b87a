"""What a transfer that failed has copied already, kept for the one that tries again."""

from __future__ import annotations

import os
import shutil
import uuid
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

from em_desktop.formats.file_copy import Leftover
from em_desktop.formats.files import TEMPORARY_PREFIX
from em_desktop.stores.local.exclusive import is_in_use, marked_in_use


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
    """Unfinished items in hidden directories, which go with them.

    Not for several threads at once.
    """

    def __init__(self) -> None:
        self._items: dict[int, Kept] = {}
        self._in_use = ExitStack()
        self._directories: list[Path] = []

    def __bool__(self) -> bool:
        return bool(self._items)

    def keep(self, number: int, place: Path, left: Leftover) -> Path | None:
        """Move an unfinished item here, out of a directory that goes.

        Args:
            number: of the item in its plan.
            place: where it is, two levels below the folder that it was to go into.
            left: how far it is.

        Returns:
            where it is now; None where it couldn't be kept.
        """
        if not left or not os.path.lexists(place):
            return None
        with suppress(OSError):  # then it begins anew
            above = place.parent.parent.parent
            directory = next((each for each in self._directories if each.parent == above), None)
            if directory is None:
                directory = above / f"{TEMPORARY_PREFIX}{uuid.uuid4().hex[:12]}"
                directory.mkdir()
                self._use(directory)
            kept = directory / str(number)
            place.rename(kept)
            self._items[number] = Kept(kept, left)
            return kept
        return None

    def adopt(self, number: int, place: Path, left: Leftover) -> None:
        """Take over what a program that is gone has left of an item.

        Args:
            number: of the item in its plan.
            place: where it is, in a hidden directory.
            left: how far it is.
        """
        hidden = [each for each in place.parents if each.name.startswith(TEMPORARY_PREFIX)]
        if not hidden or (hidden[0] not in self._directories and is_in_use(hidden[0])):
            return
        self._items[number] = Kept(place, left)
        if hidden[0] not in self._directories:
            self._use(hidden[0])

    def take(self, number: int, place: Path) -> Leftover:
        """Move a kept item to where it is gone on with; how far it is: not begun where none is."""
        kept = self._items.pop(number, None)
        if kept is not None and kept.left:
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
        other._in_use, self._in_use = self._in_use, ExitStack()
        other._directories, self._directories = self._directories, []
        other._items = {numbers[old]: kept for old, kept in self._items.items() if old in numbers}
        self._items = {}
        return other

    def discard(self) -> None:
        """Delete what is kept. Blocks."""
        for directory in self._directories:
            shutil.rmtree(directory, ignore_errors=True)
        self.leave()

    def leave(self) -> None:
        """Let it lie for a later session, which is told where it is."""
        self._items.clear()
        self._directories.clear()
        self._in_use.close()

    def _use(self, directory: Path) -> None:
        self._directories.append(directory)
        self._in_use.enter_context(marked_in_use(directory))
