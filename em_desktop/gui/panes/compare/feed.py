"""Follows one of the compared: its facts and its curves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from em_desktop.domain.comparison import Member
from em_desktop.domain.metrics import MetricTable
from em_desktop.domain.nodes import Node
from em_desktop.domain.operations import Changes
from em_desktop.domain.subjects import Subject
from em_desktop.errors import EmError
from em_desktop.formats.source import ObjectSource
from em_desktop.gui.context import Context
from em_desktop.gui.panes.compare.reading import ReadSubject, read_subject
from em_desktop.gui.panes.compare.trials import read_trial_subject
from em_desktop.gui.panes.run.metrics_feed import MetricsFeed

_COLUMNS = "columns"


class MemberFeed(QObject):
    """Reads a member when it is asked to; what was read stays when the node goes away.

    Attributes:
        member: whom it follows.
        subject: what is known of it; None until it was read.
        node: the node as it was read last.
        error: why it couldn't be read the last time.
    """

    changed = Signal(str)
    """The member of this key has another subject, other curves or another error."""
    found_elsewhere = Signal(str, object)
    """The member of this key is this `Node` now: it was moved, or read for the first time."""

    def __init__(self, context: Context, member: Member, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self.member = member
        self.subject: Subject | None = None
        self.node: Node | None = None
        self.error: EmError | None = None
        self._own: dict[str, MetricTable] | None = None
        cache = Path(context.cache_directory) / _COLUMNS
        self._metrics = MetricsFeed(context.tasks, self._source, cache, self)
        self._metrics.changed.connect(self._tell)
        self._metrics.failed.connect(self._fail)

    @property
    def tables(self) -> dict[str, MetricTable]:
        """The metric tables by the names of their files."""
        return self._metrics.tables if self._own is None else self._own

    @property
    def is_read(self) -> bool:
        """Whether everything has been read once, or couldn't be."""
        complete = self._own is not None or self._metrics.complete
        return self.error is not None or (self.subject is not None and complete)

    def refresh(self) -> None:
        """Read what is new."""
        member = self.member
        try:
            store = self._context.stores.store(member.place.store_id)
        except EmError as error:
            self._fail(error)
            return
        read = read_trial_subject if member.place.part else read_subject
        self._context.tasks.run(
            self,
            lambda cancel: read(store, member.place, member.node_id, cancel),
            MemberFeed._take,
            failed=MemberFeed._fail,
            key="subject",
        )

    def is_touched(self, store_id: str, changes: Changes) -> bool:
        """Whether something happened to the member, or to a folder that it lies in."""
        place = self.member.place
        gone = (place.path == each or place.path.is_below(each) for each in changes.removed)
        return place.store_id == store_id and (changes.touches(place.path) or any(gone))

    def stop(self) -> None:
        """Read no more; it is going to be deleted."""
        for owner in (self, self._metrics):
            self._context.tasks.cancel_all(owner)

    def _source(self) -> ObjectSource:
        place = self.member.place
        return self._context.stores.store(place.store_id).objects(place.path)

    def _take(self, read: ReadSubject) -> None:
        self.error = None
        own = None if read.tables is None else dict(read.tables)
        is_new = self.subject != read.subject or own is not None
        self._own = own
        self.subject, self.node = read.subject, read.node
        if self._is_news(read):
            self.found_elsewhere.emit(self.member.key, read.node)
        if own is None:
            self._metrics.refresh()
        if is_new:
            self._tell()

    def _is_news(self, read: ReadSubject) -> bool:
        member, node = self.member, read.node
        return (
            node.path != member.place.path
            or node.name != member.name
            or (node.id or "") not in {"", member.node_id}
        )

    def _tell(self) -> None:
        self.changed.emit(self.member.key)

    def _fail(self, error: EmError) -> None:
        self.error = error
        self._tell()
