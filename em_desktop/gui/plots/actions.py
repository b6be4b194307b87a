"""What can be done with a chart: its menu."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu

from em_desktop.domain.autotune import Direction
from em_desktop.formats.files import write_file
from em_desktop.gui import theme
from em_desktop.gui.plots.dialogs import NoteDialog
from em_desktop.gui.plots.export import csv_text, pdf_bytes, png_bytes, svg_bytes
from em_desktop.gui.plots.figure import FigureDialog, FigureStyle, figure_bytes
from em_desktop.gui.plots.table import RecordsDialog
from em_desktop.gui.plots.view import Note, View, ViewHistory
from em_desktop.gui.tasks import Tasks
from em_desktop.stores.base import Cancel

if TYPE_CHECKING:
    from em_desktop.gui.plots.chart import Chart

_NEAR = 6.0  # pixels


class ChartActions(QObject):
    """The actions of one chart; the menu is made when it is asked for."""

    move_requested = Signal(str, int)
    """The metric, and by how many places it is to move."""

    def __init__(self, chart: Chart, tasks: Tasks) -> None:
        super().__init__(chart)
        self._chart = chart
        self._tasks = tasks
        self._shown: QMenu | None = None
        self._history: ViewHistory | None = None
        self.at: float | None = None
        self._note = Note("", 0.0, "")

    def set_history(self, history: ViewHistory) -> None:
        """The view that pinning, moving, notes and the choice of the best change."""
        self._history = history

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
        self._add(menu, self.tr("Sum up what is visible"), "", self.select_visible, "S")
        menu.addSeparator()
        if self._history is not None:
            self._add_view(menu, self._history.view)
        self._add(menu, self.tr("Values of all lines"), "table", self._chart.show_values)
        self._add(menu, self.tr("Show as table"), "table", self.show_table)
        menu.addSeparator()
        self._add(menu, self.tr("Copy picture"), "copy", self.copy_picture)
        self._add(menu, self.tr("Save picture..."), "save", self.ask_where_to_save)
        self._add(menu, self.tr("Save figure for a paper..."), "save", self.ask_for_figure)
        self._add(menu, self.tr("Copy data as CSV"), "copy", self.copy_data)
        self._add(menu, self.tr("Save data as CSV..."), "save", self.ask_where_to_save_data)
        return menu

    def _add_view(self, menu: QMenu, view: View) -> None:
        """What changes the layout of the page."""
        name = self._chart.name
        pinned = name in view.pinned
        self._add(menu, self.tr("Unpin") if pinned else self.tr("Pin to the top"), "pin", self.pin)
        if not self._chart.is_full_page:
            self._add(menu, self.tr("Move forward"), "", self.move_forward)
            self._add(menu, self.tr("Move backward"), "", self.move_backward)
        self._add(menu, self.tr("Write a note here..."), "", self.write_note)
        best = menu.addMenu(self.tr("Best value"))
        shown = view.direction(name)
        for text, direction, do in (
            (self.tr("Largest"), Direction.MAXIMIZE, self.largest_is_best),
            (self.tr("Smallest"), Direction.MINIMIZE, self.smallest_is_best),
            (self.tr("Neither"), None, self.none_is_best),
        ):
            action = self._add(best, text, "", do)
            action.setCheckable(True)
            action.setChecked(shown is direction)
        menu.addSeparator()

    def select_visible(self) -> None:
        self._chart.plot.link.select(self._chart.plot.x_range)

    def pin(self) -> None:
        if self._history is not None:
            view, name = self._history.view, self._chart.name
            self._history.change(view.with_pinned(name, pinned=name not in view.pinned))

    def move_forward(self) -> None:
        self.move_requested.emit(self._chart.name, -1)

    def move_backward(self) -> None:
        self.move_requested.emit(self._chart.name, 1)

    def largest_is_best(self) -> None:
        self._choose_best(Direction.MAXIMIZE)

    def smallest_is_best(self) -> None:
        self._choose_best(Direction.MINIMIZE)

    def none_is_best(self) -> None:
        self._choose_best(None)

    def _choose_best(self, direction: Direction | None) -> None:
        if self._history is not None:
            self._history.change(self._history.view.with_best(self._chart.name, direction))

    def write_note(self) -> None:
        """Ask for a note where the crosshair is, or where the menu was opened."""
        chart, history = self._chart, self._history
        at = self.at if self.at is not None else sum(chart.plot.x_range) / 2
        recorded = 10.0**at if chart.plot.log_x else at
        key = chart.page_options.axis_key
        notes = () if history is None else history.view.notes
        near = [note for note in notes if note.axis == key and self._is_near(note, at)]
        self._note = near[0] if near else Note(key, recorded, "")
        dialog = NoteDialog(chart.plot_text(at), self._note.text, chart.window())
        dialog.written.connect(self._take_note)
        dialog.open()

    def _is_near(self, note: Note, at: float) -> bool:
        plot = self._chart.plot
        if plot.log_x and note.x <= 0:
            return False
        place = math.log10(note.x) if plot.log_x else note.x
        return abs(plot.to_pixel(place, 0).x() - plot.to_pixel(at, 0).x()) <= _NEAR

    def _take_note(self, text: str) -> None:
        if self._history is not None:
            note = replace(self._note, text=text)
            self._history.change(self._history.view.with_note(note, self._note))

    def ask_for_figure(self) -> None:
        dialog = FigureDialog(self._chart.name, self._chart.window())
        dialog.chosen.connect(self.save_figure)
        dialog.open()

    def save_figure(self, file: str, style: FigureStyle) -> None:
        """Write a figure into a file, in the form that its name says."""
        self._write(Path(file), figure_bytes(self._chart, style, Path(file).suffix.lower()))

    def ask_where_to_save_data(self) -> None:
        name = self._chart.name.replace("/", "_") or "chart"
        dialog = QFileDialog(self._chart, self.tr("Save data"), f"{name}.csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("Table of values (*.csv)")])
        dialog.setDefaultSuffix("csv")
        dialog.fileSelected.connect(self.save_data)
        dialog.open()

    def save_data(self, file: str) -> None:
        """Write all records of the visible lines into a file."""
        path, metric = Path(file), self._chart.name
        lines = [drawn.line for drawn in self._chart.plot.visible_lines]

        def work(cancel: Cancel) -> None:
            write_file(path, csv_text(metric, lines, cancel.check).encode())

        self._tasks.run(self, work, ChartActions._saved, title=self.tr("Save data"))

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
        dialog.setNameFilters(
            [
                self.tr("PNG picture (*.png)"),
                self.tr("SVG drawing (*.svg)"),
                self.tr("PDF document (*.pdf)"),
            ]
        )
        dialog.setDefaultSuffix("png")
        dialog.fileSelected.connect(self.save_picture)
        dialog.open()

    def save_picture(self, file: str) -> None:
        """Write the chart into a file; SVG or PDF where its name ends so."""
        path, chart = Path(file), self._chart
        match path.suffix.lower():
            case ".svg":
                self._write(path, svg_bytes(chart, chart.name))
            case ".pdf":
                self._write(path, pdf_bytes(chart, chart.name))
            case _:
                self._write(path, png_bytes(chart))

    def _write(self, path: Path, content: bytes) -> None:
        def work(_cancel: Cancel) -> None:
            write_file(path, content)

        self._tasks.run(self, work, ChartActions._saved, title=self.tr("Save picture"))

    def _saved(self, _result: None) -> None:
        """The file is there; nothing to show."""

    def show_table(self) -> None:
        dialog = RecordsDialog(self._chart.name, self._chart.lines, self._chart)
        dialog.open()
