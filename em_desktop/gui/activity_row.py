"""One line of the activity panel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from em_desktop.domain.paths import printable
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.gesture_words import (
    doing_text,
    done_text,
    failed_text,
    redone_text,
    undone_text,
)
from em_desktop.gui.jobs import Job, JobKind, JobState
from em_desktop.gui.widgets import ElidedLabel, IconButton, paint_round, push_button

if TYPE_CHECKING:
    from em_desktop.sync.history import Entry

_ROW = 34
_BAR = 150
_FIGURES = 190
_ICONS = {
    JobState.FAILED: ("error", "st_error"),
    JobState.RUNNING: ("running", "st_running"),
    JobState.PAUSED: ("pause", "text2"),
    JobState.WAITING: ("queued", "st_queued"),
    JobState.CANCELLED: ("stopped", "st_stopped"),
    JobState.DONE: ("complete", "st_complete"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """What a row tells of: a job, or a gesture of the history."""

    store_id: str
    job: Job | None = None
    entry: Entry | None = None

    @property
    def key(self) -> tuple[str, str, int]:
        """The same as long as it is the same thing."""
        if self.job is not None:
            return "job", "", self.job.number
        return "entry", self.store_id, 0 if self.entry is None else self.entry.number

    @property
    def needs_attention(self) -> bool:
        """Whether it failed."""
        return self.job is not None and self.job.state is JobState.FAILED


class _Meter(QWidget):
    """A bar and its percentage; empty where it isn't known how much is left."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.fraction: float | None = None
        self.is_paused = False
        theme.set_lengths(self, width=_BAR)

    def show_fraction(self, fraction: float | None, *, paused: bool) -> None:
        self.fraction, self.is_paused = fraction, paused
        self.setAccessibleName("" if fraction is None else f"{fraction:.0%}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        if self.fraction is None:
            return
        painter = QPainter(self)
        area = QRectF(0, self.height() / 2 - 3, self.width(), 6)
        paint_round(painter, area, "selected_inactive", 3)
        area.setWidth(max(area.width() * self.fraction, 6 if self.fraction else 0))
        paint_round(painter, area, "text2" if self.is_paused else "accent", 3)


class _Icon(QWidget):
    """The state as an icon."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.name, self.token = "complete", "st_complete"
        theme.set_lengths(self, width="icon", height="icon")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        theme.paint_icon(QPainter(self), self.rect(), self.name, self.token)


class ActivityRow(QWidget):
    """State, words, progress, and what can be done about it."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._line = Line("")
        self._icon = _Icon(self)
        self._text = ElidedLabel("", "small", "text", self)
        self._detail = ElidedLabel("", "small", "muted", self)
        self._meter = _Meter(self)
        self._figures = ElidedLabel("", "small", "text2", self)
        self.pause = IconButton("pause", "", self, side=24, icon_side=14)
        self.cancel = IconButton("close", "", self, side=24, icon_side=14)
        self.act = push_button("", parent=self)
        self._lay_out()
        self.pause.clicked.connect(self._pause)
        self.cancel.clicked.connect(self._cancel)
        self.act.clicked.connect(self._act)

    def _lay_out(self) -> None:
        theme.set_lengths(self, height=_ROW)
        self.act.set_small()
        self._text.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._detail.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.set_lengths(self._figures, width=_FIGURES)
        self._figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.page, 0, theme.space.page, 1)
        row.setSpacing(theme.space.control)
        for widget in (self._icon, self._text, self._detail, self._meter, self._figures):
            row.addWidget(widget)
        for button in (self.act, self.pause, self.cancel):
            row.addWidget(button)

    @property
    def text(self) -> str:
        return self._text.text()

    @property
    def detail(self) -> str:
        return self._detail.text()

    def show_line(self, line: Line, now: datetime) -> None:
        """Tell of this."""
        self._line = line
        if line.job is not None:
            self._show_job(line.job)
        elif line.entry is not None:
            self._show_entry(line.entry, now)
        self._icon.update()
        self.setAccessibleName(f"{self.text}. {self.detail}".strip())

    def _show_job(self, job: Job) -> None:
        self._icon.name, self._icon.token = _ICONS[job.state]
        self._text.setText(_job_text(job))
        error = job.first_error
        theme.set_tone(self._detail, "muted" if error is None else "st_error")
        self._detail.setText(self._why(job) if error is not None else printable(job.subject))
        self._detail.setToolTip("\n".join(str(each.error) for each in job.failures[:20]))
        self._meter.setVisible(job.is_running)
        self._meter.show_fraction(job.fraction, paused=job.state is JobState.PAUSED)
        self._figures.setVisible(job.is_running)
        self._figures.setText(self._figures_of(job))
        is_transfer = job.kind is JobKind.TRANSFER and job.state is not JobState.WAITING
        is_paused = job.state is JobState.PAUSED
        self.pause.setVisible(job.is_running and is_transfer)
        self.pause.set_icon("play" if is_paused else "pause")
        self.pause.set_name(self.tr("Go on") if is_paused else self.tr("Pause"))
        self.cancel.setVisible(True)
        self.cancel.set_name(self.tr("Cancel") if job.is_running else self.tr("Remove from list"))
        self.act.setVisible(job.again is not None)
        self.act.setText(self.tr("Try again"))

    def _show_entry(self, entry: Entry, now: datetime) -> None:
        from em_desktop.sync.history import State

        is_undone = entry.state is State.UNDONE
        self._icon.name, self._icon.token = (
            ("undo", "muted") if is_undone else _ICONS[JobState.DONE]
        )
        text = undone_text if is_undone else done_text
        self._text.setText(text(entry.description))
        theme.set_tone(self._detail, "muted")
        store = self._context.stores.title(self._line.store_id)
        when = wording.time_text(entry.when, now)
        self._detail.setText(f"{printable(store)} · {when}")
        self._detail.setToolTip(wording.full_time_text(entry.when))
        for widget in (self._meter, self._figures, self.pause, self.cancel):
            widget.hide()
        self.act.setVisible(entry.state is not State.FINAL)
        self.act.setText(self.tr("Redo") if is_undone else self.tr("Undo"))

    def _why(self, job: Job) -> str:
        if job.first_error is None:
            return ""
        words = wording.error_words(job.first_error)
        return words.text or words.title

    def _figures_of(self, job: Job) -> str:
        """How much, how fast, how long still."""
        match job.state:
            case JobState.WAITING:
                return self.tr("waits")
            case JobState.PAUSED:
                return self.tr("paused")
        progress = job.progress
        if progress is None:
            return self.tr("{done} of {total}").format(
                done=wording.count_text(job.done), total=wording.count_text(job.total)
            )
        parts = [f"{wording.size_text(progress.bytes)} / {wording.size_text(progress.total_bytes)}"]
        if progress.total_files > 1:
            parts.append(
                wording.filled(
                    self.tr("{done} of {total} files"),
                    done=wording.count_text(progress.files),
                    total=wording.count_text(progress.total_files),
                )
            )
        if progress.speed:
            parts.append(self.tr("{size}/s").format(size=wording.size_text(int(progress.speed))))
        if progress.seconds_left is not None:
            parts.append(wording.duration_text(timedelta(seconds=progress.seconds_left)))
        return " · ".join(parts)

    @Slot()
    def _pause(self) -> None:
        job = self._line.job
        if job is not None and job.state is JobState.PAUSED:
            self._context.editor.resume(job)
        elif job is not None:
            self._context.editor.pause(job)

    @Slot()
    def _cancel(self) -> None:
        job = self._line.job
        if job is not None and job.is_running:
            self._context.editor.cancel(job)
        elif job is not None:
            self._context.editor.forget(job)

    @Slot()
    def _act(self) -> None:
        if self._line.job is not None:
            self._context.editor.try_again(self._line.job)
        elif self._line.entry is not None:
            self._context.editor.undo_entry(self._line.store_id, self._line.entry)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        line = QRectF(0, self.height() - 1, self.width(), 1)
        QPainter(self).fillRect(line, theme.color("divider"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange and self._line.job is not None:
            self._show_job(self._line.job)
        super().changeEvent(event)


def _job_text(job: Job) -> str:
    if job.is_running:
        return doing_text(job.description)
    if job.state is JobState.FAILED:
        return failed_text(job.description, len(job.failures))
    match job.kind:
        case JobKind.UNDO:
            return undone_text(job.description)
        case JobKind.REDO:
            return redone_text(job.description)
    return done_text(job.description, job.target)
