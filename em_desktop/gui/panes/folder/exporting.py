"""Copies and saves a folder's table, or its groups, as CSV, Markdown or LaTeX."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QMenu

from em_desktop.domain.table_text import TableFormat
from em_desktop.errors import EmError, from_os_error
from em_desktop.formats.files import write_file
from em_desktop.gui import places_on_disk, wording
from em_desktop.gui.models.listing_words import column_note, column_title
from em_desktop.gui.models.table_export import groups_text, rows_text
from em_desktop.stores.base import Cancel

if TYPE_CHECKING:
    from collections.abc import Callable

    from em_desktop.gui.panes.folder.pane import FolderPane

_NAMES = {TableFormat.CSV: "CSV", TableFormat.MARKDOWN: "Markdown", TableFormat.LATEX: "LaTeX"}
_ENDINGS = {".csv": TableFormat.CSV, ".md": TableFormat.MARKDOWN, ".tex": TableFormat.LATEX}


class TableExport(QObject):
    """The selected rows, or all that are shown if fewer than two are; in the columns shown."""

    def __init__(self, pane: FolderPane) -> None:
        super().__init__(pane)
        self._pane = pane

    def fill(self, menu: QMenu) -> None:
        """Add what can be done with the table to a menu."""
        below = menu.addMenu(self.tr("Copy table as"))
        for form, name in _NAMES.items():
            below.addAction(name).triggered.connect(partial(self.copy, form))
        menu.addAction(self.tr("Export table...")).triggered.connect(self.ask_where)

    def copy(self, form: TableFormat, *_checked: object) -> None:
        """Put the table on the clipboard."""
        make = self._maker(form)
        self._pane.context.tasks.run(
            self, lambda _cancel: make(), TableExport._copied, failed=TableExport._failed
        )

    @Slot()
    def ask_where(self) -> None:
        """Let the user say where to, and write the table there."""
        name = self._pane.location.path.name or "table"
        filters = ";;".join(f"{_NAMES[form]} (*{end})" for end, form in _ENDINGS.items())
        chosen, _ = QFileDialog.getSaveFileName(
            self._pane, self.tr("Export table"), f"{name}.csv", filters
        )
        if chosen:
            self.save(Path(chosen))

    def save(self, place: Path) -> None:
        """Write the table to a file; its ending says how."""
        make = self._maker(_ENDINGS.get(place.suffix.lower(), TableFormat.CSV))

        def work(_cancel: Cancel) -> str:
            try:
                write_file(place, make().encode("utf-8", "replace"))
            except OSError as error:
                raise from_os_error(error, str(place)) from error
            return str(place)

        self._pane.context.tasks.run(self, work, TableExport._saved, failed=TableExport._failed)

    def _maker(self, form: TableFormat) -> Callable[[], str]:
        """Makes the text in a worker, of what is shown now."""
        pane = self._pane
        if pane.groups.grouping is not None:
            model = pane.groups.table.groups
            parts = (list(model.groups), list(model.keys), list(model.columns))
            return partial(groups_text, *parts, form, model.margin)
        places = pane.table.selected_rows()
        rows = list(pane.model.shown_rows())
        if len(places) > 1:
            rows = [rows[place] for place in places]
        columns = pane.columns.shown()
        titles = [" ".join(filter(None, (column_title(one), column_note(one)))) for one in columns]
        return partial(rows_text, rows, columns, titles, form, pane.model.now)

    def _copied(self, text: str) -> None:
        places_on_disk.copy_text(text)
        count = max(text.count("\n") - 1, 0)
        self._pane.context.message_raised.emit(self.tr("%Ln line(s) copied", "", count))

    def _saved(self, place: str) -> None:
        self._pane.context.message_raised.emit(
            wording.filled(self.tr("Saved as {place}"), place=place)
        )

    def _failed(self, error: EmError) -> None:
        self._pane.context.report(error)
