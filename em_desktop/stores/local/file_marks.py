"""Which single file a shortcut stands for, told by what a move and a new name leave as it is."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileMark:
    """A file has no place for an id; its inode number stays while it is in its file system.

    The number may go to another file when this one is deleted: so its size or name must be
    the same too. A file that others replace by a new one is found by its path alone.

    Attributes:
        inode: its number.
        size: bytes, when the mark was made.
        name: then.
    """

    inode: int
    size: int
    name: str

    @classmethod
    def of(cls, place: Path) -> FileMark:
        """The mark of a file.

        Raises:
            OSError: it can't be looked at.
        """
        status = place.lstat()
        return cls(status.st_ino, status.st_size, place.name)

    @classmethod
    def parse(cls, text: str) -> FileMark | None:
        """The mark that a text is; None for other ids."""
        match = re.fullmatch(r"file:(\d{1,20}):(\d{1,20}):(.+)", text, re.DOTALL)
        return None if match is None else cls(int(match[1]), int(match[2]), match[3])

    def fits(self, entry: os.DirEntry[str]) -> bool:
        """Whether an entry of a directory is the file."""
        try:
            return (
                entry.inode() == self.inode
                and not entry.is_dir(follow_symlinks=False)
                and (
                    entry.name == self.name
                    or entry.stat(follow_symlinks=False).st_size == self.size
                )
            )
        except OSError:
            return False

    def __str__(self) -> str:
        return f"file:{self.inode}:{self.size}:{self.name}"
