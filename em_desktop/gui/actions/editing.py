"""What the commands that change nodes do, and when they can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from em_desktop.domain.nodes import Node, StorageType
from em_desktop.gui.actions.commands import Commands
from em_desktop.gui.context import Location
from em_desktop.gui.dragging import (
    NODES,
    clipboard_data,
    node_data,
    paste,
)
from em_desktop.gui.gesture_words import redo_text, undo_text
from em_desktop.gui.gestures import Picked, Verb
from em_desktop.gui.panes.base import Pane
from em_desktop.gui.possible import Need, why_not
from em_desktop.gui.server_names import is_of_others
from em_desktop.gui.trash_place import TRASH
from em_desktop.gui.widgets import mark_as_removing

if TYPE_CHECKING:
    from em_desktop.gui.main_window import MainWindow


class EditCommands(QObject):
    """Binds the commands of the table that change what is in stores."""

    def __init__(self, window: MainWindow, commands: Commands) -> None:
        super().__init__(window)
        self._window = window
        self._context = window.context
        self._commands = commands
        self._can_paste = False
        self._known: Picked | None = None
        commands.before_update(self._look)
        self._bind()
        self._context.editor.undo_changed.connect(commands.update_state)
        self._context.nodes_shown.connect(commands.update_soon)
        QGuiApplication.clipboard().dataChanged.connect(self._clipboard_changed)
        self._clipboard_changed()

    def _bind(self) -> None:
        bind, picked = self._commands.bind, self._why_not_picked
        bind("undo", self.undo, self._can_undo, words=self._undo_words)
        bind("redo", self.redo, self._can_redo, words=self._redo_words)
        bind("new_folder", self.new_folder, why_not=self._why_no_folder)
        bind("rename", self.rename, why_not=self._why_not_one)
        bind("move_to", self.move_to, why_not=self._why_not_move)
        bind("copy_to", self.copy_to, why_not=picked)
        bind("create_shortcut", self.create_shortcut, why_not=self._why_no_shortcut)
        bind("cut", self.cut, why_not=picked)
        bind("copy", self.copy, why_not=picked)
        bind("paste", self.paste, why_not=self._why_not_paste)
        bind("label", self.label, why_not=picked)
        bind("describe", self.describe, why_not=self._why_not_one)
        bind("color", self.choose_color, why_not=picked)
        bind("favourite", self.toggle_favourite, None, self._is_favourite, why_not=picked)
        bind("lock", self.toggle_lock, None, self._is_locked, why_not=picked)
        mark_as_removing(bind("trash", self.move_to_trash, why_not=self._why_not_trash))
        bind("show_trash", self.show_trash, self._has_store)

    def add_keys(self, view: QWidget) -> None:
        """Let the keys that belong to a tree or table work in this one."""
        for command_id in ("rename", "cut", "copy", "paste", "trash"):
            view.addAction(self._commands.action(command_id))

    # Which nodes are meant

    def picked(self) -> Picked | None:
        """The nodes that commands act on, as they are shown; None where there are none."""
        target = self._window.window_commands.target()
        if target is None or target.path.is_root or target.path == TRASH:
            return None
        for found in (self._window.navigator.picked(), self._picked_on_page()):
            if found is not None and target in found.locations:
                return found
        node = self.node(target)
        return None if node is None else Picked.of(target.store_id, [node])

    def _look(self) -> None:
        """See which nodes are meant, for all commands that ask whether they can be done."""
        self._known = self.picked()

    def _picked_on_page(self) -> Picked | None:
        page = self._window.tabs.page
        if page is None or page.pane is None:
            return None
        nodes = [node for node in page.pane.selected() if not node.path.is_root]
        return Picked.of(page.location.store_id, nodes) if nodes else None

    def node(self, location: Location) -> Node | None:
        """The node that is there, if it is shown; None where it isn't."""
        row = self._window.navigator.model.rows.find(location.store_id, location.path)
        if row is not None and row.node is not None:
            return row.node
        page = self._window.tabs.page
        is_page = page is not None and page.location == location
        return page.node if page is not None and is_page else None

    def folder(self) -> Location | None:
        """The folder that a new or pasted node goes into."""
        target = self._window.window_commands.target()
        if target is None or target.path == TRASH:
            return None
        node = self.node(target)
        page = self._window.tabs.page
        if node is not None and node.is_folder:
            selected = page is not None and page.pane is not None and node in page.pane.selected()
            return page.location if selected and page is not None else target
        return Location(target.store_id, target.path.parent)

    # When it can't be done

    def _has_store(self) -> bool:
        return bool(self._context.stores.infos())

    def _why_not_picked(self, need: Need = Need.WRITE) -> str:
        picked = self._known
        if picked is None:
            return self.tr("Select something first")
        return why_not(self._context.stores, picked.store_id, need)

    def _why_not_move(self) -> str:
        return self._why_not_picked(Need.MOVE)

    def _why_no_shortcut(self) -> str:
        return self._why_not_picked(Need.SHORTCUTS)

    def _why_not_one(self) -> str:
        reason = self._why_not_picked()
        picked = self._known
        if reason or picked is None:
            return reason
        return "" if len(picked.paths) == 1 else self.tr("Select one item only")

    def _why_not_trash(self) -> str:
        reason = self._why_not_picked()
        picked = self._known
        if reason or picked is None:
            return reason
        if all(node.locked for node in picked.nodes):
            return self.tr("Locked against deletion")
        return ""

    def _why_no_folder(self) -> str:
        folder = self.folder()
        if folder is None:
            return self.tr("Open a folder first")
        if is_of_others(folder.store_id) and folder.path.is_root:
            return self.tr("Not among what others share")
        return why_not(self._context.stores, folder.store_id, Need.WRITE)

    def _why_not_paste(self) -> str:
        if not self._can_paste:
            return self.tr("Nothing to paste is on the clipboard")
        return self._why_no_folder()

    @Slot()
    def _clipboard_changed(self) -> None:
        data = clipboard_data()
        self._can_paste = data.hasFormat(NODES) or data.hasUrls()
        self._commands.update_state()

    # Undo

    def _pane(self) -> Pane | None:
        page = self._window.tabs.page
        return None if page is None else page.pane

    def _can_undo(self) -> bool:
        pane = self._pane()
        own = pane is not None and pane.can_undo()
        return own or self._context.editor.can_undo is not None

    def _can_redo(self) -> bool:
        pane = self._pane()
        own = pane is not None and pane.can_redo()
        return own or self._context.editor.can_redo is not None

    def _undo_words(self) -> str:
        pane = self._pane()
        own = pane is not None and pane.can_undo()
        return undo_text(None if own else self._context.editor.can_undo)

    def _redo_words(self) -> str:
        pane = self._pane()
        own = pane is not None and pane.can_redo()
        return redo_text(None if own else self._context.editor.can_redo)

    @Slot()
    def undo(self) -> None:
        """Take back what was done last: to what the page shows, else to the stores."""
        pane = self._pane()
        if pane is not None and pane.can_undo():
            pane.undo()
        else:
            self._context.editor.undo()

    @Slot()
    def redo(self) -> None:
        """Do again what was taken back last, as `undo` does."""
        pane = self._pane()
        if pane is not None and pane.can_redo():
            pane.redo()
        else:
            self._context.editor.redo()

    # Names and places

    @Slot()
    def new_folder(self) -> None:
        """Ask for a name, and make a folder where the user is."""
        from em_desktop.gui.dialogs.name import NameDialog

        folder = self.folder()
        if folder is None:
            return

        def create(name: str) -> None:
            self._context.gestures.create_folder(folder, name, self._window.navigator.reveal)

        dialog = NameDialog(NameDialog.Purpose.FOLDER, self.tr("New folder"), self._window)
        dialog.named.connect(create)
        dialog.open()

    @Slot()
    def rename(self) -> None:
        """Let the user write another name: in the tree, in the table, or in a dialog."""
        from em_desktop.gui.dialogs.name import NameDialog

        picked, page = self.picked(), self._window.tabs.page
        if picked is None:
            return
        node, [location] = picked.nodes[0], picked.locations
        on_page = (
            page is not None
            and page.pane is not None
            and page.pane.isAncestorOf(QApplication.focusWidget() or self._window)
        )
        if on_page and page is not None and page.pane is not None and page.pane.start_renaming():
            return
        if not on_page and self._window.navigator.start_renaming(location):
            return

        def rename(name: str) -> None:
            self._context.gestures.rename(location.store_id, node, name, self._window)

        dialog = NameDialog(NameDialog.Purpose.RENAME, node.name, self._window)
        dialog.named.connect(rename)
        dialog.open()

    @Slot()
    def move_to(self) -> None:
        self._find_folder(Verb.MOVE)

    @Slot()
    def copy_to(self) -> None:
        self._find_folder(Verb.COPY)

    @Slot()
    def create_shortcut(self) -> None:
        self._find_folder(Verb.SHORTCUT)

    def _find_folder(self, verb: Verb) -> None:
        from em_desktop.gui.dialogs.folder_finder import FolderFinder

        picked = self.picked()
        if picked is None:
            return

        def put(target: Location) -> None:
            self._context.gestures.put(self._window, verb, picked, target)

        finder = FolderFinder(self._context, verb, picked, self._window.find_nodes, self._window)
        finder.chosen.connect(put)
        finder.offer(self._window.navigator.known_folders())
        finder.open()

    # The clipboard

    @Slot()
    def cut(self) -> None:
        self._to_clipboard(cut=True)

    @Slot()
    def copy(self) -> None:
        self._to_clipboard(cut=False)

    def _to_clipboard(self, *, cut: bool) -> None:
        picked = self.picked()
        if picked is not None:
            QGuiApplication.clipboard().setMimeData(node_data(self._context, picked, cut=cut))

    @Slot()
    def paste(self) -> None:
        """Bring in what is on the clipboard: nodes that were cut or copied, or files."""
        folder = self.folder()
        if folder is not None:
            paste(self._window, self._context, folder, self._node_for_files())

    def _node_for_files(self) -> Location | None:
        """A node with files takes pasted files itself."""
        picked = self.picked()
        is_one = picked is not None and len(picked.nodes) == 1
        if picked is None or not is_one or picked.nodes[0].storage_type is not StorageType.FILES:
            return None
        return picked.locations[0]

    # What is noted on nodes

    @Slot()
    def label(self) -> None:
        """Show the labels of the nodes, to be changed."""
        from em_desktop.gui.dialogs.labels import LabelPopup

        picked = self.picked()
        if picked is not None:
            LabelPopup(self._context, picked, self._window).show_at(self._place())

    @Slot()
    def describe(self) -> None:
        """Show the description of the node, to be changed."""
        from em_desktop.gui.dialogs.description import DescriptionDialog

        picked = self.picked()
        if picked is None:
            return
        node, store_id = picked.nodes[0], picked.store_id

        def describe(text: str) -> None:
            self._context.gestures.set_description(store_id, node, text)

        dialog = DescriptionDialog(node.name, node.description, self._window)
        dialog.described.connect(describe)
        dialog.open()

    @Slot()
    def choose_color(self) -> None:
        """Offer the colors in a menu."""
        from em_desktop.gui.color_menu import ColorMenu

        picked, gestures = self.picked(), self._context.gestures
        if picked is None:
            return
        menu = ColorMenu(self._window)
        menu.offer({node.color or "" for node in picked.nodes})
        menu.aboutToHide.connect(menu.deleteLater)
        menu.chosen.connect(lambda color: gestures.set_color(picked, color))
        menu.popup(self._place())

    def _is_favourite(self) -> bool:
        picked = self._known
        return picked is not None and all(node.favourite for node in picked.nodes)

    def _is_locked(self) -> bool:
        picked = self._known
        return picked is not None and all(node.locked for node in picked.nodes)

    @Slot()
    def toggle_favourite(self) -> None:
        picked = self.picked()
        if picked is not None:
            favourite = all(node.favourite for node in picked.nodes)
            self._context.gestures.set_favourite(picked, favourite=not favourite)

    @Slot()
    def toggle_lock(self) -> None:
        picked = self.picked()
        if picked is not None:
            locked = all(node.locked for node in picked.nodes)
            self._context.gestures.set_locked(picked, locked=not locked)

    # The trash

    @Slot()
    def move_to_trash(self) -> None:
        picked = self.picked()
        if picked is not None:
            self._context.gestures.remove(picked, self._window)

    @Slot()
    def show_trash(self) -> None:
        """Show the trash of the store where the user is."""
        target = self._window.window_commands.target()
        infos = self._context.stores.infos()
        store_id = infos[0].id if target is None else target.store_id
        self._context.open(Location(store_id, TRASH))

    def _place(self) -> QPoint:
        """Where a popup goes: at the current row of the focused view, else at the pointer."""
        tree = self._window.navigator.tree
        if tree.hasFocus():
            row = tree.visualRect(tree.currentIndex())
            return tree.viewport().mapToGlobal(row.bottomLeft() + QPoint(24, 2))
        center = self._window.mapToGlobal(self._window.rect().center())
        inside = self._window.rect().contains(self._window.mapFromGlobal(QCursor.pos()))
        return QCursor.pos() if inside else center
