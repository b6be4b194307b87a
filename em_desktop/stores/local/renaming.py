"""Renaming that never replaces what is there."""

from __future__ import annotations

import errno
import os
import stat
import sys
from functools import cache
from pathlib import Path
from typing import Any

_AT_FDCWD = -100
_NOREPLACE = 1
_NOT_OFFERED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def rename_without_replacing(source: Path, target: Path) -> None:
    """Give ``source`` the name ``target``, in one step.

    Linux does it for files and directories alike. Where the system or the file system
    (NFS) can't: a directory never replaces anything but an empty directory, a file gets
    its second name first and loses the old one then, and only where a file can't have
    two names is there a moment in which another program's new file could be replaced.

    Raises:
        FileExistsError: something has that name.
        OSError: it can't be done.
    """
    if sys.platform != "linux" or not _rename_by_system(source, target):
        rename_in_steps(source, target)


def rename_in_steps(source: Path, target: Path) -> None:
    """As `rename_without_replacing`, with what every system has."""
    if os.path.lexists(target) and not _same_place(source, target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(target))
    if os.name == "posix" and stat.S_ISREG(source.lstat().st_mode) and not target.exists():
        try:
            target.hardlink_to(source)
        except FileExistsError:
            raise
        except OSError:  # a file system without second names
            source.rename(target)
        else:
            source.unlink()
        return
    source.rename(target)


def _same_place(source: Path, target: Path) -> bool:
    """Whether both name one thing, as ``Name`` and ``name`` do where case doesn't count."""
    return (
        source.parent == target.parent
        and source.name != target.name
        and source.name.casefold() == target.name.casefold()
        and source.samefile(target)
    )


def _rename_by_system(source: Path, target: Path) -> bool:
    function = _renameat2()
    if function is None:
        return False
    arguments = (_AT_FDCWD, os.fsencode(source), _AT_FDCWD, os.fsencode(target), _NOREPLACE)
    if function(*arguments) == 0:
        return True
    import ctypes

    code = ctypes.get_errno()
    if code in _NOT_OFFERED or (code == errno.EEXIST and _same_place(source, target)):
        return False
    raise OSError(code, os.strerror(code), os.fspath(target))


@cache
def _renameat2() -> Any:
    """The system's function, or None where the C library has none."""
    import ctypes

    function = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if function is not None:
        function.argtypes = (
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_int,
            ctypes.c_char_p,
            ctypes.c_uint,
        )
    return function
