"""Noticing what other programs write, by looking again and again.

File-system events (inotify and its like) aren't told of what another machine writes
on a network file system, run out of watches with many users, and differ per system.
Looking costs a few system calls per node that is on the screen. What takes long to
look at is looked at less often, so that all of it takes less than a tenth of the time.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.stores.base import Cancel
from em_desktop.stores.local.signatures import Signature, difference

Look: TypeAlias = Callable[[NodePath, Signature | None], Signature]
Names: TypeAlias = Callable[[NodePath, Signature], Signature]

INTERVAL = 0.4
"""Seconds between two looks at a node."""
_REST = 12
"""How many times longer than looking the pause after it is at least."""
_LONG = INTERVAL / (_REST + 1)
"""Seconds from which on a look is long: its node then waits alone, and doesn't delay others."""
_READ_BEFORE = 3.0
"""Seconds before the first look in which its node may have been read for the screen."""
_CLOSE = 0.1
"""Seconds between two changes of this process that belong together: a gesture on many nodes."""
_GATHERED = 1.0
"""Seconds for which such changes are gathered at most before they are told as one."""
_WAKE = 0.1
"""Seconds within which an iterator notices that it was cancelled."""


@dataclass(slots=True)
class _Watched:
    """How a node looked the last time, how long that took, and when to look again.

    Attributes:
        signature: how it looked.
        quick: the last glance.
        cost: the seconds that looking takes: of the last two times the shorter one.
        last: the seconds that it took the last time.
        due: when to look again.
    """

    signature: Signature
    quick: object
    cost: float
    last: float
    due: float = 0.0


class Watcher:
    """Follows some nodes of a store for any number of listeners.

    Args:
        look: the state of a node, given the one before, if there is one: what is in it, or
            the facts of its children.
        look_at_names: the same, where only which children there are may have changed.
        glance: a state that one system call gives; when it has changed, the names are looked
            at although it isn't time yet for the whole.
        is_there: whether the store itself is there.
    """

    def __init__(
        self,
        look: Look,
        look_at_names: Names,
        glance: Callable[[NodePath], object],
        is_there: Callable[[], bool],
    ) -> None:
        self._look = look
        self._look_at_names = look_at_names
        self._glance = glance
        self._is_there = is_there
        self._lock = threading.Lock()
        self._paths: frozenset[NodePath] = frozenset()
        self._feeds: list[_Feed] = []

    def watch(self, paths: frozenset[NodePath]) -> None:
        """Look after these from now on, and no more after others.

        How a new one looks is found out by the listeners' threads right afterwards; who
        reads a node after this call misses nothing.
        """
        with self._lock:
            self._paths = paths
            feeds = list(self._feeds)
        for feed in feeds:
            feed.follow(paths)

    def announce(self, changes: Changes) -> None:
        """Tell all listeners of what this process did: at once, or together with what follows."""
        own = replace(changes, own=True)
        with self._lock:
            feeds = list(self._feeds)
        for feed in feeds:
            feed.announce(own)

    def changes(self, cancel: Cancel) -> Iterator[Changes]:
        """See `Store.changes`."""
        feed = _Feed(self._look, self._look_at_names, self._glance, self._is_there, cancel)
        with self._lock:
            self._feeds.append(feed)
            feed.follow(self._paths)
        try:
            while not cancel.is_set and not feed.stopped:
                yield from feed.next()
        finally:
            with self._lock:
                self._feeds.remove(feed)

    def close(self) -> None:
        """End all listening."""
        with self._lock:
            for feed in self._feeds:
                feed.stop()


@dataclass(slots=True, eq=False)
class _Feed:
    """What one listener is told."""

    look: Look
    look_at_names: Names
    glance: Callable[[NodePath], object]
    is_there: Callable[[], bool]
    cancel: Cancel
    watched: dict[NodePath, _Watched | None] = field(default_factory=dict)
    own: deque[Changes] = field(default_factory=deque)
    woken: threading.Condition = field(default_factory=threading.Condition)
    gone: bool = False
    stopped: bool = False
    renewed: bool = False
    told: float = 0.0

    def follow(self, paths: frozenset[NodePath]) -> None:
        with self.woken:
            known = self.watched
            self.watched = {path: known.get(path) for path in sorted(paths)}
            self.renewed = True
            self.woken.notify_all()

    def announce(self, changes: Changes) -> None:
        with self.woken:
            self.own.append(changes)
            self.woken.notify_all()

    def stop(self) -> None:
        with self.woken:
            self.stopped = True
            self.woken.notify_all()

    def next(self) -> Iterator[Changes]:
        """What happened since the last time, after a pause if nothing did."""
        own = self._announced()
        if own:
            yield own
        if self.is_there() == self.gone:
            self.gone = not self.gone
            self._refresh(frozenset(self.watched))
            yield Changes(reset=True)
        elif not self.gone:
            found = self._changed()
            if found:
                yield found
        if not own:
            self._pause()

    def _announced(self) -> Changes:
        """This process's changes as one; their traces on disk are no news afterwards.

        A first one is told at once; those that follow it closely are gathered, since a look
        at a large folder after each of a thousand takes far longer than they do.
        """
        with self.woken:
            if self.own and time.monotonic() - self.told < _GATHERED:
                self._gather()
            if not self.own:
                return Changes()
            changes = Changes.all_of(self.own)
            self.own.clear()
            watched = list(self.watched)
        self._refresh(_concerned(changes, watched))
        self.told = time.monotonic()
        return changes

    def _gather(self) -> None:
        """Wait until nothing more follows closely, but not for long."""
        until = time.monotonic() + _GATHERED
        known = 0
        while known < len(self.own) and not (self.cancel.is_set or self.stopped):
            left = until - time.monotonic()
            if left <= 0:
                return
            known = len(self.own)
            self.woken.wait(min(_CLOSE, left))

    def _refresh(self, paths: frozenset[NodePath]) -> None:
        """Take how these look now for what is known."""
        for path in paths:
            self._look_at(path)

    def _look_at(self, path: NodePath) -> Changes:
        """Look at a node; what is different from the last look, which there may not be."""
        with self.woken:
            watched = self.watched.get(path)
        started = time.monotonic()
        quick = self.glance(path)  # before the look: what happens in between is noticed later
        if watched is None or started >= watched.due:
            signature = self.look(path, None if watched is None else watched.signature)
            now = self._timed(signature, quick, watched, time.monotonic() - started)
        elif quick != watched.quick:
            signature = self.look_at_names(path, watched.signature)
            now = replace(watched, signature=signature, quick=quick)
        else:
            return Changes()
        with self.woken:
            if path in self.watched:
                self.watched[path] = now
        if watched is None:
            return _perhaps_missed(path, signature)
        return difference(path, watched.signature, signature)

    def _timed(
        self, signature: Signature, quick: object, before: _Watched | None, cost: float
    ) -> _Watched:
        """A look at the whole, and when to look again.

        Once may have taken long because of other programs; twice, and it is the node.
        """
        now = _Watched(signature, quick, cost if before is None else min(cost, before.last), cost)
        if now.cost > _LONG:
            long = sum(one.cost > _LONG for one in self.watched.values() if one is not None)
            now.due = time.monotonic() + _REST * now.cost * max(1, long)
        return now

    def _changed(self) -> Changes:
        """What looks different in the nodes whose turn it is."""
        with self.woken:
            self.renewed = False
            paths = list(self.watched)
        found = Changes()
        for path in paths:
            if self.cancel.is_set:
                break
            found = found.merged(self._look_at(path))
        return found

    def _pause(self) -> None:
        """Wait for the next look, for an announcement or for the end."""
        short = sum(one.cost for one in self.watched.values() if one and one.cost <= _LONG)
        until = time.monotonic() + max(INTERVAL, _REST * short)
        with self.woken:
            while not (self.cancel.is_set or self.own or self.stopped or self.renewed):
                left = until - time.monotonic()
                if left <= 0:
                    return
                self.woken.wait(min(_WAKE, left))


def _perhaps_missed(path: NodePath, signature: Signature) -> Changes:
    """What may have changed after a node was read and before the first look at it."""
    if time.time_ns() - signature.newest > _READ_BEFORE * 1e9:
        return Changes()
    return Changes(nodes=frozenset({path}), parents=frozenset({path}))


def _concerned(changes: Changes, watched: Iterable[NodePath]) -> frozenset[NodePath]:
    """The watched nodes in whose state an announced change shows."""
    touched = changes.nodes | changes.parents | changes.removed
    touched |= {path for pair in changes.moved for path in pair}
    above = {path.parent for path in changes.nodes | changes.removed}
    return frozenset(path for path in watched if path in touched or path in above)
