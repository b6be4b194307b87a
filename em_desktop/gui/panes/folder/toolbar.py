"""The toolbar of a folder: filter field, types, columns."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from em_desktop.domain.nodes import NodeType
from em_desktop.gui import theme, wording
from em_desktop.gui.panes.folder.column_chooser import ColumnChooser
from em_desktop.gui.panes.folder.columns import ColumnLayout
from em_desktop.gui.panes.folder.menu_button import MenuButton
from em_desktop.gui.panes.folder.views import DATAFLOW, TABLE, TRIALS, VIEWS
from em_desktop.gui.widgets import Segments, primary_button
from em_desktop.gui.widgets.query_field import QueryField

_LONGEST_GROUPING = 18


class FolderToolbar(QWidget):
    """What narrows the table down."""

    filter_changed = Signal()
    view_chosen = Signal(str)
    """The folder is to be shown otherwise: one of `VIEWS`."""
    below_chosen = Signal(bool)
    """Show what is in subfolders too (True), or no longer."""
    new_requested = Signal()
    """The user wants a new folder."""

    def __init__(self, columns: ColumnLayout, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._present: set[NodeType] = set()
        self._chosen: set[NodeType] = set()
        self._result: tuple[int, int | None] = (0, None)
        self.field = QueryField(self)
        self._types = MenuButton("types", self)
        self._shown = MenuButton("columns", self)
        self._view = Segments([(view, "") for view in VIEWS], self, small=False)
        self._view.chosen.connect(self.view_chosen)
        self.group_button = MenuButton("group", self)
        self._grouping = ""
        self._below = False
        self.chooser = ColumnChooser(columns, self)
        self._new = primary_button("", "add", self)
        self._new.clicked.connect(self.new_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.card, 0, theme.space.card, 0)
        row.setSpacing(theme.space.control)
        row.addWidget(self.field, 1)
        row.addWidget(self._view)
        row.addWidget(self._types)
        row.addWidget(self._shown)
        row.addWidget(self.group_button)
        row.addWidget(self._new)
        self.field.text_changed.connect(self._changed)
        self._types.choices.aboutToShow.connect(self._fill_types)
        self._shown.setMenu(None)  # type: ignore[arg-type]  # Qt takes none
        self._shown.clicked.connect(self.choose_columns)
        columns.changed.connect(self._count_columns)
        self._fit()
        theme.theme().changed.connect(self._fit)
        self._count_columns()

    @property
    def text(self) -> str:
        """What is in the filter field."""
        return self.field.text()

    @Slot(str)
    def set_view(self, view: str) -> None:
        """Say how the folder is shown; what is only for the table goes with it."""
        self._view.choose(view)
        for widget in (self._types, self._shown, self.group_button):
            widget.setVisible(view == TABLE)

    @property
    def types(self) -> frozenset[NodeType]:
        """The chosen types; empty for all."""
        return frozenset(self._chosen)

    def set_text(self, text: str) -> None:
        """Write into the filter field."""
        self.field.set_text(text)

    def set_editable(self, *, editable: bool) -> None:
        """Whether something can be made here."""
        self._new.setVisible(editable)

    def set_types(self, present: set[NodeType]) -> None:
        """Offer these types: those that occur."""
        self._present = present

    def choose_types(self, types: Iterable[NodeType]) -> None:
        """Show nodes of these types only; of all types if there are none."""
        self._chosen = set(types)
        self.retranslate()
        self.filter_changed.emit()

    def set_below(self, *, below: bool) -> None:
        """Say that what is in subfolders is shown too."""
        self._below = below
        self.retranslate()

    def show_grouping(self, text: str) -> None:
        """Say what is grouped by; empty for nothing."""
        self._grouping = text
        short = text if len(text) <= _LONGEST_GROUPING else text[: _LONGEST_GROUPING - 1] + "…"
        self.group_button.setText(
            self.tr("Group: {names}").format(names=short) if text else self.tr("Group")
        )
        self.group_button.setToolTip(text)

    def set_result(self, shown: int, total: int | None) -> None:
        """Say how many rows the filter leaves; the total is None while it isn't known."""
        self._result = (shown, total)
        self._write_result()

    @Slot()
    def clear(self) -> None:
        """Leave nothing out any more."""
        self._chosen.clear()
        self.field.clear()
        self.retranslate()
        self.filter_changed.emit()

    def focus_filter(self) -> None:
        """Move the focus to the filter field."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.field.set_placeholder(self.tr("Filter, such as lr > 0.1"))
        self._shown.setText(self.tr("Columns"))
        self.show_grouping(self._grouping)
        texts = {
            TABLE: self.tr("Table"),
            TRIALS: self.tr("Trials"),
            DATAFLOW: self.tr("Dataflow"),
        }
        self._view.set_texts(texts)
        self._view.setAccessibleName(self.tr("How the folder is shown"))
        self._new.setText(self.tr("New"))
        self._new.setToolTip(self.tr("New folder"))
        self._new.setAccessibleName(self.tr("New folder"))
        match sorted(self._chosen):
            case []:
                self._types.setText(self.tr("All types"))
            case [only]:
                self._types.setText(wording.type_text(only))
            case several:
                count = wording.count_text(len(several))
                self._types.setText(self.tr("{count} types").format(count=count))
        if self._below:
            text = self.tr("{types}, with subfolders").format(types=self._types.text())
            self._types.setText(text)
        self._write_result()

    @Slot()
    def _changed(self) -> None:
        self.filter_changed.emit()

    def _write_result(self) -> None:
        shown, total = self._result
        if total is None or not (self.text or self._chosen):
            self.field.set_result("")
            return
        counts = (wording.count_text(shown), wording.count_text(total))
        self.field.set_result(
            self.tr("{shown} of {total}").format(shown=counts[0], total=counts[1])
        )

    @Slot()
    def _count_columns(self) -> None:
        self._shown.set_count(self._columns.count)

    @Slot()
    def choose_columns(self) -> None:
        """Open the list in which columns are chosen."""
        self.chooser.show_below(self._shown)

    @Slot()
    def _fill_types(self) -> None:
        menu = self._types.choices
        menu.clear()
        below = menu.addAction(self.tr("Include subfolders"))
        below.setCheckable(True)
        below.setChecked(self._below)
        below.toggled.connect(self.below_chosen)
        menu.addSeparator()
        everything = self._add(menu, self.tr("All types"), "")
        everything.setChecked(not self._chosen)
        menu.addSeparator()
        for kind in NodeType:
            if kind in self._present or kind in self._chosen:
                action = self._add(menu, wording.type_text(kind), kind)
                action.setChecked(kind in self._chosen)

    def _add(self, menu: QMenu, text: str, kind: str) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setData(kind)
        action.triggered.connect(self._toggle_type)
        return action

    @Slot()
    def _toggle_type(self) -> None:
        action = self.sender()
        if not isinstance(action, QAction):
            return
        if not action.data():
            self.choose_types(())
        else:
            self.choose_types(self._chosen ^ {NodeType(action.data())})

    def _fit(self) -> None:
        self.setFixedHeight(theme.size.toolbar)
