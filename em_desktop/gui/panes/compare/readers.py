"""Reads all that is compared, and follows it while somebody looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from em_desktop.domain.comparison import Member
from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.domain.subjects import Subject
from em_desktop.errors import EmError
from em_desktop.gui.context import Context
from em_desktop.gui.panes.compare.digest import NOTHING_READ, Digest, digest_of
from em_desktop.gui.panes.compare.feed import MemberFeed
from em_desktop.gui.tasks import Lane
from em_desktop.gui.turns import Turns
from em_desktop.stores.base import Cancel

TELL_EVERY = 150
"""Milliseconds between two times that it tells of news, which come with each file that is read."""


class MemberReaders(QObject):
    """A reader for each member, and what the page needs of what they have read."""

    changed = Signal()
    """Other digests, or something can't be read."""
    found_elsewhere = Signal(str, object)
    """The member of this key is this `Node` now."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._members: dict[str, Member] = {}
        self._feeds: dict[str, MemberFeed] = {}
        self._digests: dict[str, Digest] = {}
        self._news: set[str] = set()
        self._is_digesting = False
        self._touched: set[str] = set()
        self._is_active = False
        self._starts = Turns(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(TELL_EVERY)
        self._soon.timeout.connect(self._digest)
        context.stores.changed.connect(self._store_changed)
        context.stores.opened.connect(self._store_opened)
        context.stores.availability_changed.connect(self._store_opened)

    def node(self, key: str) -> Node | None:
        """A member's node as it was read last; None before that."""
        feed = self._feeds.get(key)
        return None if feed is None else feed.node

    def error(self, key: str) -> EmError | None:
        """Why a member couldn't be read the last time; None where it could."""
        feed = self._feeds.get(key)
        return None if feed is None else feed.error

    def digest(self, key: str) -> Digest:
        """What was made of it so far."""
        return self._digests.get(key, NOTHING_READ)

    @property
    def is_read(self) -> bool:
        """Whether everything has been read once, or couldn't be."""
        return self.is_settled and all(feed.is_read for feed in self._feeds.values())

    @property
    def is_settled(self) -> bool:
        """Whether what was read so far has been told."""
        return not self._news and not self._is_digesting and self._starts.is_idle

    # Whom it reads

    def set_members(self, members: Sequence[Member]) -> None:
        """Follow these and nobody else; new ones are read, some in each turn."""
        keys = {member.key for member in members}
        for key in self._members.keys() - keys:
            self._starts.forget(key)
            self._digests.pop(key, None)
            self._news.discard(key)
            gone = self._feeds.pop(key, None)
            if gone is not None:
                gone.stop()
                gone.deleteLater()
        new = [member.key for member in members if member.key not in self._members]
        self._members = {member.key: member for member in members}
        for key, feed in self._feeds.items():
            feed.member = self._members[key]
        self._read(new)
        self._watch()

    def refresh(self) -> None:
        """Read all members again; only what is new in their files is read."""
        self._touched.clear()
        self._read(self._members)

    def _read(self, keys: Iterable[str]) -> None:
        for key in keys:
            self._starts.ask(key, partial(self._start, key))

    def _start(self, key: str) -> None:
        feed = self._feeds.get(key)
        if feed is None:
            feed = self._feeds[key] = MemberFeed(self._context, self._members[key], self)
            feed.changed.connect(self._heard)
            feed.found_elsewhere.connect(self.found_elsewhere)
        feed.refresh()

    def set_active(self, *, active: bool) -> None:
        """Whether somebody looks: what happens meanwhile is read, else it is read then."""
        self._is_active = active
        self._watch()
        if active:
            touched, self._touched = self._touched, set()
            self._read(touched & self._members.keys())

    @Slot(str, object)
    def _store_changed(self, store_id: str, changes: Changes) -> None:
        touched = {k for k, feed in self._feeds.items() if feed.is_touched(store_id, changes)}
        if self._is_active:
            self._read(touched)
        else:
            self._touched |= touched

    @Slot(str)
    def _store_opened(self, store_id: str) -> None:
        self._read(k for k, each in self._members.items() if each.place.store_id == store_id)
        self._watch()

    def _watch(self) -> None:
        """Ask to hear of the members while they can be seen."""
        stores = self._context.stores
        by_store: dict[str, set[NodePath]] = {info.id: set() for info in stores.infos()}
        if self._is_active:
            for member in self._members.values():
                place = member.place
                by_store.setdefault(place.store_id, set()).add(place.path)
        for store_id, paths in by_store.items():
            stores.set_watched(self, store_id, paths)

    # What it makes of that

    @Slot(str)
    def _heard(self, key: str) -> None:
        """The first news are told at once, and what comes right after them together."""
        self._news.add(key)
        if not self._soon.isActive():
            self._digest()

    @Slot()
    def _digest(self) -> None:
        """Have a worker make digests of all news."""
        if self._is_digesting or not self._news:
            return
        self._is_digesting = True
        read = {}
        for key in self._news & self._feeds.keys():
            feed = self._feeds[key]
            read[key] = (feed.subject, dict(feed.tables), self.digest(key))
        self._news.clear()
        self._context.tasks.run(
            self,
            partial(_digests, read),
            MemberReaders._take,
            failed=MemberReaders._fail,
            key="digest",
            lane=Lane.SCREEN,
        )

    def _take(self, found: dict[str, Digest]) -> None:
        self._is_digesting = False
        self._digests |= {key: each for key, each in found.items() if key in self._feeds}
        self._soon.start()
        self.changed.emit()

    def _fail(self, _error: EmError) -> None:
        self._is_digesting = False


def _digests(
    read: Mapping[str, tuple[Subject | None, Mapping[str, MetricTable], Digest]], cancel: Cancel
) -> dict[str, Digest]:
    found = {}
    for key, (subject, tables, before) in read.items():
        cancel.check()
        found[key] = digest_of(subject, tables, before)
    return found
