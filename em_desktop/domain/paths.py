"""How nodes and objects are named and addressed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from em_desktop.errors import InvalidNameError

_ALTERNATIVE_NAME = re.compile(
    r"(?P<name>.*?)_?(?P<date>\d{6})_(?P<time>\d{6})_(?P<tail>[a-z0-9]{6})", re.DOTALL
)
_MAX_NAME_BYTES = 255


@dataclass(frozen=True, slots=True, order=True)
class NodePath:
    """Where a node is in its store: the names from the root down; the root is empty.

    A name is a directory or file name as it is on disk (bytes that aren't UTF-8
    are surrogate escapes), or a node's name on a server.
    """

    parts: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> NodePath:
        """The path of a text such as ``runs/mnist``; leading and trailing slashes don't count.

        Raises:
            InvalidNameError: a part is empty, ``.`` or ``..``, or holds a NUL.
        """
        stripped = text.strip("/")
        return cls(tuple(check_segment(part) for part in stripped.split("/"))) if stripped else ROOT

    @property
    def is_root(self) -> bool:
        return not self.parts

    @property
    def name(self) -> str:
        """The last part; empty for the root."""
        return self.parts[-1] if self.parts else ""

    @property
    def parent(self) -> NodePath:
        """The path one level up; the root is its own parent."""
        return NodePath(self.parts[:-1])

    def child(self, name: str) -> NodePath:
        return NodePath((*self.parts, name))

    def is_below(self, other: NodePath) -> bool:
        """Whether this is a node somewhere inside ``other`` (not ``other`` itself)."""
        count = len(other.parts)
        return len(self.parts) > count and self.parts[:count] == other.parts

    def rebased(self, old: NodePath, new: NodePath) -> NodePath:
        """This path after ``old`` (itself or above it) has become ``new``."""
        if self != old and not self.is_below(old):
            raise ValueError(f"{self} is not at or below {old}")
        return NodePath(new.parts + self.parts[len(old.parts) :])

    def ancestors(self) -> tuple[NodePath, ...]:
        """The paths above this one, from the root down."""
        return tuple(NodePath(self.parts[:count]) for count in range(len(self.parts)))

    def __str__(self) -> str:
        return "/".join(self.parts)


ROOT = NodePath()


def check_segment(name: str) -> str:
    """``name``, if it can be one part of a path without leading anywhere else.

    Raises:
        InvalidNameError: it is empty, ``.`` or ``..``, or holds a slash or a NUL.
    """
    if name in {"", ".", ".."}:
        raise InvalidNameError(name, "empty, '.' and '..' are no names")
    if "/" in name or "\0" in name:
        raise InvalidNameError(name, "a name holds no slash and no NUL")
    return name


def check_new_name(name: str) -> str:
    """``name``, if a node may be created with it or renamed to it.

    Stricter than `check_segment`: what exists may have any name, but nothing
    new gets control characters, a leading dot (not a node), blanks at its
    ends or more than 255 bytes.

    Raises:
        InvalidNameError: with the rule that it breaks.
    """
    check_segment(name)
    if name.startswith("."):
        raise InvalidNameError(name, "a name doesn't begin with a dot")
    if name != name.strip():
        raise InvalidNameError(name, "a name has no blanks at its ends")
    if any(ord(character) < 32 or ord(character) == 127 for character in name):
        raise InvalidNameError(name, "a name holds no control characters")
    if any("\ud800" <= character <= "\udfff" for character in name):
        raise InvalidNameError(name, "a name is valid Unicode")
    if len(name.encode()) > _MAX_NAME_BYTES:
        raise InvalidNameError(name, f"a name has at most {_MAX_NAME_BYTES} bytes")
    return name


def check_object_key(key: str) -> str:
    """``key``, if it names an object inside its node and nothing outside.

    Raises:
        InvalidNameError: it is absolute, or a part is empty, ``.`` or ``..``.
    """
    for part in key.split("/"):
        check_segment(part)
    return key


@dataclass(frozen=True, slots=True)
class AlternativeName:
    """A recording directory's name: ``<name>_<yymmdd>_<HHMMSS>_<6 of a-z0-9>``."""

    name: str
    time: datetime | None
    suffix: str

    @classmethod
    def parse(cls, text: str) -> AlternativeName | None:
        """The parts of a directory name, or None where it isn't of that form."""
        match = _ALTERNATIVE_NAME.fullmatch(text)
        if match is None:
            return None
        stamp = f"{match['date']}_{match['time']}"
        try:
            time = datetime.strptime(stamp, "%y%m%d_%H%M%S")  # noqa: DTZ007 - no zone is recorded
        except ValueError:
            time = None
        return cls(match["name"], time, f"{stamp}_{match['tail']}")

    def renamed(self, name: str) -> str:
        """The directory name after the node is renamed: the suffix stays."""
        return f"{name}_{self.suffix}"


def unique_name(name: str, taken: Iterable[str]) -> str:
    """``name``, or the first of ``name (2)``, ``name (3)``... that isn't taken."""
    used = set(taken)
    candidate, number = name, 2
    while candidate in used:
        candidate, number = f"{name} ({number})", number + 1
    return candidate


def printable(text: str) -> str:
    """``text`` fit for a screen: control characters and undecodable bytes as escapes."""
    if text.isprintable():  # a blank is
        return text
    return "".join(
        character
        if character.isprintable() or character == " "
        else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in text
    )
