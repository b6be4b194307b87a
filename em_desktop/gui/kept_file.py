"""A small file of the user's that follows what it says a second behind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Slot

from em_desktop.errors import EmError, from_os_error
from em_desktop.formats.files import write_file
from em_desktop.gui.tasks import Tasks

_SAVE_AFTER_MS = 1000


class KeptFile(QObject):
    """Is written a second after what it says last changed.

    Args:
        collect: gives the text as it is now; called when it is time to write.
    """

    def __init__(
        self, path: Path, tasks: Tasks, collect: Callable[[], str], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._path = path
        self._tasks = tasks
        self._collect = collect
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self._save)

    @Slot()
    def save_soon(self) -> None:
        """Something changed."""
        if not self._timer.isActive():
            self._timer.start()

    def save_now(self) -> None:
        """Write at once, at the end of the program.

        Raises:
            EmError: the file can't be written.
        """
        self._timer.stop()
        _write(self._path, self._collect())

    @Slot()
    def _save(self) -> None:
        path, text = self._path, self._collect()
        self._tasks.run(
            self, lambda _cancel: _write(path, text), _nothing, failed=_nothing, key="save"
        )


def read_kept(path: Path) -> str:
    """The text of such a file (a small one); empty where there is none that can be read."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise from_os_error(error, str(path.parent)) from error
    write_file(path, text.encode())


def _nothing(_owner: QObject, _value: EmError | None) -> None:
    """What can't be written now is written after the next change, or at the end."""
