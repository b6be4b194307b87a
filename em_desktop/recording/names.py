"""Where recordings are put, and the directory names they get."""

from __future__ import annotations

import os
import string
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from em_desktop.domain.paths import check_new_name
from em_desktop.errors import EmError, InvalidNameError, InvalidValueError, from_os_error
from em_desktop.recording.disk import Disk
from em_desktop.recording.values import LONGEST_TEXT

_LETTERS = string.ascii_lowercase + string.digits
_TRIES = 20


def parent_directory(variable: str, default: str) -> Path:
    """The directory that an environment variable names, else ``default``; may be relative."""
    return Path(os.environ.get(variable) or default)


def random_text(length: int) -> str:
    """Letters and digits. The script's own random numbers aren't touched."""
    number = int.from_bytes(os.urandom(16))
    letters = []
    for _ in range(length):
        number, position = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[position])
    return "".join(letters)


def alternative_name(name: str, time: datetime) -> str:
    """``<name>_<yymmdd>_<HHMMSS>_<6 of a-z0-9>``: what a recording's directory is called.

    Raises:
        InvalidNameError: no directory can have this name.
    """
    if not isinstance(name, str):
        raise InvalidNameError(str(name)[:80], f"a name is a text, not {type(name).__name__}")
    check_new_name(name)
    if "\\" in name:
        raise InvalidNameError(name, "a name holds no backslash")
    return check_new_name(f"{name}_{time:%y%m%d_%H%M%S}_{random_text(6)}")


def make_recording_directory(parent: Path, name: str, time: datetime, disk: Disk) -> Path:
    """Make a new directory for a recording.

    Raises:
        InvalidNameError: no directory can have this name.
        EmError: a file is in the way, the disk is full or read-only...
    """
    subject = os.fspath(parent)
    try:
        disk.make_directories(parent)
        for _ in range(_TRIES):
            path = parent / alternative_name(name, time)
            subject = os.fspath(path)
            try:
                disk.make_directory(path)
            except FileExistsError:
                continue
            return path
    except OSError as error:
        raise from_os_error(error, subject) from error
    raise EmError(subject, "no free name was found")


def check_description(description: Any) -> str:
    """A description as it is recorded.

    Raises:
        InvalidValueError: it isn't a text, or a very long one.
    """
    if not isinstance(description, str) or len(description) > LONGEST_TEXT:
        raise InvalidValueError("description", "should be a text of at most a million characters")
    return description


def check_labels(labels: Sequence[str] | str | None) -> list[str]:
    """Labels as they are recorded; one text alone is one label.

    Raises:
        InvalidValueError: a label isn't a text.
    """
    if labels is None:
        return []
    items = [labels] if isinstance(labels, str) else list(labels)
    for item in items:
        if not isinstance(item, str):
            raise InvalidValueError("labels", f"a label is a text, not {type(item).__name__}")
    return items
