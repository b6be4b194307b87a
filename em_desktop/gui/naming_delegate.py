"""Rows whose names can be changed in place."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from em_desktop.gui.name_editor import NameEditor
from em_desktop.gui.widgets import AnyIndex, RowDelegate


class NamingDelegate(RowDelegate):
    """Lets a `NameEditor` stand in the place of a name.

    Subclasses override `name_editor` and `name_left`.
    """

    def name_editor(self, index: AnyIndex, parent: QWidget) -> NameEditor | None:
        """The editor of a row's name; None where it has none that can be changed."""
        raise NotImplementedError

    def name_left(self, option: QStyleOptionViewItem) -> int:
        """Where the editor begins, from the left of the cell."""
        raise NotImplementedError

    def createEditor(  # noqa: N802
        self, parent: QWidget, option: QStyleOptionViewItem, index: AnyIndex
    ) -> QWidget:
        editor = self.name_editor(index, parent)
        return super().createEditor(parent, option, index) if editor is None else editor

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:  # noqa: N802
        """Nothing: it has its text, and what is typed outlives changes of the row."""

    def setModelData(  # noqa: N802
        self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex
    ) -> None:
        """Take the name, if it can be one."""
        if isinstance(editor, NameEditor) and editor.can_be_taken:
            model.setData(index, editor.name)

    def updateEditorGeometry(  # noqa: N802
        self,
        editor: QWidget,
        option: QStyleOptionViewItem,
        index: AnyIndex,  # noqa: ARG002
    ) -> None:
        editor.setGeometry(option.rect.adjusted(self.name_left(option), 1, -2, -2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A name that can't be given isn't taken: Enter goes on editing, leaving gives it up."""
        if isinstance(watched, NameEditor) and not watched.can_be_taken:
            enter = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                if event.key() in enter:
                    return True
            elif event.type() is QEvent.Type.FocusOut:
                self.closeEditor.emit(watched, self.EndEditHint.RevertModelCache)
                return True
        return super().eventFilter(watched, event)
