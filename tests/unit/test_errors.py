"""What the operating system's errors become."""

from __future__ import annotations

import errno
import os

import pytest

from em_desktop.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    EmError,
    InvalidMoveError,
    InvalidNameError,
    NoSpaceError,
    NotFoundError,
    UnavailableError,
    from_os_error,
)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOENT, NotFoundError),
        (errno.EISDIR, NotFoundError),
        (errno.ELOOP, NotFoundError),
        (errno.EEXIST, AlreadyExistsError),
        (errno.EACCES, AccessDeniedError),
        (errno.EROFS, AccessDeniedError),
        (errno.ENOSPC, NoSpaceError),
        (errno.ENAMETOOLONG, InvalidNameError),
        (errno.EXDEV, InvalidMoveError),
        (errno.EIO, UnavailableError),
    ],
    ids=lambda value: errno.errorcode[value] if isinstance(value, int) else "",
)
def test_each_error_of_the_system_keeps_its_path_and_reason(
    number: int, kind: type[EmError]
) -> None:
    error = from_os_error(OSError(number, os.strerror(number), "/a/path"))
    assert type(error) is kind
    assert (error.subject, error.reason) == ("/a/path", os.strerror(number))
    assert str(error) == f"{kind.code.replace('_', ' ')}: /a/path: {os.strerror(number)}"


def test_only_what_may_pass_is_worth_another_try() -> None:
    assert from_os_error(OSError(errno.EIO, "x")).retryable
    assert not from_os_error(OSError(errno.EACCES, "x")).retryable


def test_the_named_subject_wins_over_the_errors_own_path() -> None:
    assert from_os_error(OSError(errno.EIO, "x", "/inner"), "outer").subject == "outer"
