"""What was removed from a store: restored, or deleted for good."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.operations import Changes
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dialogs.delete import DeleteDialog
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.panes.trash.model import NAME, PLACE, REMOVED, TrashModel
from em_desktop.gui.trash_place import trash_title
from em_desktop.gui.widgets import (
    Menu,
    PageHeader,
    StateView,
    TableView,
    TextLabel,
    mark_as_removing,
    push_button,
    remove_button,
)
from em_desktop.stores.base import TrashedNode

_SOON_MS = 200


class TrashPane(Pane):
    """A table of what is in the trash, and a strip with what can be done about it."""

    def __init__(self, context: Context, location: Location, parent: QWidget | None = None) -> None:
        super().__init__(context, location, parent)
        store_name = context.stores.title(location.store_id)
        self.header = PageHeader(self)
        self.model = TrashModel(store_name)
        self.table = TableView(self)
        self.nothing = StateView(self)
        self._count = TextLabel("", "small", "muted", self)
        self.restore = push_button("", "undo", self)
        self.delete = remove_button("", "trash", self)
        self.empty = remove_button("", "", self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._lay_out()
        self._soon.timeout.connect(self.refresh)
        self.restore.clicked.connect(self.restore_selected)
        self.delete.clicked.connect(self.delete_selected)
        self.empty.clicked.connect(self.delete_all)
        self.table.selectionModel().selectionChanged.connect(self._fit)
        self.table.customContextMenuRequested.connect(self._show_menu)
        context.editor.undo_changed.connect(self._soon.start)

    def _lay_out(self) -> None:
        self.header.set_icon("trash")
        self.header.add_action_widget(self.empty)
        self.table.setModel(self.model)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(PLACE, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(REMOVED, theme.scaled(120))
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.nothing)
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.space.page, theme.space.control, theme.space.page, 8)
        bar.setSpacing(theme.space.control)
        bar.addWidget(self._count)
        bar.addStretch(1)
        bar.addWidget(self.restore)
        bar.addWidget(self.delete)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        column.addLayout(bar)

    # Reading

    def refresh(self) -> None:
        """Read the trash (again)."""
        try:
            store = self.store
        except EmError:
            return
        self.context.tasks.run(self, lambda _cancel: store.trashed(), TrashPane._show, key="trash")

    def _show(self, entries: Sequence[TrashedNode]) -> None:
        kept = {self.model.entry(row).id for row in self._selected_rows()}
        self.model.show(entries)
        self._stack.setCurrentWidget(self.table if entries else self.nothing)
        selection = self.table.selectionModel()
        for row, entry in enumerate(entries):
            if entry.id in kept:
                index = self.model.index(row, 0)
                selection.select(
                    index, selection.SelectionFlag.Select | selection.SelectionFlag.Rows
                )
        self._fit()

    def apply_changes(self, changes: Changes) -> None:
        if changes.removed or changes.parents or changes.reset:
            self._soon.start()

    def watched(self) -> frozenset[NodePath]:
        return frozenset()

    # What can be done

    def _selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.table.selectionModel().selectedRows())

    def chosen(self) -> list[TrashedNode]:
        """The selected entries."""
        return [self.model.entry(row) for row in self._selected_rows()]

    @Slot()
    def restore_selected(self) -> None:
        """Put the selected nodes back where they were."""
        chosen = [(entry.id, entry.node) for entry in self.chosen()]
        if chosen:
            self.context.gestures.restore(self.location.store_id, chosen)

    @Slot()
    def delete_selected(self) -> None:
        """Delete the selected nodes for good, after a question."""
        self._ask_to_delete(self.chosen())

    @Slot()
    def delete_all(self) -> None:
        """Empty the trash, after a question."""
        self._ask_to_delete(list(self.model.entries))

    def _ask_to_delete(self, entries: Sequence[TrashedNode]) -> None:
        if not entries:
            return
        dialog = DeleteDialog(entries, self.window())
        dialog.confirmed.connect(self.delete_for_good)
        dialog.open()

    @Slot(object)
    def delete_for_good(self, ids: Sequence[str]) -> None:
        """Delete these entries; nothing brings them back."""
        try:
            store = self.store
        except EmError as error:
            self.context.report(error, self.location)
            return
        self.context.tasks.run(
            self,
            lambda _cancel: store.empty_trash(ids),
            TrashPane._deleted,
            failed=TrashPane._failed,
            title=self.tr("Emptying the trash"),
        )

    def _deleted(self, _nothing: None) -> None:
        self.context.message_raised.emit(self.tr("Deleted for good"))
        self.context.editor.undo_changed.emit()
        self.refresh()

    def _failed(self, error: EmError) -> None:
        self.context.report(error, self.location)
        self.refresh()

    @Slot(QPoint)
    def _show_menu(self, place: QPoint) -> None:
        if not self._selected_rows():
            return
        menu = Menu(parent=self)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(theme.icon("undo"), self.tr("Restore")).triggered.connect(
            self.restore_selected
        )
        menu.addSeparator()
        delete = mark_as_removing(
            menu.addAction(theme.icon("trash", "st_error"), self.tr("Delete for good..."))
        )
        delete.triggered.connect(self.delete_selected)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Delete and self.chosen():
            self.delete_selected()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _fit(self) -> None:
        chosen, total = len(self._selected_rows()), self.model.rowCount()
        self.restore.setEnabled(chosen > 0)
        self.delete.setEnabled(chosen > 0)
        self.empty.setEnabled(total > 0)
        number = wording.count_text(chosen or total)
        text = self.tr("{count} selected") if chosen else self.tr("{count} in the trash")
        self._count.setText(text.format(count=number))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.header.set_title(trash_title())
        self.header.set_facts([self.context.stores.title(self.location.store_id)])
        self.table.setAccessibleName(trash_title())
        self.restore.setText(self.tr("Restore"))
        self.delete.setText(self.tr("Delete for good..."))
        self.empty.setText(self.tr("Empty trash..."))
        self.nothing.show_state(
            "trash",
            self.tr("The trash is empty"),
            self.tr("What you delete is kept here until you delete it for good."),
        )
        self.model.headerDataChanged.emit(Qt.Orientation.Horizontal, NAME, REMOVED)
        self._fit()
