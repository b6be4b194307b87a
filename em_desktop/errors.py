"""The one tree of errors: what happened, to what, whose fault, and whether to try again.

Errors carry a code and values. The words for people are made where they are
shown: in ``gui.notify`` (translated) and ``cli`` (English).
"""

from __future__ import annotations

import errno
import os
from enum import StrEnum
from typing import ClassVar


class Fault(StrEnum):
    """Who can mend it."""

    USER = "user"
    ENVIRONMENT = "environment"
    DATA = "data"
    PROGRAM = "program"


class EmError(Exception):
    """Base of every error that the application raises on purpose.

    Attributes:
        subject: the path, node or object that it happened to.
        reason: the technical text (English), for details and logs.
    """

    code: ClassVar[str] = "error"
    fault: ClassVar[Fault] = Fault.PROGRAM
    retryable: ClassVar[bool] = False

    def __init__(self, subject: str = "", reason: str = "") -> None:
        super().__init__(subject, reason)
        self.subject = subject
        self.reason = reason

    def __str__(self) -> str:
        text = self.code.replace("_", " ")
        if self.subject:
            text = f"{text}: {self.subject}"
        return f"{text}: {self.reason}" if self.reason else text


class NotFoundError(EmError):
    """The node or object isn't there (any more)."""

    code = "not_found"
    fault = Fault.USER


class AlreadyExistsError(EmError):
    """The name is taken."""

    code = "already_exists"
    fault = Fault.USER


class InvalidNameError(EmError):
    """The text can't be the name of a node or object."""

    code = "invalid_name"
    fault = Fault.USER


class InvalidValueError(EmError):
    """A value that a script gave can't be recorded."""

    code = "invalid_value"
    fault = Fault.USER


class InvalidMoveError(EmError):
    """The node can't go there: into itself, below itself, or into what isn't a folder."""

    code = "invalid_move"
    fault = Fault.USER


class NotSupportedError(EmError):
    """The store can't do this; its capabilities say so beforehand."""

    code = "not_supported"
    fault = Fault.ENVIRONMENT


class NotInstalledError(EmError):
    """An optional package is missing; ``subject`` names it."""

    code = "not_installed"
    fault = Fault.USER


class AccessDeniedError(EmError):
    """The operating system or the server refuses access."""

    code = "access_denied"
    fault = Fault.ENVIRONMENT


class NotLoggedInError(AccessDeniedError):
    """The server doesn't know who asks: no key, or one that isn't known any more."""

    code = "not_logged_in"
    fault = Fault.USER


class LockedError(AccessDeniedError):
    """People have locked the node against deletion."""

    code = "locked"
    fault = Fault.USER


class UnavailableError(EmError):
    """A file system, drive or server doesn't answer as it should; trying again may help."""

    code = "unavailable"
    fault = Fault.ENVIRONMENT
    retryable = True


class UnresolvedError(UnavailableError):
    """No computer has this name, as far as the network can tell."""

    code = "unresolved"
    fault = Fault.USER


class TimedOutError(UnavailableError):
    """It took a request and didn't answer in time."""

    code = "timed_out"


class UntrustedError(UnavailableError):
    """Nobody vouches for the server's certificate: who answers may be somebody else."""

    code = "untrusted"
    retryable = False


class CutOffError(UnavailableError):
    """The program ended before the work did; it can be gone on with."""

    code = "cut_off"


class NoSpaceError(EmError):
    """The disk or the quota is full."""

    code = "no_space"
    fault = Fault.ENVIRONMENT


class ConflictError(EmError):
    """Somebody else changed it since it was read."""

    code = "conflict"
    fault = Fault.USER


class MalformedError(EmError):
    """A file can't be understood.

    Attributes:
        line: the 1-based line where reading stopped, if known.
    """

    code = "malformed"
    fault = Fault.DATA

    def __init__(self, subject: str = "", reason: str = "", line: int | None = None) -> None:
        super().__init__(subject, reason)
        self.line = line


class TooLargeError(MalformedError):
    """A file passes a limit of size, depth or number of values."""

    code = "too_large"


class CancelledError(EmError):
    """The work was cancelled; nothing went wrong."""

    code = "cancelled"
    fault = Fault.USER


_BY_ERRNO: dict[int, type[EmError]] = {
    errno.ENOENT: NotFoundError,
    errno.ENOTDIR: NotFoundError,
    errno.EISDIR: NotFoundError,
    errno.ELOOP: NotFoundError,
    errno.EXDEV: InvalidMoveError,
    errno.EEXIST: AlreadyExistsError,
    errno.ENOTEMPTY: AlreadyExistsError,
    errno.EACCES: AccessDeniedError,
    errno.EPERM: AccessDeniedError,
    errno.EROFS: AccessDeniedError,
    errno.ENOSPC: NoSpaceError,
    errno.EDQUOT: NoSpaceError,
    errno.EFBIG: NoSpaceError,  # of one file, as on FAT
    errno.ENAMETOOLONG: InvalidNameError,
}


def from_os_error(error: OSError, subject: str = "") -> EmError:
    """The error of this tree for an operating-system error.

    Args:
        error: what the system raised.
        subject: the path to name; the error's own path if empty.
    """
    kind = _BY_ERRNO.get(error.errno or 0, UnavailableError)
    return kind(subject or os.fsdecode(error.filename or ""), error.strerror or str(error))
