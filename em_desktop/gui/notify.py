"""Tells the user what went wrong or well; also what nobody foresaw."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui import gesture_words, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dialogs.error import ErrorDialog
from em_desktop.gui.jobs import Job, JobKind, JobState
from em_desktop.gui.tasks import MistakeError
from em_desktop.gui.widgets import Toast
from em_desktop.gui.wording import ErrorWords

_LOG = logging.getLogger(__name__)
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Notifier(QObject):
    """Shows toasts over the page of a window; an error's toast leads to its details.

    The same cause is told once, until something else happened.
    """

    def __init__(self, context: Context, window: QWidget, page: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._toast = Toast(page)
        self._words = ErrorWords("", "", "")
        self._details = ""
        self._told = ""
        self._show_details = QAction(self)
        self._show_details.triggered.connect(self._open_details)
        context.error_raised.connect(self.show_error)
        context.message_raised.connect(self.show_message)
        context.undo_offered.connect(self._offer_undo)
        context.tasks.unexpected.connect(self._unexpected)
        self._undo = QAction(self)
        self._undo.triggered.connect(self._take_back)
        self._last: Job | Callable[[], None] | None = None
        context.editor.ended.connect(self._job_ended)

    @property
    def toast(self) -> Toast:
        return self._toast

    @Slot(str)
    def show_message(self, text: str) -> None:
        """Say that something went well."""
        self._told = ""
        self._toast.show_message(text)

    @Slot(object, object)
    def show_error(self, error: EmError, location: Location | None = None) -> None:
        """Say what went wrong, and to what."""
        place = "" if location is None else printable(str(location.path))
        details = "\n".join(part for part in (str(error), place) if part)
        self._show(wording.error_words(error), details)

    @Slot(object)
    def _job_ended(self, job: Job) -> None:
        """Say what a gesture has done, and offer to take it back; or why it couldn't be."""
        error = job.first_error
        if error is not None:
            what = gesture_words.failed_text(job.description, len(job.failures))
            why = wording.error_words(error)
            lines = [str(each.error) for each in job.failures] or [str(error)]
            self._told = ""
            self._show(ErrorWords(what, why.text or why.title, why.hint), "\n".join(lines))
        elif job.state is JobState.DONE and (job.entry or job.kind is JobKind.TRANSFER):
            self._last, self._told = job, ""
            entry = self._context.editor.entry_of(job)
            is_redo = job.kind is JobKind.UNDO
            self._undo.setText(self.tr("Redo") if is_redo else self.tr("Undo"))
            self._toast.show_message(_done_text(job), None if entry is None else self._undo)

    @Slot(str, object)
    def _offer_undo(self, text: str, take_back: Callable[[], None]) -> None:
        self._last, self._told = take_back, ""
        self._undo.setText(self.tr("Undo"))
        self._toast.show_message(text, self._undo)

    @Slot()
    def _take_back(self) -> None:
        last, self._last = self._last, None
        if isinstance(last, Job):
            entry = self._context.editor.entry_of(last)
            if entry is not None:
                self._context.editor.undo_entry(last.store_id, entry)
        elif last is not None:
            last()

    @Slot(str)
    def show_mistake(self, details: str) -> None:
        """Say that the program made a mistake."""
        words = ErrorWords(
            self.tr("Something unexpected happened"),
            self.tr("This is a mistake in the program."),
            self.tr("You can go on working. The details help to mend it."),
        )
        self._show(words, details)

    @Slot(str)
    def show_crash(self, details: str) -> None:
        """Say that the program crashed when it ran last."""
        words = ErrorWords(
            self.tr("EM Desktop ended unexpectedly last time"),
            self.tr("Your files are as they were."),
            self.tr("The details help to mend it."),
        )
        self._show(words, details)

    @Slot(object)
    def _unexpected(self, error: EmError) -> None:
        if isinstance(error, MistakeError):
            cause = error.__cause__ or error
            _LOG.error("unexpected error", exc_info=cause)
            self.show_mistake("".join(traceback.format_exception(cause)))
        else:
            self.show_error(error)

    def _show(self, words: ErrorWords, details: str) -> None:
        if self._told == details and self._toast.isVisible():
            return
        self._told, self._words, self._details = details, words, details
        self._show_details.setText(self.tr("Details"))
        text = words.title if not words.text else f"{words.title}. {words.text}"
        self._toast.show_message(text, self._show_details, failed=True)

    @Slot()
    def _open_details(self) -> None:
        ErrorDialog(self._words, self._details, self._window).open()


def _done_text(job: Job) -> str:
    match job.kind:
        case JobKind.UNDO:
            return gesture_words.undone_text(job.description)
        case JobKind.REDO:
            return gesture_words.redone_text(job.description)
    return gesture_words.done_text(job.description, job.target)


class Hooks(QObject):
    """Catches what nobody caught: in slots, in threads, in Qt, and crashes of the interpreter.

    For the running program only; a test has hooks of its own.
    """

    _caught = Signal(str)

    def __init__(self, notifier: Notifier, crash_file: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._file: IO[str] | None = None
        self._caught.connect(notifier.show_mistake)
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread
        qInstallMessageHandler(_log_qt)
        self._watch_crashes(crash_file, notifier)

    def _watch_crashes(self, crash_file: Path, notifier: Notifier) -> None:
        """Tell of the last crash, and let the next one be written down."""
        try:
            crash_file.parent.mkdir(parents=True, exist_ok=True)
            last = crash_file.read_text("utf-8", "replace") if crash_file.exists() else ""
            self._file = crash_file.open("w", encoding="utf-8")
        except OSError as error:
            _LOG.info("crashes can't be written down: %s", error)
            return
        faulthandler.enable(self._file)
        if last.strip():
            notifier.show_crash(last)

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        _LOG.error("unexpected error", exc_info=(kind, error, trace))
        self._caught.emit("".join(traceback.format_exception(kind, error, trace)))

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._take(args.exc_type, args.exc_value, args.exc_traceback)

    def close(self) -> None:
        """Put everything back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)
        faulthandler.disable()
        if self._file is not None:
            self._file.close()


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", text)
