"""The card of differences: hyperparameters, metrics, surroundings, and what changed in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from em_desktop.domain.subjects import MetricKey, MetricSummary, Subject
from em_desktop.gui import theme
from em_desktop.gui.panes.compare.changes import ChangesView
from em_desktop.gui.panes.compare.digest import Digest
from em_desktop.gui.panes.compare.export import ExportedTable
from em_desktop.gui.panes.compare.folding import FoldingRow
from em_desktop.gui.panes.compare.linked import Linked
from em_desktop.gui.panes.compare.rows import (
    TableRow,
    arranged,
    metric_row,
    metric_rows,
    parameter_rows,
    surrounding_rows,
)
from em_desktop.gui.panes.compare.table import ComparisonTable, TableColumn
from em_desktop.gui.plots.chips import Chip
from em_desktop.gui.same import same_objects
from em_desktop.gui.widgets import Divider, IconButton, Segments, Toggle

_LEAST = 300
VIEWS = ("parameters", "metrics", "surroundings", "changes")


class Details(QWidget):
    """Shows one of `VIEWS` of all that are compared."""

    menu_wanted = Signal(str, QPoint)
    """Show the menu of the member of this key."""
    opened = Signal(str)
    copy_wanted = Signal(object)
    """Offer to copy the table, below this widget."""

    def __init__(self, linked: Linked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[TableColumn, ...] = ()
        self._digests: tuple[Digest, ...] = ()
        self._baseline = -1
        self._target: MetricKey | None = None
        self._rows: list[TableRow] = []
        self.views = Segments([(view, "") for view in VIEWS], self)
        self.badge = Chip(self)
        self.first = Toggle("", self)
        self.first.setChecked(True)
        self.only = Toggle("", self)
        self.copy = IconButton("copy", "", self, side=24, icon_side=14)
        self.table = ComparisonTable(linked, self)
        self.changes = ChangesView(linked, self)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        theme.set_look(self, area="surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._head = FoldingRow(self)
        row = self._head.row
        row.addWidget(self.views)
        row.addWidget(self.badge)
        row.addStretch(1)
        for widget in (self.first, self.only, self.copy):
            row.addWidget(widget)
        self._head.give_way([self.badge, self.first, self.copy, self.only])
        theme.set_lengths(self, least_width=_LEAST)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.changes)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(Divider(parent=self))
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.views.chosen.connect(self._show)
        self.first.toggled.connect(self._show)
        self.only.toggled.connect(self._show)
        self.copy.clicked.connect(self._want_copy)
        self.table.menu_wanted.connect(self.menu_wanted)
        self.table.opened.connect(self.opened)

    @property
    def rows(self) -> list[TableRow]:
        """The rows that are shown; of a view that is no table: those of the parameters."""
        return self._rows

    @property
    def columns(self) -> tuple[TableColumn, ...]:
        return self._columns

    def show_digests(
        self,
        columns: Sequence[TableColumn],
        digests: Sequence[Digest],
        target: MetricKey | None,
    ) -> None:
        """Show these.

        Args:
            columns: one for each.
            digests: what is known of each.
            target: the metric that stands over the hyperparameters.
        """
        same = same_objects(self._digests, digests) and target == self._target
        if same and tuple(columns) == self._columns:
            return
        self._columns, self._digests = tuple(columns), tuple(digests)
        self._target = target
        self._baseline = next((n for n, each in enumerate(columns) if each.is_baseline), -1)
        self.changes.show_subjects(self._columns, self._subjects)
        self._show()

    @property
    def _subjects(self) -> list[Subject | None]:
        return [digest.subject for digest in self._digests]

    @property
    def _summaries(self) -> list[Mapping[MetricKey, MetricSummary]]:
        return [digest.summaries for digest in self._digests]

    def _show(self) -> None:
        view = self.views.key
        is_table = view != "changes"
        self._pages.setCurrentWidget(self.table if is_table else self.changes)
        for widget in (self.first, self.only, self.copy):
            self._head.want(widget, wanted=is_table)
        if not is_table:
            self._head.want(self.badge, wanted=False)
            return
        found, title = self._view_rows(view), self._view_titles()[view]
        differing = sum(row.differs for row in found)
        text = self.tr("%1 of %2 differ").replace("%1", str(differing))
        self.badge.set_text(text.replace("%2", str(len(found))))
        self._head.want(self.badge, wanted=len(self._columns) > 1 and bool(found))
        first, only = self.first.isChecked(), self.only.isChecked()
        rows = arranged(found, differences_first=first, only_differences=only)
        if view == "parameters":
            rows = [*self._target_row(), *rows]
        self._rows = rows
        self.table.show_rows(self._columns, rows, title)

    def _view_rows(self, view: str) -> list[TableRow]:
        match view:
            case "metrics":
                return list(metric_rows(self._summaries, self._baseline).values())
            case "surroundings":
                return surrounding_rows(self._subjects, self._baseline)
            case _:
                parameters = [digest.parameters for digest in self._digests]
                return parameter_rows(parameters, self._baseline)

    def _target_row(self) -> list[TableRow]:
        if self._target is None:
            return []
        row = metric_row(self._target, self._summaries, self._baseline)
        return [TableRow(row.title, row.cells, row.differs, row.note, is_strong=True)]

    def exported(self) -> ExportedTable:
        """The table that is shown."""
        names = (column.name for column in self._columns)
        return ExportedTable((self._view_titles()[self.views.key], *names), tuple(self._rows))

    def all_exported(self) -> list[ExportedTable]:
        """All tables, by the switches as they are."""
        names = tuple(column.name for column in self._columns)
        first, only = self.first.isChecked(), self.only.isChecked()
        tables = []
        for view in ("metrics", "parameters", "surroundings"):
            found = self._view_rows(view)
            rows = arranged(found, differences_first=first, only_differences=only)
            tables.append(ExportedTable((self._view_titles()[view], *names), tuple(rows)))
        return [table for table in tables if table.rows]

    def _want_copy(self) -> None:
        self.copy_wanted.emit(self.copy)

    def save_state(self) -> dict[str, Any]:
        """The view and its switches (JSON values)."""
        return {
            "view": self.views.key,
            "first": self.first.isChecked(),
            "only": self.only.isChecked(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take back what `save_state` gave; unknown or wrong values are ignored."""
        if isinstance(state.get("view"), str):
            self.views.choose(state["view"])
        for toggle, key in ((self.first, "first"), (self.only, "only")):
            if isinstance(state.get(key), bool):
                with QSignalBlocker(toggle):
                    toggle.setChecked(state[key])
        self._show()

    def _view_titles(self) -> dict[str, str]:
        return {
            "parameters": self.tr("Hyperparameter"),
            "metrics": self.tr("Metric"),
            "surroundings": self.tr("Fact"),
        }

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.views.setAccessibleName(self.tr("What to compare"))
        self.views.set_texts(
            {
                "parameters": self.tr("Hyperparameters"),
                "metrics": self.tr("Metrics"),
                "surroundings": self.tr("Surroundings"),
                "changes": self.tr("What changed?"),
            }
        )
        for toggle, text in (
            (self.first, self.tr("Differences first")),
            (self.only, self.tr("Only differences")),
        ):
            toggle.setText(text)
            toggle.setAccessibleName(text)
            toggle.updateGeometry()
        self.copy.set_name(self.tr("Copy table"))
        self.table.setAccessibleName(self.tr("Differences"))
        self.changes.retranslate()
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
