"""What others change on a server, as it happens: by its feed, or by looking again and again."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError, NotFoundError
from em_desktop.stores.base import Cancel
from em_desktop.stores.remote.additions import Additions, RemoteChange
from em_desktop.stores.remote.places import Place, Territory

_WAIT_SECONDS = 5
"""So long a request waits for news; closing a store waits for it at most."""
_LOOK_SECONDS = 0.05

Echo = tuple[str, str]
"""A kind of change and a path on the server."""


class Listener:
    """What one who listens hasn't heard yet."""

    def __init__(self) -> None:
        self._news: list[Changes] = []
        self._error: EmError | None = None
        self._arrived = threading.Condition()

    def tell(self, changes: Changes) -> None:
        with self._arrived:
            self._news.append(changes)
            self._arrived.notify_all()

    def fail(self, error: EmError) -> None:
        """Nothing comes any more, for this reason."""
        with self._arrived:
            self._error = error
            self._arrived.notify_all()

    def next(self) -> list[Changes]:
        """What there is by now; perhaps nothing.

        Raises:
            EmError: the server tells nothing any more.
        """
        with self._arrived:
            self._arrived.wait_for(lambda: bool(self._news or self._error), _LOOK_SECONDS)
            news, self._news = self._news, []
            if self._error is not None and not news:
                raise self._error
        return news


class Audience:
    """Those who listen to a store; what is told to it reaches each of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []

    def listen(self, cancel: Cancel, begin: Callable[[], None]) -> Iterator[Changes]:
        """What is told from now on, until cancelled; ``begin`` sees that something is."""
        listener = Listener()
        with self._lock:
            self._listeners.append(listener)
        try:
            begin()
            while not cancel.is_set:
                yield from listener.next()
        finally:
            with self._lock:
                self._listeners.remove(listener)

    def tell(self, changes: Changes) -> None:
        if changes:
            with self._lock:
                for listener in self._listeners:
                    listener.tell(changes)

    def fail(self, error: EmError) -> None:
        with self._lock:
            for listener in self._listeners:
                listener.fail(error)


class Echoes:
    """What this process has done itself, so that the feed's word of it is known as its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._expected: Counter[Echo] = Counter()

    def expect(self, echo: Echo) -> None:
        """Say what is about to be done."""
        with self._lock:
            self._expected[echo] += 1

    def forget(self, echo: Echo) -> None:
        """It wasn't done."""
        self.is_own(echo)

    def is_own(self, echo: Echo) -> bool:
        """Whether such a change was expected; each one only once."""
        with self._lock:
            if not self._expected[echo]:
                del self._expected[echo]
                return False
            self._expected[echo] -= 1
            return True


class Feed:
    """Follows the server's feed of changes in a thread of its own, and tells the stores.

    Args:
        additions: of a server that has the feed.
        tell: is given what changed, and whether this process did it.
        fail: is given the reason when the feed ends by itself.
    """

    def __init__(
        self,
        additions: Additions,
        tell: Callable[[list[tuple[RemoteChange, bool]] | None], None],
        fail: Callable[[EmError], None],
    ) -> None:
        self._additions = additions
        self._tell = tell
        self._fail = fail
        self._cursor = ""
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._ended = threading.Event()
        self.echoes = Echoes()

    def mark(self) -> None:
        """Begin with what happens from now on, unless it is followed already."""
        with self._lock:
            if not self._is_followed:
                self._cursor = self._additions.news("", 0).cursor

    @property
    def _is_followed(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def begin(self) -> None:
        """Follow it from the mark on; without one from now on."""
        if not self._cursor:
            self.mark()
        with self._lock:
            if not self._is_followed:
                self._thread = threading.Thread(target=self._follow, daemon=True, name="feed")
                self._thread.start()

    def close(self) -> None:
        """Tell nothing more."""
        self._ended.set()

    def _follow(self) -> None:
        while not self._ended.is_set():
            try:
                news = self._additions.news(self._cursor, _WAIT_SECONDS)
            except NotFoundError:  # it isn't kept for so long
                self._cursor = ""
                self._tell(None)
                continue
            except EmError as error:
                if not self._ended.is_set():
                    self._fail(error)
                return
            self._cursor = news.cursor
            found = [
                (one, self.echoes.is_own((one.kind, one.path or one.old_path)))
                for one in news.changes
            ]
            if found and not self._ended.is_set():
                self._tell(found)


def changes_in(territory: Territory, found: list[tuple[RemoteChange, bool]]) -> list[Changes]:
    """What of the server's news is about the nodes of a store, in a piece for each who did it."""
    pieces = []
    for own, group in itertools.groupby(found, key=lambda one: one[1]):
        told = Changes.all_of(_changes(territory, change) for change, _ in group)
        if told:
            pieces.append(replace(_whole_way(territory, told), own=own))
    return pieces


def _whole_way(territory: Territory, changes: Changes) -> Changes:
    """Of what others share the folders that lead there come and go with it."""
    if territory.place is Place.MINE:
        return changes
    ways = {above for path in changes.parents for above in (path, *path.ancestors())}
    return replace(changes, parents=frozenset(ways))


def _changes(territory: Territory, change: RemoteChange) -> Changes:
    path = territory.path(change.path) if change.path else None
    old = territory.path(change.old_path) if change.old_path else None
    if change.kind == "removed":
        gone = path or old
        return Changes() if gone is None else _gone(gone)
    if change.kind == "moved" and path is not None and old is not None:
        return Changes(parents=frozenset({old.parent, path.parent}), moved=((old, path),))
    if path is not None and change.kind in {"created", "restored", "moved"}:
        return _appeared(path)
    if path is not None and change.kind == "grants" and territory.place is not Place.MINE:
        return _appeared(path)  # perhaps it could be seen before, too
    if old is not None:
        return _gone(old)
    return Changes() if path is None else Changes(nodes=frozenset({path}))


def _gone(path: NodePath) -> Changes:
    return Changes(parents=frozenset({path.parent}), removed=frozenset({path}))


def _appeared(path: NodePath) -> Changes:
    return Changes(parents=frozenset({path.parent}))
