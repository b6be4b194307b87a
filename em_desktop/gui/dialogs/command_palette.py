"""Ctrl+K: find a node by name, or run a command."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.actions import Commands
from em_desktop.gui.bookmarks import Bookmarks
from em_desktop.gui.comparison_place import comparison_location
from em_desktop.gui.context import Context, Location
from em_desktop.gui.dialogs.palette_delegate import ROW_HEIGHT, PaletteDelegate
from em_desktop.gui.finding import Finder, Found
from em_desktop.gui.matching import match
from em_desktop.gui.models.palette import CommandEntry, Entry, Item, PaletteModel, Title
from em_desktop.gui.widgets import Divider, TextLabel, add_shadow

Spans: TypeAlias = tuple[tuple[int, int], ...]

_WIDTH = 640
_MOST_ITEMS = 12
_MOST_COMMANDS = 8
_ROWS_SHOWN = 12
_TOP = 4


class CommandPalette(QFrame):
    """A popup over the window: a field, and under it nodes and commands that fit.

    ``>`` before the words looks for commands only, ``#`` before a word for a label.
    Without words it shows what was opened lately.
    """

    chosen = Signal(object, bool)
    """Open this `Location`; True: in a new tab."""

    def __init__(
        self,
        context: Context,
        commands: Commands,
        bookmarks: Bookmarks,
        finder: Finder,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._context = context
        self._commands = commands
        self._bookmarks = bookmarks
        self._finder = finder
        self._window = window
        self._before: QWidget | None = None
        self._found: tuple[Found, ...] = ()
        self._shown_for: str | None = None
        self._run_when_final: bool | None = None
        self.field = QLineEdit(self)
        self.model = PaletteModel()
        self.list = QListView(self)
        self._hints = TextLabel("", "small", "muted", self)
        self._nothing = TextLabel("", "body", "muted", self)
        self._lay_out()
        self.field.textEdited.connect(self._typed)
        finder.indexed.connect(self._search_again)
        self.list.clicked.connect(self._clicked)
        self.field.installEventFilter(self)
        self.hide()
        self.retranslate()

    def _lay_out(self) -> None:
        self.setProperty("popup", "true")
        add_shadow(self)
        self.field.setProperty("bare", "true")
        self.list.setProperty("area", "raised")
        self.list.setModel(self.model)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        icon = QLabel(self)
        icon.setPixmap(theme.icon("search").pixmap(theme.icon_size(16)))
        row = QHBoxLayout()
        row.setContentsMargins(theme.space.control, 0, theme.space.page, 0)
        row.addWidget(icon)
        row.addWidget(self.field, 1)
        row.addWidget(self._hints)
        self._nothing.setContentsMargins(theme.space.page, theme.space.card, 0, theme.space.card)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, theme.space.control, 1, theme.space.control - 2)
        column.setSpacing(theme.space.control)
        column.addLayout(row)
        column.addWidget(Divider(parent=self))
        column.addWidget(self._nothing)
        column.addWidget(self.list)
        theme.set_lengths(self.field, least_height="control")

    def open_palette(self, text: str = "") -> None:
        """Show it, with the focus in its field."""
        self._finder.wanted.emit()
        self._before = QApplication.focusWidget()
        font = theme.font("panel_title")
        font.setWeight(QFont.Weight.Normal)
        self.field.setFont(font)
        self.field.setText(text)
        self._typed(text)
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    @Slot()
    def close_palette(self) -> None:
        """Hide it, and give the focus back."""
        if not self.isVisible():
            return
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self.hide()
        before, self._before = self._before, None
        if before is not None and isValid(before):  # its page may have gone in the meantime
            before.setFocus(Qt.FocusReason.PopupFocusReason)

    # Searching

    @Slot(str)
    def _typed(self, text: str) -> None:
        self._found = ()
        self._run_when_final = None
        query = text.strip()
        self._show(query, is_final=not query or query.startswith(">"))
        self._search(query)

    @Slot()
    def _search_again(self) -> None:
        """There is more to be found than before."""
        if self.isVisible():
            self._search(self.field.text().strip())

    def _search(self, query: str) -> None:
        if query and not query.startswith(">"):
            finder = self._finder
            stores = [info.id for info in self._context.stores.infos()]
            self._context.tasks.run(
                self,
                lambda _cancel: tuple(finder.search(query, _MOST_ITEMS, stores)),
                CommandPalette._take_found,
                failed=CommandPalette._search_failed,
                key="search",
            )

    def _take_found(self, found: tuple[Found, ...]) -> None:
        self._found = found
        self._show(self.field.text().strip(), is_final=True)
        if self._run_when_final is not None and self.isVisible():
            self._run_current(new_tab=self._run_when_final)

    def _search_failed(self, error: EmError) -> None:
        self._context.report(error)
        self._take_found(())

    def _show(self, query: str, *, is_final: bool) -> None:
        """Show what is known at once; what the worker finds joins it."""
        chosen = self.model.entry(self.list.currentIndex().row())
        entries: list[Entry] = []
        items = [] if query.startswith(">") else self._items(query)
        if items:
            entries += [Title(self.tr("Items") if query else self.tr("Recent")), *items]
        if not query.startswith("#"):
            commands = self._command_entries(query.removeprefix(">").strip())
            if commands:
                entries += [Title(self.tr("Commands")), *commands]
        if entries or is_final:
            self.model.show(entries)
            self._shown_for = query
        rows = range(self.model.rowCount())
        kept = next((row for row in rows if self.model.entry(row) == chosen), -1)
        self._select(kept if kept >= 0 and is_final else self.model.first())
        self._nothing.setVisible(is_final and not entries)
        self._write_nothing()
        self._place()

    def _items(self, query: str) -> list[Item]:
        """Lately opened nodes that fit, then what the catalog found."""
        words = " ".join(word for word in query.split() if not word.startswith("#"))
        ranked: dict[Location, tuple[int, Item]] = {}
        if "#" not in query:
            for bookmark in (*self._bookmarks.pinned, *self._bookmarks.recent):
                fit = match(words, printable(bookmark.name))
                is_node = not bookmark.view  # smart folders are in the navigator alone
                if (
                    is_node
                    and fit is not None
                    and bookmark.location.store_id in self._context.stores
                ):
                    rank = fit.rank if words else 0
                    item = self._item(
                        bookmark.location, printable(bookmark.name), bookmark.type, fit.spans
                    )
                    ranked.setdefault(bookmark.location, (rank, item))
            for comparison in self._context.comparisons.saved() if words else ():
                name = printable(comparison.name)
                fit = match(words, name)
                if fit is not None:
                    location, place = comparison_location(comparison.id), self.tr("Comparison")
                    item = Item(location, NodeType.FOLDER, name, place, fit.spans, "compare")
                    ranked[location] = (fit.rank, item)
        for found in self._found:
            location = Location(found.store_id, found.node.path)
            fit = match(words, printable(found.node.name))
            spans = () if fit is None else fit.spans
            rank = 1000 if fit is None else fit.rank
            item = self._item(location, printable(found.node.name), found.node.type, spans)
            ranked.setdefault(location, (rank, item))
        best = sorted(ranked.values(), key=lambda each: each[0])
        return [item for _, item in best[:_MOST_ITEMS]]

    def _item(self, location: Location, name: str, kind: NodeType, spans: Spans) -> Item:
        stores = self._context.stores
        folders = (stores.title(location.store_id), *location.path.parent.parts)
        place = " / ".join(printable(folder) for folder in folders)
        return Item(location, kind, name, "" if location.path.is_root else place, spans)

    def _command_entries(self, query: str) -> list[CommandEntry]:
        ranked = []
        for command, action in self._commands.bound():
            label = command.label.removesuffix("...")
            fit = match(query, label)
            if fit is None or not action.isEnabled() or command.id == "palette":
                continue
            keys = (
                wording.keys_text(QKeySequence(command.shortcuts[0])) if command.shortcuts else ""
            )
            entry = CommandEntry(action, command.icon, command.label, keys, fit.spans)
            ranked.append((fit.rank if query else 0, entry))
        ranked.sort(key=lambda each: each[0])
        return [entry for _, entry in ranked[:_MOST_COMMANDS]]

    # Choosing

    def _select(self, row: int) -> None:
        index = self.model.index(row, 0) if row >= 0 else QModelIndex()
        self.list.setCurrentIndex(index)

    def _run_current(self, *, new_tab: bool) -> None:
        entry = self.model.entry(self.list.currentIndex().row())
        match entry:
            case Item():
                self.close_palette()
                self.chosen.emit(entry.location, new_tab)
            case CommandEntry():
                self.close_palette()
                entry.action.trigger()

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self.list.setCurrentIndex(index)
        modifiers = QApplication.keyboardModifiers()
        self._run_current(new_tab=bool(modifiers & Qt.KeyboardModifier.ControlModifier))

    def _key(self, event: QKeyEvent) -> bool:
        row = self.list.currentIndex().row()
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_palette()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                if self._shown_for == self.field.text().strip():
                    self._run_current(new_tab=bool(control))
                else:  # what is shown belongs to fewer words; what is meant comes soon
                    self._run_when_final = bool(control)
            case Qt.Key.Key_Down:
                self._select(self.model.next(row, 1))
            case Qt.Key.Key_Up:
                self._select(self.model.next(row, -1))
            case Qt.Key.Key_Tab | Qt.Key.Key_Backtab:
                pass
            case _:
                return False
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                return self._key(event)
        elif isinstance(event, QMouseEvent) and event.type() is QEvent.Type.MouseButtonPress:
            outside = not self.rect().contains(self.mapFromGlobal(event.globalPosition().toPoint()))
            if outside and isinstance(watched, QWidget):
                self.close_palette()
        elif watched is self._window and event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        """In the middle near the top, as high as its rows and the window allow."""
        room = self._window.rect()
        width = min(theme.scaled(_WIDTH), room.width() - 2 * theme.space.block)
        rows = sum(self.list.sizeHintForRow(row) for row in range(min(self.model.rowCount(), 40)))
        most = min(_ROWS_SHOWN * theme.scaled(ROW_HEIGHT), room.height() - theme.scaled(140))
        self.list.setFixedHeight(max(min(rows, most), 0))
        self.list.setVisible(rows > 0)
        self.setFixedWidth(width)
        self.adjustSize()
        top = theme.scaled(_TOP)
        corner = QPoint((room.width() - width) // 2, top)
        self.setGeometry(QRect(corner, self.sizeHint()).intersected(room))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.setAccessibleName(self.tr("Search or run a command"))
        self.field.setAccessibleName(self.tr("Search or run a command"))
        self.field.setPlaceholderText(self.tr("Search or run a command"))
        self.list.setAccessibleName(self.tr("Results"))
        self._hints.setText(self.tr("> commands   # labels"))
        self._write_nothing()

    def _write_nothing(self) -> None:
        if self._finder.unread:
            self._nothing.setText(self.tr("Nothing so far; still reading the store"))
        else:
            self._nothing.setText(self.tr("Nothing has this name"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
