"""What is wrong with a file that was read all the same."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    """Why a part of a recording isn't shown, or is shown with a doubt."""

    MISSING = "missing"
    """A file that belongs to the recording isn't there."""
    EMPTY = "empty"
    """The file is empty, perhaps in the middle of being written anew."""
    TRUNCATED = "truncated"
    """The end is cut off; everything before it is shown."""
    MALFORMED = "malformed"
    """The text isn't valid."""
    WRONG_TYPE = "wrong_type"
    """A value isn't of the type that belongs there; it is left out or shown as text."""
    TOO_LARGE = "too_large"
    """A limit of size, depth or number was passed."""
    UNREADABLE = "unreadable"
    """The operating system doesn't let it be read."""
    ENCODING = "encoding"
    """Bytes that aren't text in any expected encoding."""
    INCONSISTENT = "inconsistent"
    """Two places say different things."""
    OVERWRITTEN = "overwritten"
    """Another file took the place of the recorder's."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, and where.

    Attributes:
        file: the object's path inside its node.
        kind: what is wrong.
        detail: the technical reason (English), for the details.
        line: the 1-based line, where one is known.
    """

    file: str
    kind: ProblemKind
    detail: str = ""
    line: int | None = None
