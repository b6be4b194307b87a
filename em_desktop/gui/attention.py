"""Calls the user back when long work has ended while they were elsewhere."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from em_desktop.gui.context import Context
from em_desktop.gui.gesture_words import done_text, failed_text
from em_desktop.gui.jobs import Job, JobState

LONG = timedelta(seconds=10)


class Attention(QObject):
    """Shows a desktop notification where there is a tray; else the window asks for attention."""

    def __init__(self, context: Context, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        context.editor.ended.connect(self._ended)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.applicationStateChanged.connect(self._state_changed)

    @Slot(Qt.ApplicationState)
    def _state_changed(self, state: Qt.ApplicationState) -> None:
        """The user is back: nothing calls them any more."""
        if self._tray is not None and state == Qt.ApplicationState.ApplicationActive:
            self._tray.hide()

    @Slot(object)
    def _ended(self, job: Job) -> None:
        is_long = job.ended is not None and job.ended - job.began >= LONG
        if job.state is JobState.CANCELLED or not is_long or self._window.isActiveWindow():
            return
        if job.state is JobState.FAILED:
            text = failed_text(job.description, len(job.failures))
        else:
            text = done_text(job.description, job.target)
        self.call(text)

    def call(self, text: str) -> None:
        """Tell the user, wherever they are."""
        QApplication.alert(self._window.window())
        if not QSystemTrayIcon.isSystemTrayAvailable():
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(QApplication.windowIcon(), self)
            self._tray.activated.connect(self._window.window().activateWindow)
            self._tray.messageClicked.connect(self._window.window().activateWindow)
        self._tray.show()
        self._tray.showMessage("EM Desktop", text, QApplication.windowIcon())
