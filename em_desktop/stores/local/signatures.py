"""How a node looks from outside, so that two looks tell what has changed between them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeAlias

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.formats.node_meta import NODE_META
from em_desktop.stores.local.markers import MarkerTimes, Stat, is_settled, marker_times
from em_desktop.stores.local.places import is_node_entry

State: TypeAlias = object
"""Equal where nothing has changed."""

_MOST_FILES = 20_000


class ChildState(NamedTuple):
    """A child as its folder shows it.

    Attributes:
        facts: the state of what its facts are read from.
        files: of a running recording all its files; None where they weren't looked at.
        settled: whether what wasn't there when it was looked at is sure to change the
            directory's time when it comes.
    """

    facts: State
    files: State = None
    settled: bool = False

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
        nodes=frozenset(nodes | {path.child(name) for name in new}),
        parents=frozenset({path}) if gone or new else frozenset(),
        removed=frozenset(path.child(name) for name in gone),
    )


def folder_signature(
    place: str,
    alive: AbstractSet[str] = frozenset(),
    before: Signature | None = None,
    *,
    only_names: bool = False,
) -> Signature:
    """The state of a folder and of what its table shows.

    Args:
        place: the directory.
        alive: names of children that were last seen running; then the times of all their
            files count, for their last signs of life.
        before: what an earlier look found; with it this one takes half of the time.
        only_names: of children that were there before, take it that they look the same.
    """
    folder = os.path.basename(place)  # noqa: PTH119
    known = {} if before is None else before.children
    children: dict[str, ChildState] = {}
    try:
        newest = os.stat(place).st_mtime_ns  # noqa: PTH116 - called for thousands
        with os.scandir(place) as scan, _stats_below(place) as stat_below:
            for entry in scan:
                if not is_node_entry(entry, folder):
                    continue
                name = entry.name
                if only_names and name in known:
                    children[name] = known[name]
                else:
                    child, time_ns = _child_state(entry, stat_below, alive, known.get(name))
                    children[name] = child
                    newest = max(newest, time_ns)
    except OSError:
        return Signature()
    return Signature(("folder", _file_state(f"{place}/{NODE_META}")), children, newest)


@contextmanager
def _stats_below(place: str) -> Iterator[Stat]:
    """By relative paths where the system can: that takes half the time of whole ones."""
    if os.stat not in os.supports_dir_fd:
        yield lambda name: os.stat(f"{place}/{name}", follow_symlinks=False)  # noqa: PTH116
        return
    directory = os.open(place, os.O_RDONLY)
    try:
        yield partial(os.stat, dir_fd=directory, follow_symlinks=False)
    finally:
        os.close(directory)


def _child_state(
    entry: os.DirEntry[str],
    stat_below: Stat,
    alive: AbstractSet[str],
    before: ChildState | None,
) -> tuple[ChildState, int]:
    """The state, and the newest time in it, unless that was told before."""
    try:
        if not entry.is_dir(follow_symlinks=False):
            status = entry.stat(follow_symlinks=False)
            return ChildState(_state(status)), status.st_mtime_ns
        files = tuple(_files(entry.path)) if entry.name in alive else None
        if (
            before is not None
            and before.settled
            and isinstance(before.facts, MarkerTimes)
            and before.facts.still_hold(entry.name, stat_below)
        ):
            return before if files == before.files else before._replace(files=files), 0
        times = marker_times(entry.name, stat_below)
    except OSError as error:
        return ChildState(error.errno), 0
    return ChildState(times, files, is_settled(times.own)), times.newest


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
