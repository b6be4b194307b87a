"""Files on their way into a node: how far they are, and that they arrived whole."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QEvent, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.domain.gestures import Deed
from em_desktop.domain.paths import printable
from em_desktop.gui import places_on_disk, theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.counted import content_text
from em_desktop.gui.gesture_words import doing_text, done_text, failed_text
from em_desktop.gui.jobs import Job, JobKind, JobState
from em_desktop.gui.widgets import (
    Divider,
    ElidedLabel,
    IconButton,
    link_button,
    paint_round,
)

_ROW = 36
_METER = 140
_MOST_ROWS = 4
_ICONS = {
    JobState.FAILED: ("error", "st_error"),
    JobState.RUNNING: ("running", "st_running"),
    JobState.PAUSED: ("pause", "text2"),
    JobState.WAITING: ("queued", "st_queued"),
    JobState.CANCELLED: ("stopped", "st_stopped"),
    JobState.DONE: ("complete", "st_complete"),
}


class Arrivals(QWidget):
    """A row for each transfer into a node: those under way, and those just ended."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._location: Location | None = None
        self._closed: set[int] = set()
        self._rows: dict[int, ArrivalRow] = {}
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Divider(parent=self))
        context.editor.activity_changed.connect(self.update_rows)
        self.hide()

    @property
    def rows(self) -> list[ArrivalRow]:
        """The rows from top to bottom."""
        return list(self._rows.values())

    def set_location(self, location: Location) -> None:
        """Tell of what goes into this node."""
        self._location = location
        self.update_rows()

    @Slot()
    def update_rows(self) -> None:
        """Take what the jobs say now."""
        jobs = [job for job in reversed(self._context.editor.jobs()) if self._is_shown(job)]
        jobs = jobs[-_MOST_ROWS:]
        numbers = {job.number for job in jobs}
        for number in [number for number in self._rows if number not in numbers]:
            row = self._rows.pop(number)
            row.hide()
            self._column.removeWidget(row)
            row.deleteLater()
        for job in jobs:
            known = self._rows.get(job.number)
            if known is None:
                known = self._rows[job.number] = ArrivalRow(self._context, job, self)
                known.closed.connect(self._close)
                self._column.addWidget(known)
            known.write()
        self.setVisible(bool(jobs))

    def _is_shown(self, job: Job) -> bool:
        location = self._location
        return (
            location is not None
            and job.kind is JobKind.TRANSFER
            and job.description.deed is Deed.ADD_FILES
            and (job.store_id, job.into) == (location.store_id, location.path)
            and job.number not in self._closed
        )

    @Slot(int)
    def _close(self, number: int) -> None:
        self._closed.add(number)
        self.update_rows()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            for row in self._rows.values():
                row.retranslate()
        super().changeEvent(event)


class ArrivalRow(QWidget):
    """One transfer: words, a bar with figures, and what can be done about it."""

    closed = Signal(int)

    def __init__(self, context: Context, job: Job, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.job = job
        self._icon = _Icon(self)
        self._text = ElidedLabel("", "strong", "text", self)
        self._detail = ElidedLabel("", "small", "text2", self)
        self._meter = _Meter(self)
        self._figures = ElidedLabel("", "small", "text2", self)
        self.sums = link_button("", self)
        self.undo = link_button("", self)
        self.again = link_button("", self)
        self.pause = IconButton("pause", "", self, side=24, icon_side=14)
        self.cancel = IconButton("close", "", self, side=24, icon_side=14)
        self._lay_out()
        self.sums.clicked.connect(self._copy_sums)
        self.undo.clicked.connect(self._undo)
        self.again.clicked.connect(self._again)
        self.pause.clicked.connect(self._pause)
        self.cancel.clicked.connect(self._cancel)
        self.retranslate()

    def _lay_out(self) -> None:
        theme.set_lengths(self, height=_ROW)
        self._text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._detail.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._figures.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.page, 0, theme.space.card, 0)
        row.setSpacing(theme.space.control)
        for widget in (self._icon, self._text, self._detail, self._meter, self._figures):
            row.addWidget(widget)
        for button in (self.sums, self.undo, self.again, self.pause, self.cancel):
            row.addWidget(button)

    @property
    def text(self) -> str:
        return self._text.text()

    @property
    def detail(self) -> str:
        return self._detail.text()

    @property
    def checksums(self) -> str:
        """The SHA-256 of each file that arrived, as ``sha256sum`` writes them."""
        result = self.job.result
        if result is None:
            return ""
        return "\n".join(f"{value}  {name}" for name, value in result.hashes.items())

    @property
    def _can_undo(self) -> bool:
        entry = self._context.editor.entry_of(self.job)
        return not self.job.is_running and entry is not None and entry.state == "done"

    def write(self) -> None:
        """Say what the job says now."""
        job, running = self.job, self.job.is_running
        self._icon.name, self._icon.token = _ICONS[job.state]
        self._icon.update()
        self._text.setText(self._words())
        self._detail.setText(self._more_words())
        self._detail.setToolTip(self._detail.text())
        self._meter.setVisible(running)
        self._figures.setVisible(running)
        self._meter.show_fraction(job.fraction or 0.0, paused=job.state is JobState.PAUSED)
        self._figures.setText(self._figures_text())
        self.pause.setVisible(running)
        paused = job.state is JobState.PAUSED
        self.pause.set_icon("play" if paused else "pause")
        self.pause.set_name(self.tr("Continue") if paused else self.tr("Pause"))
        self.cancel.set_name(self.tr("Cancel") if running else self.tr("Close"))
        self.sums.setVisible(not running and bool(self.checksums))
        self.undo.setVisible(self._can_undo)
        self.again.setVisible(not running and job.again is not None)
        self.setAccessibleName(". ".join(part for part in (self.text, self.detail) if part))

    def _words(self) -> str:
        job = self.job
        if job.is_running:
            return doing_text(job.description)
        match job.state:
            case JobState.DONE:
                return done_text(job.description)
            case JobState.CANCELLED:
                return self.tr("Cancelled; nothing was left half-done")
            case _:
                return failed_text(job.description, max(len(job.failures), 1))

    def _more_words(self) -> str:
        job = self.job
        if job.is_running:
            return printable(job.subject)
        error = job.first_error
        if error is not None:
            return wording.error_words(error).message
        if job.state is JobState.DONE and job.result is not None:
            count = len(job.result.hashes)
            text = self.tr("%1; each checked with SHA-256 on arrival", "size and number of files")
            return text.replace("%1", content_text(job.total, count))
        return ""

    def _figures_text(self) -> str:
        job, progress = self.job, self.job.progress
        if job.state is JobState.PAUSED:
            return self.tr("Paused")
        if progress is None:
            return self.tr("Waiting")
        sizes = (wording.size_text(progress.bytes), wording.size_text(progress.total_bytes))
        parts = [self.tr("{done} of {total}").format(done=sizes[0], total=sizes[1])]
        if progress.speed:
            parts.append(self.tr("{size}/s").format(size=wording.size_text(int(progress.speed))))
        if progress.seconds_left is not None and not progress.finished:
            left = wording.duration_text(timedelta(seconds=round(progress.seconds_left)))
            parts.append(self.tr("{time} left").format(time=left))
        return " · ".join(parts)

    @Slot()
    def _pause(self) -> None:
        if self.job.state is JobState.PAUSED:
            self._context.editor.resume(self.job)
        else:
            self._context.editor.pause(self.job)

    @Slot()
    def _cancel(self) -> None:
        if self.job.is_running:
            self._context.editor.cancel(self.job)
        else:
            self.closed.emit(self.job.number)

    @Slot()
    def _undo(self) -> None:
        entry = self._context.editor.entry_of(self.job)
        if entry is not None:
            self._context.editor.undo_entry(self.job.store_id, entry)
            self.closed.emit(self.job.number)

    @Slot()
    def _again(self) -> None:
        self._context.editor.try_again(self.job)

    @Slot()
    def _copy_sums(self) -> None:
        places_on_disk.copy_text(self.checksums)
        self._context.message_raised.emit(self.tr("The checksums are on the clipboard"))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.sums.setText(self.tr("Copy checksums"))
        self.undo.setText(self.tr("Undo"))
        self.again.setText(self.tr("Try again"))
        self.write()


class _Icon(QWidget):
    """The state as an icon."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.token = "queued", "st_queued"
        theme.set_lengths(self, width="icon", height="icon")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        theme.paint_icon(painter, self.rect(), self.name, self.token)
        painter.end()


class _Meter(QWidget):
    """A bar of how much is there."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fraction = 0.0
        self._paused = False
        theme.set_lengths(self, width=_METER)

    def show_fraction(self, fraction: float, *, paused: bool) -> None:
        """Show how much is there, from 0 to 1."""
        self._fraction, self._paused = fraction, paused
        self.setAccessibleName(f"{fraction:.0%}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        area = QRectF(0, self.height() / 2 - 3, self.width(), 6)
        paint_round(painter, area, "selected_inactive", 3)
        if self._fraction:
            area.setWidth(max(area.width() * self._fraction, 6))
            paint_round(painter, area, "text2" if self._paused else "accent", 3)
        painter.end()
