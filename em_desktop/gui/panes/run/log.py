"""The Logs tab: what the Run wrote to its terminal."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from em_desktop.domain.nodes import Status
from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
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


class Found(NamedTuple):
    """Lines that hold what is searched for, and up to which line the log was searched."""

    lines: list[int]
    searched: int


class Copied(NamedTuple):
    """Text for the clipboard, and whether there was more than is reasonable."""

    text: str
    is_cut: bool


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
        self._known: LogSize | None = None
        self._explain: Callable[[], None] | None = None
        self._error = EmError()
        self._first = True
        self._wanted_line = 0
        self._matches: list[int] = []
        self._match = -1
        self._searched = 0
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
        self._search.returnPressed.connect(self._step_match)
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

    def relocate(self, location: Location) -> None:
        """The Run moved; its log is read from the new place."""
        self.location = location
        self._reader = None

    def apply_changes(self, changes: Changes) -> None:
        if changes.touches(self.location.path):
            self.refresh()

    def start_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def save_state(self) -> dict[str, Any]:
        return {"line": self._view.first_line(), "follow": self._view.follow}

    def restore_state(self, state: dict[str, Any]) -> None:
        if isinstance(state.get("follow"), bool):
            self._first = False
            self._view.set_follow(state["follow"])
        if isinstance(state.get("line"), int):
            self._wanted_line = max(state["line"], 0)

    def set_status(self, status: Status | None) -> None:
        """A Run that is running is followed from the first."""
        if self._first and status is not None:
            self._first = False
            self._view.set_follow(status is Status.RUNNING)

    # ---- reading

    def _opened(self, reader: LogReader | None) -> None:
        if reader is None:
            self._show_state(self._write_missing)
            return
        self._reader, self._known = reader, None
        self._view.forget_lines()
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
        before = 0 if self._known is None else self._known.bytes
        if size.bytes < before:
            self._view.forget_lines()
            self._forget_matches()
        if size.bytes != before:
            self._view.set_line_count(size.lines, changed_from=max(self._view.line_count - 1, 0))
            self._restore_line()
        self._known = size
        self._write_size()
        if size.total == 0:
            self._show_state(self._write_empty)
        else:
            self._explain = None
            self._pages.setCurrentWidget(self._view)

    def _restore_line(self) -> None:
        """Go where the view was left, as soon as that line is known."""
        if self._wanted_line and self._view.show_first_line(self._wanted_line):
            self._wanted_line = 0

    def _scan_ended(self) -> None:
        self._wanted_line = 0
        if self._search.text():
            self._search_on()

    def _failed(self, error: EmError) -> None:
        self._error = error
        self._show_state(self._write_error)

    def _read_lines(self, first: int, count: int) -> None:
        reader = self._reader
        if reader is None:
            return

        def read(_: Cancel) -> tuple[int, list[LogLine]]:
            return first, reader.lines(first, count)

        self.context.tasks.run(self, read, LogTab._show_lines, failed=LogTab._failed, key="lines")

    def _show_lines(self, read: tuple[int, list[LogLine]]) -> None:
        self._view.show_lines(*read)

    # ---- words

    def _write_size(self) -> None:
        size = self._known
        if size is None or not size.total:
            self._size.clear()
            return
        if size.complete:
            text = self.tr("%Ln line(s), {size}", "", size.lines)
            self._size.setText(text.format(size=wording.size_text(size.total)))
        else:
            text = self.tr("%Ln line(s) so far, {share} % read", "", size.lines)
            self._size.setText(text.format(share=100 * size.bytes // size.total))

    def _show_state(self, explain: Callable[[], None]) -> None:
        """Say why there are no lines; ``explain`` writes it, again in another language."""
        self._explain = explain
        self._size.clear()
        explain()
        self._pages.setCurrentWidget(self._state)

    def _write_missing(self) -> None:
        text = self.tr("This run has no log file.")
        self._state.show_state("logs", self.tr("No log"), text)

    def _write_empty(self) -> None:
        text = self.tr("Nothing was written to standard output.")
        self._state.show_state("logs", self.tr("The log is empty"), text)

    def _write_error(self) -> None:
        words = wording.error_words(self._error)
        self._state.show_state("alert", words.title, words.text, details=str(self._error))

    # ---- search

    def _start_search(self) -> None:
        self._forget_matches()
        self._view.set_search(self._search.text(), match_case=self._case.isChecked())
        self._view.show_match(-1)
        self._search_on()

    def _forget_matches(self) -> None:
        self._matches, self._match, self._searched = [], -1, 0

    def _search_on(self) -> None:
        """Look at the lines that weren't looked at yet; the last of them may have grown since."""
        words, reader = self._search.text(), self._reader
        match_case, start = self._case.isChecked(), self._searched
        self._show_result()
        if reader is None or not words:
            self.context.tasks.run(self, _do_nothing, LogTab._search_ended, key="search")
            return
        self.context.tasks.stream(
            self,
            lambda _: search_log(reader, words, start, match_case=match_case),
            LogTab._found,
            failed=LogTab._failed,
            key="search",
            title=self.tr("Searching the log"),
        )

    def _search_ended(self, _: None) -> None:
        """The search was taken back."""

    def _found(self, found: Found) -> None:
        first = not self._matches
        last = self._matches[-1] if self._matches else -1
        new = [line for line in found.lines if line > last]
        self._matches += new[: MOST_MATCHES - len(self._matches)]
        self._searched = found.searched
        if first and self._matches:
            here = bisect_left(self._matches, self._view.first_line())
            self._go_to(min(here, len(self._matches) - 1))
        self._show_result()

    def _step_match(self) -> None:
        """Return goes on to the next match, with Shift back to the one before."""
        shift = Qt.KeyboardModifier.ShiftModifier
        if QGuiApplication.keyboardModifiers() & shift:
            self._show_previous()
        else:
            self._show_next()

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
        if len(self._matches) == MOST_MATCHES:
            total = self.tr("{count} or more").format(count=total)
        self._search.set_result(
            self.tr("{number} of {total}").format(number=self._match + 1, total=total)
        )

    # ---- copying

    def _copy(self, first: Spot, last: Spot) -> None:
        reader = self._reader
        if reader is None or first == last:
            return

        def read(_: Cancel) -> Copied:
            count = min(last.line - first.line + 1, MOST_COPIED)
            text = cut_text(reader.lines(first.line, count), first, last)
            return Copied(text, first.line + count <= last.line)

        self.context.tasks.run(self, read, LogTab._put_on_clipboard, failed=LogTab._failed)

    def _put_on_clipboard(self, copied: Copied) -> None:
        QGuiApplication.clipboard().setText(copied.text)
        if copied.is_cut:
            count = wording.count_text(MOST_COPIED)
            text = self.tr("Only the first {count} lines were copied").format(count=count)
            self.context.message_raised.emit(text)

    def retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Log"))
        self._search.set_placeholder(self.tr("Find in log"))
        self._previous.set_name(self.tr("Previous match"))
        self._next.set_name(self.tr("Next match"))
        self._case.setAccessibleName(self.tr("Match case"))
        self._case.setToolTip(self.tr("Match case"))
        self._follow.setText(self.tr("Follow the end"))
        self._write_size()
        self._show_result()
        if self._explain is not None:
            self._explain()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def search_log(reader: LogReader, words: str, start: int, *, match_case: bool) -> Iterator[Found]:
    """The lines from ``start`` on that hold these words, as they are found."""
    end = max(reader.line_count - 1, 0)  # the last line may still grow
    for lines in reader.search(words, match_case=match_case, start=start):
        yield Found(lines, start)
    yield Found([], end)


def _do_nothing(_: Cancel) -> None:
    """Takes the place of a search."""


def open_log(store: Store, path: NodePath) -> LogReader | None:
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
