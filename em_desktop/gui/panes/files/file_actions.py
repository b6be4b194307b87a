"""What can be done with one file: open, save, copy its path, show where it is."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMenu, QWidget

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError
from em_desktop.formats.content import save_copy
from em_desktop.gui import places_on_disk, theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.stores.base import Cancel, Store


@dataclass(frozen=True, slots=True)
class ChosenFile:
    """A file of a node.

    Attributes:
        key: its object key; of a node that is one file its name.
        kind: the node's type.
    """

    location: Location
    key: str
    kind: NodeType

    @property
    def name(self) -> str:
        return self.key.rpartition("/")[2]

    @property
    def path(self) -> NodePath:
        return self.location.path


class FileActions(QObject):
    """Acts on the file that was set last."""

    progressed = Signal(object, object)
    """A copy is under way: bytes done and bytes in all."""
    ended = Signal()
    """The copy is done, or failed."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._widget = parent
        self.file: ChosenFile | None = None

    @property
    def place(self) -> Path | None:
        """Where the file is on this computer; None where it isn't."""
        if self.file is None:
            return None
        store = self._store(self.file)
        return places_on_disk.object_place(store, self.file.path, self.file.kind, self.file.key)

    @Slot()
    def open_with_system(self) -> None:
        """Open the file with the program that the system has for it; a remote one as a copy."""
        if self.file is None:
            return
        place = self.place
        if place is not None:
            self.launch(place)
            return
        folder = Path(tempfile.mkdtemp(prefix="em-desktop-"))
        target = folder / self.file.name
        self._copy_to(self.file, target, lambda actions: actions.launch(target))

    @Slot()
    def save_copy(self) -> None:
        """Ask where to, and write a copy there in the background."""
        if self.file is None:
            return
        downloads = QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DownloadLocation
        )
        dialog = QFileDialog(self._widget, self.tr("Save a copy"), downloads)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(self.file.name)
        dialog.fileSelected.connect(self.save_copy_to)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def save_copy_to(self, target: str) -> None:
        """Write a copy of the file to ``target`` in the background."""
        if self.file is not None and target:
            place = Path(target)
            self._copy_to(self.file, place, lambda actions: actions.say_saved(place))

    @Slot()
    def copy_path(self) -> None:
        """Put the file's path on the clipboard: on disk, else its key."""
        if self.file is not None:
            place = self.place
            places_on_disk.copy_text(self.file.key if place is None else str(place))

    @Slot()
    def show_in_file_manager(self) -> None:
        """Open the directory that holds the file."""
        place = self.place
        if place is not None:
            places_on_disk.show_in_file_manager(place)

    def fill(self, menu: QMenu) -> None:
        """Fill a menu with what can be done."""
        menu.clear()
        entries = [
            ("open", self.tr("Open with the system's program"), self.open_with_system),
            ("save", self.tr("Save a copy..."), self.save_copy),
            ("link", self.tr("Copy path"), self.copy_path),
            ("show_in_folder", self.tr("Show in file manager"), self.show_in_file_manager),
        ]
        for icon, text, run in entries:
            action = menu.addAction(theme.icon(icon), text)
            action.triggered.connect(run)
            action.setEnabled(icon != "show_in_folder" or self.place is not None)

    def _store(self, file: ChosenFile) -> Store:
        return self._context.stores.store(file.location.store_id)

    def _copy_to(self, file: ChosenFile, target: Path, then: Callable[[FileActions], None]) -> None:
        store = self._store(file)

        def work(_cancel: Cancel) -> Iterator[tuple[int, int]]:
            source = store.objects(file.path)
            total = source.stat(file.key).size
            for done in save_copy(source, file.key, target):
                yield done, total

        self._context.tasks.stream(
            self,
            work,
            FileActions._step,
            done=then,
            failed=FileActions._failed,
            title=wording.filled(self.tr("Saving {name}"), name=file.name),
        )

    def _step(self, step: tuple[int, int]) -> None:
        self.progressed.emit(*step)

    def launch(self, place: Path) -> None:
        """Open a file of this computer with the program that the system has for it."""
        self.ended.emit()
        if not places_on_disk.open_with_system(place):
            self._context.message_raised.emit(self.tr("The system has no program for this file."))

    def say_saved(self, place: Path) -> None:
        """A copy was written: tell the user."""
        self.ended.emit()
        text = wording.filled(self.tr("Saved a copy as {name}"), name=place.name)
        self._context.message_raised.emit(text)

    def _failed(self, error: EmError) -> None:
        self.ended.emit()
        self._context.report(error, None if self.file is None else self.file.location)
