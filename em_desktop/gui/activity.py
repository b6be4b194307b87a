"""The panel below the pages: what runs, what failed and why, what was done and can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from em_desktop.gui import theme
from em_desktop.gui.activity_row import ActivityRow, Line
from em_desktop.gui.context import Context
from em_desktop.gui.jobs import JobState
from em_desktop.gui.widgets import (
    IconButton,
    Segments,
    StateView,
    TextLabel,
    push_button,
)

_HEADER = 36
_LEAST = 160
_MOST_LINES = 120
_REFRESH_MS = 100
_ORDER = (JobState.FAILED, JobState.RUNNING, JobState.PAUSED, JobState.WAITING, JobState.CANCELLED)


def lines_of(context: Context) -> list[Line]:
    """What there is to tell: failed and running work first, then what was done, newest first."""
    editor, found = context.editor, []
    jobs = [job for job in editor.jobs() if job.state is not JobState.DONE or job.entry is None]
    jobs.sort(key=lambda job: _ORDER.index(job.state) if job.state in _ORDER else len(_ORDER))
    found = [Line(job.store_id, job=job) for job in jobs]
    entries = [
        (entry.when, info.id, entry)
        for info in context.stores.infos()
        for entry in editor.remembered(info.id).entries
    ]
    entries.sort(key=lambda each: (each[0], each[2].number), reverse=True)
    found += [Line(store_id, entry=entry) for _, store_id, entry in entries]
    return found[:_MOST_LINES]


class ActivityPanel(QWidget):
    """A header with a choice of what is listed, and the lines."""

    close_wanted = Signal()

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._rows: dict[tuple[str, str, int], ActivityRow] = {}
        self._title = TextLabel("", "section", "text", self)
        self.filter = Segments((("all", ""), ("attention", ""), ("done", "")), self)
        self.clear = push_button("", parent=self)
        self._close = IconButton("chevron_down", "", self)
        self.nothing = StateView(self)
        self._area = QScrollArea(self)
        self._list = QWidget(self._area)
        self._column = QVBoxLayout(self._list)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._lay_out()
        self._timer.timeout.connect(self.refresh)
        self.filter.chosen.connect(self.refresh)
        self.clear.clicked.connect(self.clear_ended)
        self._close.clicked.connect(self.close_wanted)
        context.editor.activity_changed.connect(self._later)
        context.editor.undo_changed.connect(self._later)
        self.retranslate()

    def _lay_out(self) -> None:
        self.setProperty("area", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme.set_lengths(self, least_height=_LEAST)
        self.filter.choose("all")
        self.clear.set_small()
        header = QWidget(self)
        theme.set_lengths(header, height=_HEADER)
        row = QHBoxLayout(header)
        row.setContentsMargins(theme.space.page, 2, theme.space.control, 0)
        row.setSpacing(theme.space.page)
        row.addWidget(self._title)
        row.addWidget(self.filter)
        row.addStretch(1)
        row.addWidget(self.clear)
        row.addWidget(self._close)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._list.setProperty("area", "surface")
        self._area.setWidget(self._list)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 1, 0, 0)
        column.setSpacing(0)
        column.addWidget(header)
        column.addWidget(self._area, 1)
        column.addWidget(self.nothing, 1)

    @property
    def lines(self) -> list[ActivityRow]:
        """The rows that are shown, from the top."""
        found = []
        for position in range(self._column.count()):
            item = self._column.itemAt(position)
            widget = None if item is None else item.widget()
            if isinstance(widget, ActivityRow):
                found.append(widget)
        return found

    @Slot()
    def _later(self) -> None:
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def refresh(self) -> None:
        """Show what there is to tell now."""
        lines = lines_of(self._context)
        attention = [line for line in lines if line.needs_attention]
        done = [line for line in lines if line.entry is not None]
        shown = {"attention": attention, "done": done}.get(self.filter.key, lines)
        self._show(shown)
        self._write_counts(len(lines), len(attention), len(done))
        self._area.setVisible(bool(shown))
        self.nothing.setVisible(not shown)
        ended = [line for line in lines if line.job is not None and not line.job.is_running]
        self.clear.setEnabled(bool(ended))

    def _show(self, lines: Sequence[Line]) -> None:
        wanted = {line.key: line for line in lines}
        for key in [key for key in self._rows if key not in wanted]:
            row = self._rows.pop(key)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        now = datetime.now(UTC)
        for position, (key, line) in enumerate(wanted.items()):
            row = self._rows.get(key) or ActivityRow(self._context, self._list)
            self._rows[key] = row
            row.show_line(line, now)
            if self._column.indexOf(row) != position:
                self._column.insertWidget(position, row)

    @Slot()
    def clear_ended(self) -> None:
        """Take failed and cancelled work off the list."""
        for job in self._context.editor.jobs():
            self._context.editor.forget(job)
        self.refresh()

    def _write_counts(self, total: int, attention: int, done: int) -> None:
        self.filter.set_texts(
            {
                "all": self.tr("All {count}").format(count=total),
                "attention": self.tr("Needs attention {count}").format(count=attention),
                "done": self.tr("Done {count}").format(count=done),
            }
        )

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        super().showEvent(event)  # type: ignore[arg-type]
        self.refresh()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.setAccessibleName(self.tr("Activity"))
        self._title.setText(self.tr("Activity"))
        self.filter.setAccessibleName(self.tr("What is listed"))
        self.clear.setText(self.tr("Clear failed"))
        self._close.set_name(self.tr("Close activity"))
        self.nothing.show_state(
            "transfers",
            self.tr("Nothing to tell"),
            self.tr("What you move, copy or delete is listed here, and can be undone."),
        )
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(0, 0, self.width(), 1, theme.color("border_strong"))
        painter.fillRect(0, theme.scaled(_HEADER), self.width(), 1, theme.color("divider"))
