"""How a node looks from outside, so that two looks tell what has changed between them."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.formats.node_meta import NODE_META
from em_desktop.stores.local.markers import read_markers
from em_desktop.stores.local.places import is_node_entry

State: TypeAlias = object
"""Equal where nothing has changed."""

_MOST_FILES = 20_000


class ChildState(NamedTuple):
    """A child as its folder shows it.

    Attributes:
        facts: the state of what its facts are read from.
        files: of a running recording all its files; None where they weren't looked at.
    """

    facts: State
    files: State = None

    def differs(self, other: ChildState) -> bool:
        """Whether something has changed; files count where both times they were looked at."""
        both = self.files is not None and other.files is not None
        return self.facts != other.facts or (both and self.files != other.files)


@dataclass(frozen=True, slots=True)
class Signature:
    """How a node looks.

    Attributes:
        own: its own state; None where it isn't there.
        children: of a folder, the states of its children by name.
        newest: the newest of all times that were looked at, in nanoseconds since 1970.
    """

    own: State = None
    children: dict[str, ChildState] = field(default_factory=dict)
    newest: int = field(default=0, compare=False)


def difference(path: NodePath, before: Signature, now: Signature) -> Changes:
    """What happened to the node at ``path`` between two looks."""
    if before == now:
        return Changes()
    if now.own is None:
        return Changes(parents=frozenset({path.parent}), removed=frozenset({path}))
    if before.own is None:
        return Changes(nodes=frozenset({path}), parents=frozenset({path, path.parent}))
    nodes = {path} if before.own != now.own else set()
    gone = before.children.keys() - now.children.keys()
    new = now.children.keys() - before.children.keys()
    for name, state in now.children.items():
        if name not in new and state.differs(before.children[name]):
            nodes.add(path.child(name))
    return Changes(
        nodes=frozenset(nodes),
        parents=frozenset({path}) if gone or new else frozenset(),
        removed=frozenset(path.child(name) for name in gone),
    )


def folder_signature(place: str, is_alive: Callable[[str], bool]) -> Signature:
    """The state of a folder and of what its table shows.

    Args:
        place: the directory.
        is_alive: whether the child of this name was last seen running; then the times of
            all its files count, for its last sign of life.
    """
    folder = os.path.basename(place)  # noqa: PTH119
    children: dict[str, ChildState] = {}
    try:
        newest = os.stat(place).st_mtime_ns  # noqa: PTH116 - called for thousands
        with os.scandir(place) as scan:
            for entry in scan:
                if is_node_entry(entry, folder):
                    children[entry.name], time_ns = _child_state(entry, is_alive)
                    newest = max(newest, time_ns)
    except OSError:
        return Signature()
    return Signature(("folder", _file_state(f"{place}/{NODE_META}")), children, newest)


def _child_state(
    entry: os.DirEntry[str], is_alive: Callable[[str], bool]
) -> tuple[ChildState, int]:
    """The state, and the newest time in it."""
    try:
        if not entry.is_dir(follow_symlinks=False):
            status = entry.stat(follow_symlinks=False)
            return ChildState(_state(status)), status.st_mtime_ns
        markers = read_markers(entry.path)
    except OSError as error:
        return ChildState(error.errno), 0
    files = tuple(_files(entry.path)) if is_alive(entry.name) else None
    return ChildState(markers.fingerprint, files), markers.modified_ns


def recording_signature(place: str) -> Signature:
    """The state of a node that holds files: names, sizes and times of all of them."""
    try:
        status = os.lstat(place)
    except OSError:
        return Signature()
    if not stat.S_ISDIR(status.st_mode):
        return Signature(_state(status), newest=status.st_mtime_ns)
    files = tuple(_files(place))
    newest = max((each.state[0] for each in files if each.state), default=0)
    return Signature(files, newest=max(newest, status.st_mtime_ns))


class _FileState(NamedTuple):
    """An entry below a directory.

    Attributes:
        state: of a file; empty for a directory.
        error: why a directory can't be listed.
    """

    place: str
    state: tuple[int, ...] = ()
    error: int | None = None


def _files(place: str) -> Iterator[_FileState]:
    """Each entry below a directory, up to a number that can be looked at."""
    pending = [place]
    count = 0
    while pending and count < _MOST_FILES:
        directory = pending.pop()
        try:
            with os.scandir(directory) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
            for entry in entries:
                count += 1
                if entry.is_dir(follow_symlinks=False):
                    pending.append(entry.path)
                    yield _FileState(entry.path)
                else:
                    yield _FileState(entry.path, _state(entry.stat(follow_symlinks=False)))
        except OSError as error:
            yield _FileState(directory, error=error.errno)


def _state(status: os.stat_result) -> tuple[int, ...]:
    return status.st_mtime_ns, status.st_size, status.st_ino


def _file_state(place: str) -> State:
    try:
        return _state(os.lstat(place))
    except OSError:
        return None
