"""The application: the one place that puts concrete parts together."""

from __future__ import annotations

import gc
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from em_desktop import assets
from em_desktop.gui import settings
from em_desktop.gui.frame import WindowFrame
from em_desktop.gui.settings import Settings

if TYPE_CHECKING:  # imported by `Application.fill`, when the window is on the screen
    from em_desktop.gui import theme
    from em_desktop.gui.context import Context
    from em_desktop.gui.finding import Finder, Found
    from em_desktop.gui.i18n import Translator
    from em_desktop.gui.kept_file import KeptFile
    from em_desktop.gui.main_window import MainWindow
    from em_desktop.gui.notify import Hooks
    from em_desktop.gui.session import Session

_NAME = "em-desktop"
_COLLECT_MS = 1000
_SAVE_MS = 2000
_MOST_FOUND = 200


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the program keeps what is the user's.

    Attributes:
        config: settings and session.
        cache: what can be deleted without loss.
        data: the copy of the sample store.
        state: what can be undone.
    """

    config: Path
    cache: Path
    data: Path
    state: Path

    @classmethod
    def of_user(cls) -> Folders:
        """The platform's usual places."""
        import platformdirs

        return cls(
            Path(platformdirs.user_config_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_cache_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_data_dir(_NAME, appauthor=False)),
            Path(platformdirs.user_state_dir(_NAME, appauthor=False)),
        )

    @classmethod
    def inside(cls, folder: Path) -> Folders:
        """All below one folder, for tests and the tour."""
        return cls(folder / "config", folder / "cache", folder / "data", folder / "state")


class Collector(QObject):
    """Collects garbage on the GUI thread only: widgets must not die in a worker."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._was_enabled = gc.isenabled()
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
        """Leave it as it was before."""
        self._timer.stop()
        if self._was_enabled:
            gc.enable()


class Application(QObject):
    """The window and what it stands on.

    The frame is there at once; `fill` brings in everything else.

    Attributes:
        qt: Qt's application.
        keeps_imports: whether nothing of what is imported is ever looked at as garbage; for
            a process that is this program and nothing else.
        frame: the top-level window.
        window: what is in it.
        context: what all parts use.
    """

    window: MainWindow
    context: Context
    _finder: Finder
    _session: Session
    _file: KeptFile
    _translator: Translator

    def __init__(self, folders: Folders, store: str | None = None) -> None:
        super().__init__()
        self.qt = _qt_application()
        self._collector = Collector(self)
        self.keeps_imports = False
        self._folders = folders
        self._store = store
        self._is_filled = False
        self._is_started = False
        self._is_closed = False
        self._hooks: Hooks | None = None
        self.settings = Settings(folders.config / "settings.json", self)
        self._save_settings = QTimer(self)
        self._save_settings.setSingleShot(True)
        self._save_settings.setInterval(_SAVE_MS)
        geometry = self.settings.get(settings.WINDOW).get("geometry", "")
        self.frame = WindowFrame(_is_dark(self.settings), str(geometry))
        self.frame.painted.connect(self.start)
        self.frame.closing.connect(self.save)

    def fill(self) -> None:
        """Make everything that the window holds; most of the program is imported here."""
        if self._is_filled:
            return
        self._is_filled = True
        from em_desktop.gui import theme
        from em_desktop.gui.connections import Connections
        from em_desktop.gui.context import Context
        from em_desktop.gui.finding import Crawler, Finder
        from em_desktop.gui.i18n import Translator
        from em_desktop.gui.kept_file import KeptFile
        from em_desktop.gui.label_colors import label_colors
        from em_desktop.gui.main_window import MainWindow
        from em_desktop.gui.session import load
        from em_desktop.gui.stores import OpenStores
        from em_desktop.gui.tasks import Tasks
        from em_desktop.stores.remote.accounts import Accounts

        if self.keeps_imports:
            gc.freeze()
        values, file = self.settings, self._folders.config / "session.json"
        self._translator = Translator(self)
        self._translator.use(values.get(settings.LANGUAGE))
        look = theme.theme()
        look.mode = _mode(values)
        look.scale = values.get(settings.INTERFACE_SIZE)
        look.set_label_colors(label_colors(values))
        look.apply(self.qt)
        self._session = load(file)
        self._finder = Finder(self._folders.cache)
        tasks = Tasks(self)
        connections = Connections(Accounts(self._folders.config / "accounts.json"))
        open_folder = self._finder.open_store
        stores = OpenStores(tasks, open_folder, self, connect=connections.open)
        self.context = Context(
            tasks,
            stores,
            values,
            self,
            connections=connections,
            cache_directory=self._folders.cache,
            state_directory=self._folders.state,
            data_directory=self._folders.data,
        )
        self.context.labels_in_use = self._finder.labels
        self.context.find_nodes = self._find_nodes
        self.window = MainWindow(
            self.context, self._finder, self._translator, self._folders.data, self.frame
        )
        self.window.restore_panels(self._session)
        Crawler(self.context, self._finder, self)
        self._file = KeptFile(file, tasks, self._session_text, self)
        self._save_settings.timeout.connect(self._write_settings)
        values.changed.connect(self._settings_changed)
        self.frame.setCentralWidget(self.window)

    @Slot()
    def install_hooks(self) -> None:
        """Catch and show what nobody foresaw; for the running program, not for tests."""
        from em_desktop.gui.notify import Hooks

        crashes = self._folders.cache / "crash.txt"
        self._hooks = Hooks(self.window.notifier, crashes, self)

    def show(self) -> None:
        """Show the window; once it is painted it is filled, and stores and tabs are opened."""
        self.frame.show()

    @Slot()
    def start(self) -> None:
        """Open the stores and tabs of the last session, and what was asked for."""
        if self._is_started or self._is_closed:
            return
        self._is_started = True
        self.fill()
        self.window.add_inspector()
        self.window.restore_contents(self._session)
        if self._store is not None:
            self.window.open_folder(self._store)
        self.window.changed.connect(self._file.save_soon)

    @Slot()
    def open_sample(self) -> None:
        """Open the sample store."""
        self.window.window_commands.open_sample()

    def _find_nodes(self, text: str) -> list[Found]:
        stores = [info.id for info in self.context.stores.infos()]
        return self._finder.search(text, _MOST_FOUND, stores)

    def _session_text(self) -> str:
        from em_desktop.gui.session import to_json

        return to_json(self.window.session())

    @Slot()
    def save(self) -> None:
        """Write session and settings; blocks for a moment, at the end of the program."""
        if self._is_closed:
            return
        self.settings.set(settings.WINDOW, {"geometry": self.frame.geometry_text()})
        self.settings.save()
        if self._is_started:
            self._file.save_now()
            self.context.comparisons.save_now()

    def close(self) -> None:
        """Save, end all work and release everything; the window is gone afterwards."""
        if self._is_closed:
            return
        self.save()
        self._is_closed = True
        self.frame.close()
        self.frame.deleteLater()
        QCoreApplication.sendPostedEvents(self.frame, QEvent.Type.DeferredDelete.value)
        for timer in self.findChildren(QTimer):  # nothing starts new work from here on
            timer.stop()
        self._collector.close()
        if self._is_filled:
            self.context.editor.close()
            self.context.tasks.close()
            self.context.editor.release()
            self.context.stores.close_all()
            self.context.connections.close()
            self._finder.close()
            self.context.close_index()
            self._translator.close()
        if self._hooks is not None:
            self._hooks.close()

    @Slot(str)
    def _settings_changed(self, key: str) -> None:
        from em_desktop.gui import theme
        from em_desktop.gui.label_colors import label_colors

        if self._is_closed:
            return
        if key == settings.THEME.key:
            theme.theme().mode = _mode(self.settings)
        elif key == settings.INTERFACE_SIZE.key:
            theme.theme().scale = self.settings.get(settings.INTERFACE_SIZE)
        elif key == settings.LABEL_COLORS.key:
            theme.theme().set_label_colors(label_colors(self.settings))
        elif key == settings.LANGUAGE.key:
            self._translator.use(self.settings.get(settings.LANGUAGE))
        self.window.commands.update_state()
        self._save_settings.start()

    @Slot()
    def _write_settings(self) -> None:
        self.settings.save_soon(self.context.tasks)


def build(folders: Folders, store: str | None = None) -> Application:
    """The application with its filled window, not yet shown; for tests and the tour.

    Args:
        folders: where settings, caches and data are.
        store: a folder to open at the start, besides those of the last session.
    """
    application = Application(folders, store)
    application.fill()
    return application


def run(store: str | None = None, *, sample: bool = False) -> int:
    """Show the window until it is closed; the exit code.

    Args:
        store: a folder to open.
        sample: open the sample store.
    """
    gc.disable()  # what is imported stays, so there is nothing to collect yet
    application = Application(Folders.of_user(), store)
    application.keeps_imports = True
    application.frame.painted.connect(application.install_hooks)
    if sample:
        application.frame.painted.connect(application.open_sample)
    try:
        application.show()
        return application.qt.exec()
    finally:
        application.close()  # or the threads would keep the process alive


def _is_dark(values: Settings) -> bool:
    """Whether the window begins dark, before the theme is there."""
    mode = values.get(settings.THEME)
    if mode == "system":
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return mode == "dark"


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
