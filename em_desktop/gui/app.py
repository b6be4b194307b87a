"""The application: the one place that puts concrete parts together."""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from em_desktop import assets
from em_desktop.gui import settings, theme
from em_desktop.gui.context import Context
from em_desktop.gui.finding import Crawler, Finder
from em_desktop.gui.i18n import Translator
from em_desktop.gui.main_window import MainWindow
from em_desktop.gui.notify import Hooks
from em_desktop.gui.session import SessionFile, load
from em_desktop.gui.settings import Settings
from em_desktop.gui.stores import OpenStores
from em_desktop.gui.tasks import Tasks

_NAME = "em-desktop"
_COLLECT_MS = 1000
_SAVE_MS = 2000


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the program keeps what is the user's.

    Attributes:
        config: settings and session.
        cache: what can be deleted without loss.
        data: the copy of the sample store.
    """

    config: Path
    cache: Path
    data: Path

    @classmethod
    def of_user(cls) -> Folders:
        """The platform's usual places."""
        import platformdirs

        return cls(
            Path(platformdirs.user_config_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_cache_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_data_dir(_NAME, appauthor=False)),
        )

    @classmethod
    def inside(cls, folder: Path) -> Folders:
        """All below one folder, for tests and the tour."""
        return cls(folder / "config", folder / "cache", folder / "data")


class Collector(QObject):
    """Collects garbage on the GUI thread only: widgets must not die in a worker."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_COLLECT_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()

    @Slot()
    def _collect(self) -> None:
        """As the interpreter would by itself: the older a generation, the more rarely."""
        limits, counts = gc.get_threshold(), gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return

    def close(self) -> None:
        """Let the interpreter collect by itself again."""
        self._timer.stop()
        gc.enable()


class Application(QObject):
    """The window and what it stands on.

    Attributes:
        qt: Qt's application.
        context: what all parts use.
        window: the window; `show` brings it up and then opens stores and tabs.
    """

    def __init__(self, folders: Folders, store: str | None = None) -> None:
        super().__init__()
        self.qt = _qt_application()
        self._folders = folders
        self._store = store
        self._started = False
        self._closed = False
        self._hooks: Hooks | None = None
        values = Settings(folders.config / "settings.json", self)
        self._translator = Translator(self)
        self._translator.use(values.get(settings.LANGUAGE))
        look = theme.theme()
        look.mode = _mode(values)
        look.scale = values.get(settings.INTERFACE_SIZE)
        look.apply(self.qt)
        self._session = load(folders.config / "session.json")
        self._finder = Finder(folders.cache)
        tasks = Tasks(self)
        stores = OpenStores(tasks, self._finder.open_store, self)
        self.context = Context(tasks, stores, values, self)
        self.window = MainWindow(self.context, self._finder, self._translator, folders.data)
        self.window.restore_frame(self._session)
        self._collector = Collector(self)
        self._crawler = Crawler(self.context, self._finder, self)
        self._file = SessionFile(folders.config / "session.json", tasks, self.window.session, self)
        self._save_settings = QTimer(self)
        self._save_settings.setSingleShot(True)
        self._save_settings.setInterval(_SAVE_MS)
        self._connect(values)

    def _connect(self, values: Settings) -> None:
        self.window.painted.connect(self.start)
        self.window.closing.connect(self.save)
        self._save_settings.timeout.connect(self._write_settings)
        values.changed.connect(self._settings_changed)

    def install_hooks(self) -> None:
        """Catch and show what nobody foresaw; for the running program, not for tests."""
        crashes = self._folders.cache / "crash.txt"
        self._hooks = Hooks(self.window.notifier, crashes, self)

    def show(self) -> None:
        """Show the window; stores and tabs are opened after it was painted."""
        self.window.show()

    @Slot()
    def start(self) -> None:
        """Open the stores and tabs of the last session, and what was asked for."""
        if self._started:
            return
        self._started = True
        self.window.add_inspector()
        self.window.restore_contents(self._session)
        if self._store is not None:
            self.window.open_folder(self._store)
        self.window.changed.connect(self._file.save_soon)

    @Slot()
    def save(self) -> None:
        """Write session and settings; blocks for a moment, at the end of the program."""
        if self._started and not self._closed:
            self._file.save_now()
        self.context.settings.save()

    def close(self) -> None:
        """Save, end all work and release everything; the window is gone afterwards."""
        if self._closed:
            return
        self.save()
        self._closed = True
        self._collector.close()
        self.context.tasks.close()
        self.context.stores.close_all()
        self._finder.close()
        if self._hooks is not None:
            self._hooks.close()
        self.window.close()
        self.window.deleteLater()

    @Slot(str)
    def _settings_changed(self, key: str) -> None:
        values = self.context.settings
        if key == settings.THEME.key:
            theme.theme().mode = _mode(values)
        elif key == settings.INTERFACE_SIZE.key:
            theme.theme().scale = values.get(settings.INTERFACE_SIZE)
        elif key == settings.LANGUAGE.key:
            self._translator.use(values.get(settings.LANGUAGE))
        self.window.commands.update_state()
        self._save_settings.start()

    @Slot()
    def _write_settings(self) -> None:
        self.context.settings.save_soon(self.context.tasks)


def build(folders: Folders, store: str | None = None) -> Application:
    """The application with its window, not yet shown; for `run`, tests and the tour.

    Args:
        folders: where settings, caches and data are.
        store: a folder to open at the start, besides those of the last session.
    """
    return Application(folders, store)


def run(store: str | None = None, *, sample: bool = False) -> int:
    """Show the window until it is closed; the exit code.

    Args:
        store: a folder to open.
        sample: open the sample store.
    """
    application = build(Folders.of_user(), store)
    application.install_hooks()
    if sample:
        application.window.painted.connect(application.window.window_commands.open_sample)
    application.show()
    code = application.qt.exec()
    application.close()
    return code


def _mode(values: Settings) -> theme.Mode:
    return cast("theme.Mode", values.get(settings.THEME))


def _qt_application() -> QApplication:
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    QApplication.setApplicationName("EM Desktop")
    QApplication.setDesktopFileName(_NAME)
    application = QApplication(sys.argv[:1])
    application.setWindowIcon(QIcon(str(assets.folder("icons") / "em-desktop.svg")))
    return application
