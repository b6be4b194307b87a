"""The Hyperparameters tab."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from em_desktop.domain.recordings import Scalar, Value
from em_desktop.gui import theme
from em_desktop.gui.models.values import (
    KIND,
    VALUE,
    ValueTree,
    as_json,
    count_leaves,
    is_plain,
    pruned,
    value_text,
)
from em_desktop.gui.theme import FontRole
from em_desktop.gui.widgets import (
    RowDelegate,
    RowState,
    SearchField,
    StateStack,
    TreeView,
    paint_text,
    push_button,
)

TYPING_PAUSE_MS = 120
EXPANDED_AT_ONCE = 500
"""Up to this many values all levels are open from the first."""


class _ValueDelegate(RowDelegate):
    """Names in the interface font, values in the code font, kinds muted."""

    def paint_cell(
        self,
        painter: QPainter,
        rect: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        state: RowState,
    ) -> None:
        role: FontRole = "mono" if index.column() == VALUE else "small"
        token = "muted" if index.column() == KIND else state.text_token
        paint_text(painter, rect.adjusted(4, 0, -8, 0), str(index.data() or ""), role, token)


class ParametersTab(QWidget):
    """Nested parameters as a tree: searched, and copied as text or JSON."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value: dict[Scalar, Value] = {}
        self.setProperty("area", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._search = SearchField("", self)
        theme.set_lengths(self._search, most_width=320)
        self._copy_all = push_button("", "copy", self)
        self._model = ValueTree(("", "", ""), self)
        self._tree = _ParameterTree(self)
        self._tree.setModel(self._model)
        self._tree.setItemDelegate(_ValueDelegate(self._tree, row_height=26, paints_row=False))
        self._tree.setHeaderHidden(False)
        self._pages = StateStack(self._tree, self)
        self._typed = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._lay_out()
        self._search.textChanged.connect(self._typed.start)
        self._typed.timeout.connect(self._filter)
        self._copy_all.clicked.connect(self.copy_all)
        self._tree.copy_requested.connect(self.copy_selected)
        self._tree.customContextMenuRequested.connect(self._show_menu)

    def _lay_out(self) -> None:
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.space.page, 8, theme.space.page, 8)
        bar.addWidget(self._search, 1)
        bar.addStretch()
        bar.addWidget(self._copy_all)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addLayout(bar)
        page.addWidget(self._pages, 1)
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(VALUE, QHeaderView.ResizeMode.Stretch)
        header.resizeSection(0, theme.scaled(280))
        header.resizeSection(KIND, theme.scaled(90))

    @property
    def tree(self) -> TreeView:
        return self._tree

    def show_parameters(self, value: dict[Scalar, Value]) -> None:
        """Show these; nothing moves where they are the same."""
        if value and repr(value) == repr(self._value):  # NaN equals itself here, and 1 isn't True
            return
        self._value = value
        self._filter()

    def start_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    def _filter(self) -> None:
        words = self._search.text().strip()
        shown = pruned(self._value, words) if words else self._value
        self._model.set_value(shown)
        self._search.set_result(str(count_leaves(shown)) if words else "")
        if count_leaves(shown) <= EXPANDED_AT_ONCE:
            self._expand(QModelIndex())
        if not self._value:
            title = self.tr("No hyperparameters")
            self._pages.show_state("parameters", title, self.tr("This run recorded none."))
        elif not shown:
            text = self.tr("No name or value holds “%1”.").replace("%1", words)
            self._pages.show_state("search", self.tr("Nothing found"), text)
        else:
            self._pages.show_content()

    def _expand(self, parent: QModelIndex) -> None:
        """Open what is below; a list of plain values can be read on its own line."""
        for position in range(self._model.rowCount(parent)):
            index = self._model.index(position, 0, parent)
            if not is_plain(self._model.row_at(index).value):
                self._tree.expand(index)
                self._expand(index)

    # ---- copying

    def copy_all(self) -> None:
        """Put all parameters on the clipboard as JSON."""
        QGuiApplication.clipboard().setText(as_json(self._value))

    def copy_selected(self) -> None:
        """Put the selected rows on the clipboard, a line of name and value each."""
        self._copy(self._line)

    def copy_values(self) -> None:
        """Put the selected values alone on the clipboard."""
        self._copy(self._plain_value)

    def _copy(self, text_of: Callable[[QModelIndex], str]) -> None:
        rows = self._tree.selectionModel().selectedRows()
        if rows:
            QGuiApplication.clipboard().setText("\n".join(text_of(index) for index in rows))

    def _line(self, index: QModelIndex) -> str:
        return f"{'.'.join(self._model.keys_to(index))}: {self._plain_value(index)}"

    def _plain_value(self, index: QModelIndex) -> str:
        value = self._model.row_at(index).value
        if isinstance(value, str):
            return value
        return as_json(value) if isinstance(value, dict | list) else value_text(value)

    def _show_menu(self, at: QPoint) -> None:
        if not self._tree.indexAt(at).isValid():
            return
        menu = QMenu(self)
        menu.addAction(self.tr("Copy value"), self.copy_values)
        menu.addAction(self.tr("Copy name and value"), self.copy_selected)
        menu.addAction(self.tr("Copy all as JSON"), self.copy_all)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._tree.viewport().mapToGlobal(at))

    def retranslate(self) -> None:
        self._model.set_titles((self.tr("Name"), self.tr("Value"), self.tr("Type")))
        self._search.set_placeholder(self.tr("Find parameter"))
        self._copy_all.setText(self.tr("Copy all as JSON"))
        self._tree.setAccessibleName(self.tr("Hyperparameters"))
        self._filter()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _ParameterTree(TreeView):
    copy_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
        else:
            super().keyPressEvent(event)
