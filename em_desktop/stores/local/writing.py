"""Writing a stream to a file in one step."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from em_desktop.errors import AlreadyExistsError, InvalidNameError, from_os_error
from em_desktop.formats.durable import sync_directory
from em_desktop.formats.files import TEMPORARY_PREFIX

_PIECE = 1 << 20


def write_stream(place: Path, content: BinaryIO) -> None:
    """Create or replace the file ``place`` with all of ``content``, or leave it as it was.

    Raises:
        AlreadyExistsError: a directory has that name.
        EmError: it can't be read or written.
    """
    if place.is_dir() and not place.is_symlink():
        raise AlreadyExistsError(os.fspath(place), "a folder has this name")
    try:
        descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=place.parent)
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                shutil.copyfileobj(content, file, _PIECE)
                file.flush()
                os.fsync(file.fileno())
            with suppress(PermissionError):  # some file systems have no modes
                temporary.chmod(_mode_for(place))
            temporary.replace(place)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_directory(place.parent)
    except OSError as error:
        raise from_os_error(error, os.fspath(place)) from error


def _mode_for(place: Path) -> int:
    """The replaced file's permissions; those of the directory, without execution, for a new one."""
    with suppress(FileNotFoundError):
        status = place.lstat()
        if stat.S_ISREG(status.st_mode):
            return stat.S_IMODE(status.st_mode)
    return stat.S_IMODE(place.parent.stat().st_mode) & 0o666


def directory_of_object(node: Path, key: str, *, create: bool) -> Path:
    """The directory in which the object ``key`` of a node lies, reached without any link.

    Args:
        node: the node's directory.
        key: checked already.
        create: make the directories that aren't there.

    Raises:
        InvalidNameError: a part of the way is a link or a file.
        EmError: a directory can't be made or looked at.
    """
    place = node
    for part in key.split("/")[:-1]:
        place = place / part
        try:
            if create:
                with suppress(FileExistsError):
                    place.mkdir()
            mode = place.lstat().st_mode
        except OSError as error:
            raise from_os_error(error, os.fspath(place)) from error
        if not stat.S_ISDIR(mode):
            raise InvalidNameError(os.fspath(place), "not a folder of the node")
    return place
