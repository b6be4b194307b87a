"""Gives the files of a node other names and directories: typed, cut and pasted, dragged."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QObject, Slot

from em_desktop.domain.paths import printable
from em_desktop.gui import wording
from em_desktop.gui.context import Location
from em_desktop.gui.counted import files_text
from em_desktop.gui.gesture_words import quoted

if TYPE_CHECKING:
    from em_desktop.gui.panes.files.editing import FilesEditing
    from em_desktop.gui.panes.files.view import FilesView

_CUT: Final = "application/x-em-desktop-cut-files"


class FilesMoving(QObject):
    """Turns it into gestures. Files stay in their node; to another one they are copied."""

    def __init__(self, editing: FilesEditing, view: FilesView) -> None:
        super().__init__(editing)
        self._editing = editing
        self._view = view
        self._cut: tuple[Location, tuple[str, ...]] | None = None
        view.model.renamed.connect(self._rename)

    @Slot(str, str)
    def _rename(self, key: str, name: str) -> None:
        node, view = self._view.node, self._view
        if node is not None:
            view.want(f"{key[: key.rfind('/') + 1]}{name}")
            gestures = view.context.gestures
            gestures.rename_file(view.location.store_id, node, key, name)

    def mark_cut(self, data: QMimeData) -> QMimeData:
        """Note that the selected files are to be moved when this data is pasted here."""
        self._cut = (self._view.location, tuple(self._view.tree.selected_keys))
        data.setData(_CUT, b"cut")
        return data

    def take_cut(self, data: QMimeData) -> bool:
        """Move what was cut into the current directory; whether the data was cut here."""
        cut, view = self._cut, self._view
        if not data.hasFormat(_CUT) or cut is None or cut[0] != view.location:
            return False
        self._cut = None
        key = view.tree.current_key
        self.move(cut[1], key[: key.rfind("/") + 1].rstrip("/"))
        return True

    def why_not(self, keys: Sequence[str], directory: str) -> str:
        """Why files can't go into a directory of the node, for people; empty where they can."""
        kept = [why for key in keys if (why := self._editing.why_kept(key))]
        if kept:
            return kept[0]
        if any(_is_in(directory, key) for key in keys):
            return self.tr("A folder can’t go into itself")
        if all(key.rstrip("/").rpartition("/")[0] == directory for key in keys):
            return self.tr("Is here already")
        return ""

    def text(self, keys: Sequence[str], directory: str) -> str:
        """What a drop does, for people."""
        name = keys[0].rstrip("/").rpartition("/")[2]
        things = quoted(name) if len(keys) == 1 else files_text(len(keys))
        return wording.filled(
            self.tr("Move {things} to {name}"), things=things, name=self._place(directory)
        )

    def move(self, keys: Sequence[str], directory: str) -> None:
        """Move files into a directory of the node; empty for the node itself."""
        node, view = self._view.node, self._view
        why_not = self.why_not(keys, directory)
        if why_not:
            view.context.message_raised.emit(why_not)
        elif node is not None and keys:
            plain = [key.rstrip("/") for key in keys]
            prefix = f"{directory}/" if directory else ""
            pairs = [(key, f"{prefix}{key.rpartition('/')[2]}") for key in plain]
            view.want(pairs[0][1])
            gestures, store_id = view.context.gestures, view.location.store_id
            gestures.move_files(store_id, node, pairs, self._place(directory))

    def _place(self, directory: str) -> str:
        node = self._view.node
        return printable(directory) or ("" if node is None else printable(node.name))


def _is_in(directory: str, key: str) -> bool:
    """Whether a directory is one that is moved, or lies in it."""
    return key.endswith("/") and f"{directory}/".startswith(key)
