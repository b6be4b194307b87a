"""What can be done with a data flow: menus and export."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFileDialog, QMenu

from em_desktop.domain.flow_graph import Side
from em_desktop.domain.paths import printable
from em_desktop.formats.files import write_file
from em_desktop.gui import places_on_disk, theme
from em_desktop.gui.canvas.export import png_bytes, prov_bytes, svg_bytes
from em_desktop.stores.base import Cancel

if TYPE_CHECKING:
    from em_desktop.gui.canvas.flow_view import FlowView


class FlowActions(QObject):
    """Menus of nodes, of the canvas and of the export button."""

    def __init__(self, owner: FlowView) -> None:
        super().__init__(owner)
        self._owner = owner
        self._key = ""

    # ---- the menu of a node

    def show_menu(self, key: str, place: QPoint) -> None:
        """The menu of a node, or of the canvas where the key is empty."""
        self.menu(key).popup(place)

    def menu(self, key: str) -> QMenu:
        """What can be done with a node; with the canvas, where the key is empty."""
        self._key = key
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        graph = self._owner.view.drawing.graph
        node = graph.nodes.get(key)
        if node is None:
            self._fill_canvas_menu(menu)
        elif node.fold is not None:
            self._add(menu, self.tr("Show them"), "add", self.open, "Return")
        else:
            there = node.node is not None
            self._add(menu, self.tr("Open"), "open", self.open, "Return").setEnabled(there)
            text = self.tr("Open in new tab")
            self._add(menu, text, "add", self.open_in_tab, "Ctrl+Return").setEnabled(there)
            menu.addSeparator()
            self._add(menu, self.tr("Highlight upstream"), "back", self.light_upstream, "U")
            self._add(menu, self.tr("Highlight downstream"), "forward", self.light_downstream, "D")
            if graph.beyond.get((key, Side.UPSTREAM)):
                self._add(menu, self.tr("Show what it came from"), "", self.extend_upstream)
            if graph.beyond.get((key, Side.DOWNSTREAM)):
                self._add(menu, self.tr("Show what uses it"), "", self.extend_downstream)
            menu.addSeparator()
            self._owner.joining.fill_menu(menu, key)
            menu.addSeparator()
            self._add(menu, self.tr("How was this made?"), "parameters", self._owner.show_making)
            self._add(menu, self.tr("Copy path"), "copy", self.copy_path).setEnabled(there)
        return menu

    def _fill_canvas_menu(self, menu: QMenu) -> None:
        view = self._owner.view
        self._add(menu, self.tr("Show the whole graph"), "full_page", view.fit, "0")
        self._add(menu, self.tr("Read again"), "refresh", self._owner.refresh)
        menu.addSeparator()
        self.fill_export(menu)

    def _add(self, menu: QMenu, text: str, icon: str, do: object, key: str = "") -> QAction:
        action = menu.addAction(text)
        if icon:
            action.setIcon(theme.icon(icon))
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(do)
        return action

    def open(self) -> None:
        self._owner.open(self._key, new_tab=False)

    def open_in_tab(self) -> None:
        self._owner.open(self._key, new_tab=True)

    def light_upstream(self) -> None:
        self._light("upstream")

    def light_downstream(self) -> None:
        self._light("downstream")

    def _light(self, highlight: str) -> None:
        self._owner.toolbar.highlight.choose("off")
        self._owner.toggle_highlight(highlight)

    def extend_upstream(self) -> None:
        self._owner.extend(self._key, Side.UPSTREAM)

    def extend_downstream(self) -> None:
        self._owner.extend(self._key, Side.DOWNSTREAM)

    def copy_path(self) -> None:
        """Put the node's path on the clipboard."""
        node = self._owner.view.drawing.graph.nodes[self._key].node
        if node is not None:
            store = self._owner.context.stores.store(self._owner.locations[0].store_id)
            places_on_disk.copy_text(places_on_disk.path_text(store, node.path))

    # ---- export

    def show_export(self) -> None:
        """The menu of the export button."""
        button = self._owner.toolbar.export
        menu = QMenu(self._owner)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_export(menu)
        menu.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def fill_export(self, menu: QMenu) -> None:
        """Fill a menu with the forms of export."""
        self._add(menu, self.tr("Save as PNG picture..."), "image_file", self.ask_for_png)
        self._add(menu, self.tr("Save as SVG drawing..."), "export", self.ask_for_svg)
        self._add(menu, self.tr("Save as PROV document..."), "code_file", self.ask_for_prov)

    def ask_for_png(self) -> None:
        self._ask("png", self.tr("PNG picture (*.png)"))

    def ask_for_svg(self) -> None:
        self._ask("svg", self.tr("SVG drawing (*.svg)"))

    def ask_for_prov(self) -> None:
        self._ask("json", self.tr("W3C PROV-JSON (*.json)"))

    def _ask(self, ending: str, name_filter: str) -> None:
        name = printable(self._owner.locations[0].path.name) or "dataflow"
        dialog = QFileDialog(self._owner, self.tr("Save data flow"), f"{name}.{ending}")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(name_filter)
        dialog.setDefaultSuffix(ending)
        dialog.fileSelected.connect(self.save)
        dialog.open()

    def save(self, file: str) -> None:
        """Write the graph into a file: by its ending as SVG, PROV-JSON, or else PNG."""
        path, view = Path(file), self._owner.view
        match path.suffix.lower():
            case ".svg":
                content = svg_bytes(view.drawing, view.look, path.stem)
            case ".json":
                answer = self._owner.answer
                content = prov_bytes(view.drawing.graph if answer is None else answer.graph)
            case _:
                content = png_bytes(view.drawing, view.look)

        def work(_cancel: Cancel) -> None:
            write_file(path, content)

        self._owner.context.tasks.run(
            self, work, FlowActions._saved, title=self.tr("Save data flow")
        )

    def _saved(self, _result: None) -> None:
        """The file is there; nothing to show."""
