"""What people do with a comparison as a whole, and with one of its members."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QWidget

from em_desktop.domain.comparison import Newcomer
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import NodePath
from em_desktop.errors import EmError, from_os_error
from em_desktop.formats.files import write_file
from em_desktop.gui import places_on_disk, theme
from em_desktop.gui.context import Location
from em_desktop.gui.finding import Found
from em_desktop.gui.panes.compare.export import TableFormat, table_text
from em_desktop.gui.panes.compare.menus import MemberMenu
from em_desktop.gui.panes.compare.reading import gather
from em_desktop.gui.widgets import Menu
from em_desktop.stores.base import Cancel, Store

if TYPE_CHECKING:
    from em_desktop.gui.panes.compare.pane import ComparePane

_MOST_OFFERED = 300


class CompareVerbs(QObject):
    """Menus and dialogs of a `ComparePane`."""

    def __init__(self, pane: ComparePane) -> None:
        super().__init__(pane)
        self._pane = pane
        self._context = pane.context

    # The comparison

    @Slot()
    def save(self) -> None:
        """Ask for a name and save the comparison under it, or rename it."""
        from em_desktop.gui.dialogs.name import NameDialog

        pane, comparison = self._pane, self._pane.comparison

        def save(name: str) -> None:
            self._context.comparisons.save(comparison.id, name)

        name = comparison.name or pane.origin_name
        purpose = NameDialog.Purpose
        dialog = NameDialog(
            purpose.RENAME if comparison.name else purpose.COMPARISON, name, pane.window()
        )
        dialog.named.connect(save)
        dialog.open()

    @Slot()
    def forget(self) -> None:
        """Take the saved comparison off the list; it stays open as a draft."""
        comparison = self._pane.comparison
        self._context.comparisons.delete(comparison.id)
        text = self.tr("“%1” isn’t among the saved comparisons any more")
        back = partial(self._context.comparisons.save, comparison.id, comparison.name)
        self._context.undo_offered.emit(text.replace("%1", comparison.name), back)

    @Slot()
    def show_export(self) -> None:
        """Offer to write all tables into a file, or the page as a picture."""
        menu = Menu("", self._pane)
        menu.aboutToHide.connect(menu.deleteLater)
        for how, text in self._format_texts().items():
            menu.addAction(text).setData(how)
        menu.addSeparator()
        menu.addAction(self.tr("Picture (PNG)...")).setData("png")
        menu.triggered.connect(self._export)
        button = self._pane.head.export
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    @Slot(object)
    def show_copy(self, button: QWidget) -> None:
        """Offer to copy the table that is shown."""
        menu = Menu("", self._pane)
        menu.aboutToHide.connect(menu.deleteLater)
        texts = {
            TableFormat.CSV: self.tr("Copy as CSV"),
            TableFormat.MARKDOWN: self.tr("Copy as Markdown"),
            TableFormat.LATEX: self.tr("Copy as LaTeX"),
        }
        for how, text in texts.items():
            action = menu.addAction(theme.icon("copy"), text)
            action.setData(how)
        menu.triggered.connect(self._copy)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def _format_texts(self) -> dict[TableFormat, str]:
        return {
            TableFormat.CSV: self.tr("Tables as CSV..."),
            TableFormat.MARKDOWN: self.tr("Tables as Markdown..."),
            TableFormat.LATEX: self.tr("Tables as LaTeX..."),
        }

    def _copy(self, action: QAction) -> None:
        self.copy_table(TableFormat(action.data()))

    def copy_table(self, how: TableFormat) -> None:
        """Put the table that is shown on the clipboard."""
        places_on_disk.copy_text(table_text([self._pane.details.exported()], how))

    def _export(self, action: QAction) -> None:
        kind = str(action.data())
        dialog = QFileDialog(self._pane.window(), self.tr("Export"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(kind)
        dialog.selectFile(f"{self._pane.comparison.name or 'comparison'}.{kind}")
        dialog.fileSelected.connect(partial(self.export_to, kind))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, kind: str, file: str) -> None:
        """Write the page as a picture ("png"), or all tables in a `TableFormat`, into a file."""
        path = Path(file)
        if kind == "png":
            picture = self._pane.grab().toImage()

            def work(_cancel: Cancel) -> None:
                if not picture.save(str(path.with_suffix(".png"))):
                    raise from_os_error(OSError("the picture can't be written"), file)
        else:
            text = table_text(self._pane.details.all_exported(), TableFormat(kind))

            def work(_cancel: Cancel) -> None:
                write_file(path, text.encode())

        self._context.tasks.run(
            self, work, CompareVerbs._exported, failed=CompareVerbs._report, key="export"
        )

    def _exported(self, _nothing: None) -> None:
        self._context.message_raised.emit(self.tr("The comparison was exported"))

    # Adding

    @Slot()
    def find_runs(self) -> None:
        """Let people find Runs to add."""
        from em_desktop.gui.dialogs.run_finder import RunFinder

        finder = RunFinder(self._context, self._pane.window())
        finder.chosen.connect(self.add_locations)
        finder.open()
        members = self._pane.comparison.members
        folders = {(each.place.store_id, each.place.path.parent) for each in members}
        compared = {(each.place.store_id, each.place.path) for each in members}
        stores = []
        for store_id, path in sorted(folders):
            try:
                stores.append((self._context.stores.store(store_id), path))
            except EmError:
                continue
        self._context.tasks.run(
            finder,
            lambda cancel: _runs_in(stores, compared, cancel),
            RunFinder.offer,
            failed=RunFinder.offer_nothing,
            key="offer",
        )

    @Slot(object)
    def add_locations(self, locations: list[Location]) -> None:
        """Compare these too."""
        for store_id in dict.fromkeys(each.store_id for each in locations):
            paths = tuple(each.path for each in locations if each.store_id == store_id)
            self.add_nodes(store_id, paths)

    def add_nodes(self, store_id: str, paths: tuple[NodePath, ...]) -> None:
        """Compare the Runs that these nodes are or hold too."""
        try:
            store = self._context.stores.store(store_id)
        except EmError as error:
            self._context.report(error)
            return
        self._context.tasks.run(
            self,
            lambda cancel: gather(store, paths, cancel),
            CompareVerbs._add,
            failed=CompareVerbs._report,
            key=f"add {store_id}",
        )

    def _add(self, newcomers: list[Newcomer]) -> None:
        if newcomers:
            self._pane.add(newcomers)
        else:
            self._context.message_raised.emit(self.tr("No run is among them"))

    def _report(self, error: EmError) -> None:
        self._context.report(error)

    # One member

    @Slot(str, QPoint)
    def show_menu(self, key: str, place: QPoint) -> None:
        """The menu of a member."""
        pane, comparison = self._pane, self._pane.comparison
        member = comparison.member(key)
        menu = MemberMenu(pane, member, is_baseline=key == comparison.baseline_key)
        menu.open_action.triggered.connect(partial(self.open_member, key))
        menu.baseline_action.triggered.connect(partial(pane.set_baseline, key))
        menu.hide_action.triggered.connect(partial(pane.toggle_hidden, key))
        menu.remove_action.triggered.connect(partial(pane.remove, key))
        menu.color_chosen.connect(partial(pane.set_color, key))
        menu.popup(place)

    @Slot(str)
    def open_member(self, key: str) -> None:
        """Show a member in a tab of its own."""
        if key:
            place = self._pane.comparison.member(key).place
            self._context.open(Location(place.store_id, place.path), new_tab=True)


def _runs_in(
    stores: list[tuple[Store, NodePath]], compared: set[tuple[str, NodePath]], cancel: Cancel
) -> list[Found]:
    found: list[Found] = []
    for store, path in stores:
        for page in store.children(path, cancel):
            found += [
                Found(store.info.id, node)
                for node in page
                if node.type is NodeType.RUN and (store.info.id, node.path) not in compared
            ]
            if len(found) >= _MOST_OFFERED:
                return found
    return found
