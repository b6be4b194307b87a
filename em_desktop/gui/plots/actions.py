"""What can be done with a chart: its menu."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu

from em_desktop.formats.files import write_file
from em_desktop.gui import theme
from em_desktop.gui.plots.export import csv_text, png_bytes, svg_bytes
from em_desktop.gui.plots.table import RecordsDialog
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Cancel

if TYPE_CHECKING:
    from em_desktop.gui.plots.chart import Chart

_SVG = ".svg"


class ChartActions(QObject):
    """The actions of one chart; the menu is made when it is asked for."""

    def __init__(self, chart: Chart, tasks: Tasks) -> None:
        super().__init__(chart)
        self._chart = chart
        self._tasks = tasks
        self._shown: QMenu | None = None

    def menu(self) -> QMenu:
        """The menu, in the current language and state."""
        if self._shown is not None:
            self._shown.deleteLater()
        menu = QMenu(self._chart)
        self._shown = menu
        self._add(menu, self.tr("Reset range"), "reset", self._chart.plot.reset, "R")
        log = self._add(menu, self.tr("Logarithmic y"), "", self.toggle_log)
        log.setCheckable(True)
        log.setChecked(self._chart.options.log)
        menu.addSeparator()
        self._add(menu, self.tr("Show as table"), "table", self.show_table)
        menu.addSeparator()
        self._add(menu, self.tr("Copy picture"), "copy", self.copy_picture)
        self._add(menu, self.tr("Save picture..."), "save", self.ask_where_to_save)
        self._add(menu, self.tr("Copy data as CSV"), "copy", self.copy_data)
        return menu

    def _add(self, menu: QMenu, text: str, icon: str, do: object, key: str = "") -> QAction:
        action = menu.addAction(text)
        if icon:
            action.setIcon(theme.icon(icon))
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(do)
        return action

    def toggle_log(self) -> None:
        self._chart.set_own_log(not self._chart.options.log)

    def copy_picture(self) -> None:
        QGuiApplication.clipboard().setPixmap(self._chart.grab())

    def copy_data(self) -> None:
        """Put all records of the visible lines on the clipboard."""
        metric, lines = self._chart.name, [d.line for d in self._chart.plot.visible_lines]

        def work(cancel: Cancel) -> str:
            return csv_text(metric, lines, cancel.check)

        self._tasks.run(self, work, ChartActions._copy_text, key="csv", title=self.tr("Copy data"))

    def _copy_text(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def ask_where_to_save(self) -> None:
        name = self._chart.name.replace("/", "_") or "chart"
        dialog = QFileDialog(self._chart, self.tr("Save picture"), f"{name}.png")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("PNG picture (*.png)"), self.tr("SVG drawing (*.svg)")])
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(self.save_picture)
        dialog.open()

    def save_picture(self, file: str) -> None:
        """Write the chart into a file; SVG where its name ends so."""
        path, chart = Path(file), self._chart
        vectors = path.suffix.lower() == _SVG
        content = svg_bytes(chart, chart.name) if vectors else png_bytes(chart)

        def work(_cancel: Cancel) -> None:
            write_file(path, content)

        self._tasks.run(self, work, ChartActions._saved, title=self.tr("Save picture"))

    def _saved(self, _result: None) -> None:
        """The file is there; nothing to show."""

    def show_table(self) -> None:
        dialog = RecordsDialog(self._chart.name, self._chart.lines, self._chart)
        dialog.open()
