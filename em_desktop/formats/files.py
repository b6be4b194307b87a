"""Writing a file so that a crash leaves the old one or the new one, never a mix."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from em_desktop.errors import from_os_error
from em_desktop.formats.durable import Durably, alone

TEMPORARY_PREFIX = ".em-tmp-"
"""How the names of unfinished files begin; a crash may leave some behind."""

_NEW_FILE_MODE = 0o666


def write_file(path: Path, data: bytes, *, sync_name: bool = True) -> None:
    """Create or replace ``path`` in one step that survives a crash.

    The permissions of a replaced file stay. A symbolic link is replaced itself;
    what it points at isn't touched.

    Args:
        path: the file.
        data: all of it.
        sync_name: wait until a power failure can't bring the old file back; without, it
            may, but there is never a mix.

    Raises:
        EmError: the disk is full, access is denied, the directory isn't there...
    """
    alone(writing(path, data, sync_name=sync_name))


def writing(path: Path, data: bytes, *, sync_name: bool = True) -> Durably[None]:
    """As `write_file`, alone or together with others."""
    try:
        yield from _write_beside_and_rename(path, data)
        if sync_name:
            yield path.parent
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error


def _write_beside_and_rename(path: Path, data: bytes) -> Durably[None]:
    import tempfile  # brings a dozen modules, which an import of the recorder needn't wait for

    mode = _mode_for(path)
    descriptor, name = tempfile.mkstemp(prefix=TEMPORARY_PREFIX, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            yield file.fileno()
        with suppress(PermissionError):  # some network and foreign file systems have no modes
            temporary.chmod(mode)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _mode_for(path: Path) -> int:
    try:
        status = path.lstat()
    except FileNotFoundError:
        status = None
    if status is not None and stat.S_ISREG(status.st_mode):
        return stat.S_IMODE(status.st_mode)
    return _NEW_FILE_MODE & ~_UMASK


def _current_umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


_UMASK = _current_umask()  # read once: asking sets it for a moment, for all threads
