"""Puts a folder's Runs into groups, as its *Group* button says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSplitter, QStackedWidget

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import printable
from em_desktop.domain.run_columns import ColumnSource, RunColumn, is_seed
from em_desktop.domain.run_groups import Margin
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Location
from em_desktop.gui.models.group_rows import Group, Grouping, make_groups
from em_desktop.gui.models.listing_rows import Row
from em_desktop.gui.panes.folder.group_curves import CurveGroup
from em_desktop.gui.panes.folder.group_view import GroupTable
from em_desktop.gui.widgets import Menu

if TYPE_CHECKING:
    from em_desktop.gui.panes.folder.group_charts import GroupCharts
    from em_desktop.gui.panes.folder.pane import FolderPane

_MOST_OFFERED = 40
_AGAIN_MS = 100
_READ_MS = 400
_TABLE, _CHARTS = 240, 380


class FolderGroups(QObject):
    """The table of groups that takes the place of a `FolderPane`'s table while Runs are grouped.

    Attributes:
        grouping: what Runs of a group have in common; None while they aren't grouped.
        table: the groups.
        pages: both tables.
    """

    def __init__(self, pane: FolderPane, pages: QStackedWidget) -> None:
        super().__init__(pane)
        self._pane = pane
        self.grouping: Grouping | None = None
        self.pages = pages
        self.table = GroupTable(pages)
        self.pages.addWidget(pane.table)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.table)
        self.pages.addWidget(self.splitter)
        self.has_curves = False
        self.charts: GroupCharts | None = None
        self._read_soon = QTimer(self, singleShot=True, interval=_READ_MS)
        self._read_soon.timeout.connect(self._show_curves)
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._group)
        self.table.rows_selected.connect(self._select)
        self.table.open_requested.connect(self._open)
        self.table.menu_requested.connect(self._show_menu)
        pane.toolbar.group_button.choices.aboutToShow.connect(self._fill_menu)
        model = pane.model
        for changed in (
            pane.columns.changed,
            model.layoutChanged,
            model.rowsInserted,
            model.rowsRemoved,
            model.dataChanged,
        ):
            changed.connect(self.refresh)

    @property
    def names(self) -> list[str]:
        """The hyperparameters that can be grouped by: those in which Runs differ."""
        found = (each for each in self._pane.columns.found if each.varies)
        return [one.column.name for one in found if one.column.source is ColumnSource.PARAMETER]

    def set_grouping(self, grouping: Grouping | None) -> None:
        """Group by something else, or not at all (None)."""
        self.grouping = grouping
        self._pane.toolbar.show_grouping(self.text())
        self._group()

    def set_margin(self, margin: Margin) -> None:
        """Show another margin behind the means, and around their curves."""
        self.table.groups.set_margin(margin)
        self._show_curves()

    @Slot()
    def refresh(self) -> None:
        """The rows or columns are others; soon the groups are too."""
        if self.grouping is not None and not self._again.isActive():
            self._again.start()

    def text(self) -> str:
        """What is grouped by, for the button; empty for nothing."""
        grouping = self.grouping
        if grouping is None:
            return ""
        names = ", ".join(printable(name) for name in grouping.names)
        return (
            wording.filled(self.tr("all but {names}"), names=names) if grouping.excluding else names
        )

    @Slot()
    def _group(self) -> None:
        pane = self._pane
        if self.grouping is None:
            self.pages.setCurrentWidget(pane.table)
            pane.setFocusProxy(pane.table)
            self._show_curves()
            return
        keys = self.grouping.keys(pane.columns.found)
        numeric = {
            each.column
            for each in pane.columns.found
            if each.numeric and not is_seed(each.column.name)
        }
        columns = [
            column
            for column in pane.columns.shown()
            if isinstance(column, RunColumn) and (column.is_metric or column in numeric)
        ]
        groups = make_groups(pane.model.shown_rows(), keys)
        self.table.groups.show_groups(groups, keys, columns)
        self.pages.setCurrentWidget(self.splitter)
        pane.setFocusProxy(self.table)
        self._read_soon.start()  # once the groups have settled

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.table.retranslate()
        self._pane.toolbar.show_grouping(self.text())

    # Curves

    @Slot(bool)
    def set_curves(self, on: bool) -> None:
        """Show the curves of the groups below them, or not any more."""
        self.has_curves = on
        self._show_curves()

    @Slot()
    def _show_curves(self) -> None:
        if not self.has_curves or self.grouping is None:
            if self.charts is not None:
                self.charts.stop()
                self.charts.hide()
            return
        if self.charts is None:
            from em_desktop.gui.panes.folder.group_charts import GroupCharts

            self.charts = GroupCharts(self._pane.context, self.splitter)
            self.charts.close_wanted.connect(self._hide_curves)
            self.splitter.addWidget(self.charts)
            self.splitter.setSizes([theme.scaled(_TABLE), theme.scaled(_CHARTS)])
        model = self.table.groups
        groups = sorted(model.groups, key=_place)
        curves = [
            CurveGroup(repr(each.keys), model.title(each), tuple(row.path for row in each.rows))
            for each in groups
        ]
        self.charts.show_means(self._pane.location.store_id, curves, model.margin)
        self.charts.show()

    @Slot()
    def _hide_curves(self) -> None:
        self.set_curves(False)

    @Slot(list)
    def _select(self, rows: list[Row]) -> None:
        """What is selected here is selected in the table, which all verbs ask."""
        if self.grouping is not None:
            places = [self._pane.model.place(row.path) for row in rows]
            self._pane.table.select_rows([place for place in places if place is not None])

    @Slot(object)
    def _open(self, node: Node) -> None:
        self._pane.context.open(Location(self._pane.location.store_id, node.path))

    @Slot(object)
    def _show_menu(self, place: Any) -> None:
        menu = Menu("", self.table)
        menu.aboutToHide.connect(menu.deleteLater)
        if len(self.selected_groups()) == 2:
            test = menu.addAction(theme.icon("compare"), self.tr("Compare these two groups..."))
            test.triggered.connect(self.compare_groups)
            menu.addSeparator()
        self._pane.verbs.fill_selected(menu)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def selected_groups(self) -> list[Group]:
        """The groups whose rows are selected."""
        entries = self.table.groups.entries
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        found = (entries[place] for place in places)
        return [entry for entry in found if isinstance(entry, Group)]

    @Slot()
    def compare_groups(self) -> None:
        """Test whether the two selected groups differ in what the table's columns hold."""
        from em_desktop.gui.dialogs.group_test import GroupTestDialog

        first, second = self.selected_groups()
        model = self.table.groups
        seeds = [name for name in self.names if is_seed(name)]
        GroupTestDialog(
            self._pane.context,
            (first, second),
            (model.title(first), model.title(second)),
            model.columns,
            seeds[0] if seeds else "",
            self._pane.window(),
        ).open()

    # The button's menu

    @Slot()
    def _fill_menu(self) -> None:
        self.fill(self._pane.toolbar.group_button.choices)

    def fill(self, menu: QMenu) -> None:
        """Fill a menu with what can be grouped by."""
        menu.clear()
        self._add(menu, self.tr("No groups"), None, checked=self.grouping is None)
        seeds = tuple(name for name in self.names if is_seed(name))
        if seeds:
            grouping = Grouping(seeds, excluding=True)
            text = wording.filled(self.tr("Everything except {names}"), names=", ".join(seeds))
            self._add(menu, text, grouping, checked=self.grouping == grouping)
        self._fill_names(menu.addMenu(self.tr("Group by")), excluding=False)
        self._fill_names(menu.addMenu(self.tr("Everything except")), excluding=True)
        menu.addSeparator()
        for margin, text in (
            (Margin.DEVIATION, self.tr("± standard deviation")),
            (Margin.ERROR, self.tr("± standard error")),
            (Margin.INTERVAL, self.tr("95 % bootstrap interval")),
        ):
            self._add(menu, text, margin, checked=self.table.groups.margin is margin)
        menu.addSeparator()
        curves = menu.addAction(theme.icon("metrics"), self.tr("Curves of the groups"))
        curves.setCheckable(True)
        curves.setChecked(self.has_curves)
        curves.setEnabled(self.grouping is not None)
        curves.triggered.connect(self.set_curves)

    def _fill_names(self, menu: QMenu, *, excluding: bool) -> None:
        present: tuple[str, ...] = ()
        if self.grouping is not None and self.grouping.excluding is excluding:
            present = self.grouping.names
        for name in self.names[:_MOST_OFFERED]:
            chosen = name in present
            names = tuple(each for each in present if each != name) if chosen else (*present, name)
            grouping = Grouping(names, excluding) if names else None
            self._add(menu, printable(name), grouping, checked=chosen)

    def _add(
        self, menu: QMenu, text: str, value: Grouping | Margin | None, *, checked: bool
    ) -> None:
        action = menu.addAction(text.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(checked)
        action.setData([value])
        action.triggered.connect(self._chosen)

    @Slot()
    def _chosen(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            (value,) = action.data()
            if isinstance(value, Margin):
                self.set_margin(value)
            else:
                self.set_grouping(value)

    # State

    def save_state(self) -> dict[str, Any]:
        """What is grouped by (JSON values)."""
        grouping = None if self.grouping is None else self.grouping.state()
        margin = str(self.table.groups.margin)
        return {"group": grouping, "margin": margin, "curves": self.has_curves}

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take `save_state` back; wrong values are ignored."""
        if state.get("margin") in set(Margin):
            self.table.groups.set_margin(Margin(state["margin"]))
        self.has_curves = state.get("curves") is True
        if "group" in state:
            self.set_grouping(Grouping.from_state(state["group"]))


def _place(group: Group) -> int:
    return group.place
