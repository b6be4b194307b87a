"""What a node is called: by people, and on disk."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Collection

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import AlternativeName, check_new_name
from em_desktop.errors import InvalidNameError

SHORTCUT_SUFFIX = ".shortcut.yaml"

_RECORDINGS = {NodeType.RUN, NodeType.ARTIFACT}


def shown_name(segment: str, recorded: str, alternative: str) -> str:
    """What people call a recording.

    Args:
        segment: its directory's name.
        recorded: the name that its recorder wrote; empty if unknown.
        alternative: the directory name that its recorder gave it; empty if unknown.

    Returns:
        the recorder's name while the directory is called as the recorder called it; else
        the directory's name, without the time part if it has one.
    """
    parts = AlternativeName.parse(segment)
    if recorded and (segment == alternative or (not alternative and parts is not None)):
        return recorded
    return parts.name if parts is not None and parts.name else segment


def new_segment(kind: NodeType, segment: str, name: str) -> str:
    """The last part of a node's path after people gave it another name.

    A recording keeps its time part and a shortcut its ending; a name that brings them
    along is taken as it is.

    Args:
        kind: the node's type.
        segment: the last part of its path now.
        name: the new name as people see it.

    Raises:
        InvalidNameError: the name can't be given, or would make a node of another type of it.
    """
    check_new_name(name)
    if kind in _RECORDINGS:
        parts = AlternativeName.parse(segment)
        if parts is None or name.endswith(f"_{parts.suffix}"):
            return name
        return check_new_name(parts.renamed(name))
    if kind is NodeType.SHORTCUT:
        return name if name.endswith(SHORTCUT_SUFFIX) else check_new_name(name + SHORTCUT_SUFFIX)
    if kind is NodeType.FILE and name.endswith(SHORTCUT_SUFFIX):
        raise InvalidNameError(name, "a file of this name would be a shortcut")
    if kind is NodeType.FOLDER:
        check_folder_name(name)
    return name


def check_folder_name(name: str) -> str:
    """``name``, if a folder may be given it.

    Raises:
        InvalidNameError: also where it reads as a recording's directory name.
    """
    check_new_name(name)
    if AlternativeName.parse(name) is not None:
        raise InvalidNameError(name, "a folder of this name would be a recording")
    return name


def free_segment(kind: NodeType, segment: str, taken: Collection[str]) -> str:
    """``segment``, or the same with the first free number, where another node can have it.

    The number stands before a recording's time part, a shortcut's ending and a file's.

    Args:
        kind: the node's type.
        segment: the last part of its path, if it is free.
        taken: the names in the folder; what differs only in case is taken too.
    """
    used = {comparable(name) for name in taken}
    if comparable(segment) not in used:
        return segment
    stem, ending = segment, ""
    parts = AlternativeName.parse(segment) if kind in _RECORDINGS else None
    if parts is not None:
        stem, ending = parts.name, f"_{parts.suffix}"
    elif kind is NodeType.SHORTCUT:
        stem, ending = segment.removesuffix(SHORTCUT_SUFFIX), SHORTCUT_SUFFIX
    elif kind is NodeType.FILE:
        stem, ending = os.path.splitext(segment)  # noqa: PTH122 - a name, no path
    number = 2
    while comparable(candidate := f"{stem} ({number}){ending}") in used:
        number += 1
    return candidate


def comparable(name: str) -> str:
    """Equal for names that some file systems take for one: other case, other composition."""
    return unicodedata.normalize("NFC", name).casefold()
