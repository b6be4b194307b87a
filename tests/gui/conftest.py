"""What tests of the interface share: an application with our look, a search for leaks."""

from __future__ import annotations

import gc
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # never the user's own

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, SignalInstance
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker
from shiboken6 import isValid

from em_desktop.gui import theme
from em_desktop.gui.i18n import Translator
from em_desktop.gui.tasks import Tasks
from tests.gui.metric_pages import Opener

OFFSCREEN = os.environ["QT_QPA_PLATFORM"].startswith("offscreen")
_NOISE = r"This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"
"""What the offscreen platform says about windows; it means nothing."""

gc.disable()
"""As in the program: a collection in a worker thread would destroy widgets there."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("qt_log_ignore", _NOISE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need a window manager are skipped without one."""
    if OFFSCREEN:
        skip = pytest.mark.skip(reason="needs QT_QPA_PLATFORM=xcb and a window manager")
        for item in items:
            if item.get_closest_marker("x11") is not None:
                item.add_marker(skip)


class LogLines(logging.Handler):
    """Collects lines of WARNING and above; a test that expects some takes them out.

    Attributes:
        lines: what was logged and not yet taken.
    """

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")

    def take(self) -> list[str]:
        """What was logged so far; it doesn't fail the test any more."""
        taken, self.lines = self.lines, []
        return taken


@pytest.fixture(autouse=True)
def log_lines() -> Iterator[LogLines]:
    """Fails a test that logs a warning nobody takes."""
    handler = LogLines()
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)
    assert handler.lines == [], "unexpected log lines"


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of the test's own: settings and caches of the user stay untouched."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("CONFIG", "CACHE", "DATA", "STATE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    return home


class PatientBot(QtBot):
    """Waits long, since a condition that comes late on a busy machine is no fault."""

    PATIENCE_MS: Final = 60_000

    def waitUntil(  # noqa: N802
        self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MS
    ) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(  # noqa: N802
        self, signal: SignalInstance, *, timeout: int = PATIENCE_MS, **further: Any
    ) -> SignalBlocker:
        return super().waitSignal(signal, timeout=timeout, **further)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    return PatientBot(request)


@pytest.fixture(scope="session")
def only_new_objects(qapp: QApplication) -> None:
    """Collections after each test look at what was made since, not at all that was imported."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def english(qapp: QApplication) -> None:
    """English with its plurals, whatever the desktop speaks."""
    Translator(qapp).use("en")


@pytest.fixture(autouse=True)
def no_keys_held(qapp: QApplication) -> None:
    """No key is down at the start: Qt keeps the modifiers of the last event of the last test."""
    QTest.keyRelease(QWindow(), Qt.Key.Key_Shift)


@pytest.fixture(autouse=True)
def empty_clipboard(qapp: QApplication) -> Iterator[None]:
    """Nothing is on the clipboard; what lay there at the interpreter's end would crash it."""
    yield
    qapp.clipboard().clear()


@pytest.fixture(autouse=True)
def no_leaks(
    qapp: QApplication, only_new_objects: None, own_home: Path, log_lines: LogLines
) -> Iterator[None]:
    """Fails a test that leaves a window, a thread, a process or a running timer behind."""
    widgets = set(map(id, qapp.topLevelWidgets()))
    timers = set(map(id, _active_timers()))
    yield
    clean_up()
    left = [repr(each) for each in qapp.topLevelWidgets() if id(each) not in widgets]
    assert left == [], "windows left open"
    assert [t.name for t in threading.enumerate() if t.name.startswith("em-")] == []
    assert multiprocessing.active_children() == []
    running = [_owner(timer) for timer in _active_timers() if id(timer) not in timers]
    assert running == [], "timers left running"


def clean_up() -> None:
    """Delete what waits for it, and collect cycles, as the program does between events."""
    for _ in range(2):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()
        gc.collect()


def _active_timers() -> list[QTimer]:
    return [
        each
        for each in gc.get_objects()
        if isinstance(each, QTimer) and isValid(each) and each.isActive()
    ]


def _owner(timer: QTimer) -> str:
    parent: QObject | None = timer.parent()
    return f"{timer!r} of {parent!r}"


@pytest.fixture
def application(qapp: QApplication) -> Iterator[QApplication]:
    """The application with our look, in the light theme and normal size."""
    current = theme.theme()
    current.mode = "light"
    current.scale = 100
    if not qapp.styleSheet():
        current.apply(qapp)
    yield qapp
    current.mode = "light"
    current.scale = 100


@pytest.fixture
def page(application: QApplication, qtbot: QtBot) -> QWidget:
    """A shown and active window to put widgets on."""
    window = QWidget()
    window.resize(640, 480)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    return window


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    """The way to work off the GUI thread; closed after the test."""
    service = Tasks()
    yield service
    service.close()
    service.deleteLater()


@pytest.fixture
def opener(
    application: QApplication, qtbot: QtBot, tasks: Tasks, samples: Path, tmp_path: Path
) -> Iterator[Opener]:
    """Opens Metrics tabs."""
    opener = Opener(qtbot, tasks, samples, tmp_path / "scratch")
    yield opener
    for store in opener.stores:
        store.close()
