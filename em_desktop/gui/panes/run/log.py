"""The Logs tab: what the Run wrote to its terminal."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from em_desktop.domain.nodes import Status
from em_desktop.domain.operations import Changes
from em_desktop.errors import EmError
from em_desktop.formats import ansi
from em_desktop.formats.log import LogLine, LogReader, LogSize
from em_desktop.formats.run import log_key
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.panes.run.log_view import LogView, Spot
from em_desktop.gui.widgets import IconButton, SearchField, StateView, Toggle
from em_desktop.stores.base import Cancel, Store

MOST_COPIED = 100_000
MOST_MATCHES = 100_000


class LogTab(QWidget):
    """A log of any size: searched, copied, and followed while it grows."""

    count_changed = Signal(int)
    problems_changed = Signal(tuple)

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("area", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.context = context
        self.location = location
        self._reader: LogReader | None = None
        self._scanned = 0
        self._first = True
        self._matches: list[int] = []
        self._match = -1
        self._view = LogView(self)
        self._state = StateView(self)
        self._search = SearchField("", self)
        self._previous = IconButton("up", "", self)
        self._next = IconButton("down", "", self)
        self._case = Toggle("Aa", self)
        self._follow = Toggle("", self)
        self._size = QLabel(self)
        theme.set_font(self._size, "small")
        theme.set_tone(self._size, "muted")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(16, 8, 16, 8)
        bar.setSpacing(8)
        self._search.setMaximumWidth(360)
        bar.addWidget(self._search, 1)
        for widget in (self._previous, self._next, self._case):
            bar.addWidget(widget)
        bar.addStretch()
        bar.addWidget(self._size)
        bar.addWidget(self._follow)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        self._pages = QStackedLayout()
        self._pages.addWidget(self._view)
        self._pages.addWidget(self._state)
        page.addLayout(self._pages, 1)

    def _connect(self) -> None:
        self._view.lines_wanted.connect(self._read_lines)
        self._view.copy_wanted.connect(self._copy)
        self._view.follow_changed.connect(self._follow.setChecked)
        self._follow.toggled.connect(self._view.set_follow)
        self._search.textChanged.connect(self._start_search)
        self._search.returnPressed.connect(self._show_next)
        self._case.toggled.connect(self._start_search)
        self._next.clicked.connect(self._show_next)
        self._previous.clicked.connect(self._show_previous)
        QShortcut(QKeySequence.StandardKey.FindNext, self, self._show_next)
        QShortcut(QKeySequence.StandardKey.FindPrevious, self, self._show_previous)

    def refresh(self) -> None:
        """Read what is new at the end of the log; all of it the first time."""
        store, path = self.context.stores.store(self.location.store_id), self.location.path
        if self._reader is None:
            self.context.tasks.run(
                self,
                lambda _: open_log(store, path),
                LogTab._opened,
                failed=LogTab._failed,
                key="open",
            )
        else:
            self._scan()

    def apply_changes(self, changes: Changes) -> None:
        if changes.touches(self.location.path):
            self.refresh()

    def start_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def save_state(self) -> dict[str, Any]:
        return {"line": self._view.first_line(), "follow": self._view.follow}

    def restore_state(self, state: dict[str, Any]) -> None:
        self._view.set_follow(state.get("follow") is True)

    def set_status(self, status: Status | None) -> None:
        """A Run that is running is followed from the first."""
        if self._first and status is not None:
            self._first = False
            self._view.set_follow(status is Status.RUNNING)

    # ---- reading

    def _opened(self, reader: LogReader | None) -> None:
        if reader is None:
            self._show_empty(self.tr("This run has no log file."))
            return
        self._reader = reader
        self._scan()

    def _scan(self) -> None:
        reader = self._reader
        if reader is None:
            return
        self.context.tasks.stream(
            self,
            lambda _: reader.scan(),
            LogTab._grown,
            done=LogTab._scan_ended,
            failed=LogTab._failed,
            key="scan",
        )

    def _grown(self, size: LogSize) -> None:
        if size.bytes < self._scanned:
            self._view.forget_lines()
        if size.bytes != self._scanned:
            self._view.set_line_count(size.lines, changed_from=max(self._view.line_count - 1, 0))
        self._scanned = size.bytes
        self._pages.setCurrentWidget(self._view)
        lines = wording.count_text(size.lines)
        text = self.tr("{lines} lines, {size}").format(
            lines=lines, size=wording.size_text(size.total)
        )
        if not size.complete:
            share = 100 * size.bytes // max(size.total, 1)
            text = self.tr("{lines} lines so far, {share} % read").format(lines=lines, share=share)
        self._size.setText(text)
        if size.total == 0:
            self._show_empty(self.tr("Nothing was written to standard output."))

    def _scan_ended(self) -> None:
        if self._search.text():
            self._start_search()

    def _show_empty(self, text: str) -> None:
        self._size.clear()
        self._state.show_state("logs", self.tr("The log is empty"), text)
        self._pages.setCurrentWidget(self._state)

    def _failed(self, error: EmError) -> None:
        words = wording.error_words(error)
        self._state.show_state("alert", words.title, words.text, details=str(error))
        self._pages.setCurrentWidget(self._state)

    def _read_lines(self, first: int, count: int) -> None:
        reader = self._reader
        if reader is None:
            return

        def read(_: Cancel) -> tuple[int, list[LogLine]]:
            return first, reader.lines(first, count)

        self.context.tasks.run(self, read, LogTab._show_lines, failed=LogTab._failed, key="lines")

    def _show_lines(self, read: tuple[int, list[LogLine]]) -> None:
        self._view.show_lines(*read)

    # ---- search

    def _start_search(self) -> None:
        words, reader = self._search.text(), self._reader
        match_case = self._case.isChecked()
        self._matches, self._match = [], -1
        self._view.set_search(words, match_case=match_case)
        self._view.show_match(-1)
        self._show_result()
        if reader is None or not words:
            self.context.tasks.run(self, lambda _: None, LogTab._nothing, key="search")
            return
        self.context.tasks.stream(
            self,
            lambda _: reader.search(words, match_case=match_case),
            LogTab._found,
            failed=LogTab._failed,
            key="search",
            title=self.tr("Searching the log"),
        )

    def _nothing(self, _: None) -> None:
        """The search was taken back."""

    def _found(self, lines: list[int]) -> None:
        first = not self._matches
        self._matches += lines[: MOST_MATCHES - len(self._matches)]
        if first and self._matches:
            self._go_to(min(bisect_left(self._matches, self._view.first_line()), len(lines) - 1))
        self._show_result()

    def _show_next(self) -> None:
        if self._matches:
            self._go_to((self._match + 1) % len(self._matches))

    def _show_previous(self) -> None:
        if self._matches:
            self._go_to((self._match - 1) % len(self._matches))

    def _go_to(self, match: int) -> None:
        self._match = match
        self._view.show_match(self._matches[match])
        self._show_result()

    def _show_result(self) -> None:
        if not self._search.text():
            self._search.set_result("")
            return
        if not self._matches:
            self._search.set_result(self.tr("no match"))
            return
        total = wording.count_text(len(self._matches))
        self._search.set_result(
            self.tr("{number} of {total}").format(number=self._match + 1, total=total)
        )

    # ---- copying

    def _copy(self, first: Spot, last: Spot) -> None:
        reader = self._reader
        if reader is None or first == last:
            return

        def read(_: Cancel) -> str:
            count = min(last.line - first.line + 1, MOST_COPIED)
            return cut_text(reader.lines(first.line, count), first, last)

        self.context.tasks.run(self, read, LogTab._put_on_clipboard, failed=LogTab._failed)

    def _put_on_clipboard(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Log"))
        self._search.set_placeholder(self.tr("Find in log"))
        self._previous.set_name(self.tr("Previous match"))
        self._next.set_name(self.tr("Next match"))
        self._case.setAccessibleName(self.tr("Match case"))
        self._case.setToolTip(self.tr("Match case"))
        self._follow.setText(self.tr("Follow the end"))
        self._show_result()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def open_log(store: Store, path: Any) -> LogReader | None:
    """A reader of the Run's log; None where there is no log."""
    source = store.objects(path)
    key = log_key(source)
    return None if key is None else LogReader(source, key)


def cut_text(lines: list[LogLine], first: Spot, last: Spot) -> str:
    """The visible text of these lines from one spot to the other."""
    texts = [ansi.plain(line.text) for line in lines]
    if not texts:
        return ""
    if last.line - first.line < len(texts):
        texts[last.line - first.line] = texts[last.line - first.line][: last.column]
    texts[0] = texts[0][first.column :]
    return "\n".join(texts)
