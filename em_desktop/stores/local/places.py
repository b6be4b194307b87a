"""Where nodes are on disk, and which names there are the application's own."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from em_desktop.domain.paths import NodePath, check_segment
from em_desktop.errors import EmError, NotFoundError, UnavailableError, from_os_error

RECORDINGS = ".em"
RECORDINGS_NAME = "Recordings"
_RECORDER_LOGS = "logs"


def is_node_name(name: str, folder: str) -> bool:
    """Whether the entry ``name`` of a directory is a node.

    Args:
        name: the entry.
        folder: the directory's own name.
    """
    if name.startswith("."):
        return name == RECORDINGS
    return not (folder == RECORDINGS and name == _RECORDER_LOGS)


def is_node_entry(entry: os.DirEntry[str], folder: str) -> bool:
    """As `is_node_name`, also by what the entry is: only a directory holds recordings."""
    if not is_node_name(entry.name, folder):
        return False
    return entry.name != RECORDINGS or entry.is_dir(follow_symlinks=False)


def is_gone(place: str) -> bool:
    """Whether nothing is at a place, not even what can't be looked at."""
    try:
        os.lstat(place)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


@dataclass(frozen=True, slots=True)
class Places:
    """The directory of a store, and how its paths lie below it.

    A symbolic link is a node of its own (a File), never a way to somewhere else: a
    path through a link leads nowhere. So nothing outside the store is reached, and
    links that form a loop are harmless.
    """

    root: Path

    def locate(self, path: NodePath) -> Path:
        """The place of a node, which need not exist; what is above it does.

        Raises:
            NotFoundError: a name in it is hidden, or something above it is a link or no directory.
            UnavailableError: the store's directory is gone.
        """
        place = os.fspath(self.root)
        folder = self.root.name
        for depth, name in enumerate(path.parts):
            check_segment(name)
            if not is_node_name(name, folder):
                raise NotFoundError(str(path), "what begins with a dot is not a node")
            if depth:
                self._check_directory(place, path)
            place = f"{place}/{name}"
            folder = name
        return Path(place)

    def _check_directory(self, place: str, path: NodePath) -> None:
        try:
            mode = os.lstat(place).st_mode
        except OSError as error:
            raise self.error(error, place) from error
        if not stat.S_ISDIR(mode):
            reason = "a link isn't followed" if stat.S_ISLNK(mode) else "not a folder"
            raise NotFoundError(str(path), f"{place}: {reason}")

    def error(self, error: OSError, place: str | Path) -> EmError:
        """What an operating-system error means: also that the whole store is gone."""
        known = from_os_error(error, os.fspath(place))
        if isinstance(known, NotFoundError) and not os.path.isdir(self.root):  # noqa: PTH112 - it never raises
            return UnavailableError(os.fspath(self.root), "the store's folder is gone")
        return known

    @contextmanager
    def errors(self) -> Iterator[None]:
        """Turn operating-system errors inside into ours, with the path that they name."""
        try:
            yield
        except OSError as error:
            raise self.error(error, os.fsdecode(error.filename or self.root)) from error
