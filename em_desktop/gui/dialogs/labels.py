"""A small popup in which the labels of nodes are changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from PySide6.QtCore import QEvent, QObject, QPoint, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QContextMenuEvent, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyleOptionViewItem, QWidget

from em_desktop.domain.paths import NodePath, printable
from em_desktop.errors import EmError
from em_desktop.gui import theme
from em_desktop.gui.context import Context
from em_desktop.gui.gestures import Picked
from em_desktop.gui.label_colors import offer_label_colors
from em_desktop.gui.widgets import (
    AnyIndex,
    Popup,
    RowDelegate,
    SearchField,
    TextLabel,
    paint_check,
    paint_dot,
    paint_round,
    row_state,
)
from em_desktop.stores.base import Cancel, Store

_WIDTH = 260
_ROWS, _ROW = 8, 28
_PADDING = 8
_MOST_READ = 5000
_LABEL = int(Qt.ItemDataRole.UserRole)


class _LabelDelegate(RowDelegate):
    """Paints a label's check box, dot and name."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, row_height=_ROW, role="body")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        state = row_state(option, index)
        if state.selected or state.hovered:
            token = "selected" if state.selected else "hover_surface"
            paint_round(painter, option.rect, token, theme.radius.control)
        area = QRectF(option.rect).adjusted(_PADDING, 0, 0, 0)
        check = index.data(Qt.ItemDataRole.CheckStateRole)
        if check is not None:
            side = theme.size.check
            box = QRectF(area.left(), area.top(), side, area.height())
            paint_check(painter, box, Qt.CheckState(check), hovered=state.hovered)
            area.setLeft(area.left() + side)
        self.paint_cell(painter, area, index, state)


class LabelPopup(Popup):
    """A field, and the labels in use: a check box says who has one.

    What was changed is written when the popup closes, as one gesture; Escape leaves all as
    it was.
    """

    def __init__(self, context: Context, picked: Picked, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context = context
        self._picked = picked
        self._is_given_up = False
        self._changed: dict[str, bool] = {}
        self.field = SearchField("", self, icon="label")
        self.list = QListWidget(self)
        self._hint = TextLabel("", "small", "muted", self, wrap=True)
        self._count = Counter(label for node in picked.nodes for label in node.labels)
        self._labels = list(self._count)
        self._lay_out()
        self.field.textChanged.connect(self._show)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._toggle)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._offer_colors)
        self.retranslate()
        self._show()
        self._find_labels()
        self.field.setFocus()

    def _lay_out(self) -> None:
        side = theme.space.control
        self.body.setContentsMargins(side, side, side, side)
        self.body.setSpacing(side)
        theme.set_lengths(self.list, width=_WIDTH, height=_ROWS * _ROW)
        self.list.setItemDelegate(_LabelDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setProperty("area", "raised")
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        theme.set_lengths(self._hint, width=_WIDTH)
        self.body.addWidget(self.field)
        self.body.addWidget(self.list)
        self.body.addWidget(self._hint)

    def _find_labels(self) -> None:
        """Which labels are in use around the nodes."""
        folders = tuple({path.parent for path in self._picked.paths})
        try:
            store = self._context.stores.store(self._picked.store_id)
        except EmError:
            return
        self._context.tasks.run(
            self,
            lambda cancel: _labels_in(store, folders, cancel),
            LabelPopup._take_labels,
            failed=LabelPopup._ignore,
            key="labels",
        )

    def _take_labels(self, labels: Sequence[str]) -> None:
        self._labels += [label for label in labels if label not in self._labels]
        self._show()

    def _ignore(self, _error: EmError) -> None:
        """Without those in use a label can still be typed."""

    @Slot()
    def _show(self) -> None:
        text = self.field.text().strip()
        self.list.clear()
        known = [each for each in self._labels if text.casefold() in each.casefold()]
        for label in known:
            item = QListWidgetItem(_dot(label), printable(label))
            item.setData(_LABEL, label)
            item.setCheckState(self._state(label))
            self.list.addItem(item)
        if text and text not in self._labels:
            item = QListWidgetItem(
                _dot(text), self.tr("New label “{label}”").format(label=printable(text))
            )
            item.setData(_LABEL, text)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _state(self, label: str) -> Qt.CheckState:
        if label in self._changed:
            return Qt.CheckState.Checked if self._changed[label] else Qt.CheckState.Unchecked
        count = self._count[label]
        if count == 0:
            return Qt.CheckState.Unchecked
        all_have = count == len(self._picked.nodes)
        return Qt.CheckState.Checked if all_have else Qt.CheckState.PartiallyChecked

    @Slot(QListWidgetItem)
    def _toggle(self, item: QListWidgetItem) -> None:
        label, row = item.data(_LABEL), self.list.row(item)  # the list is filled anew below
        self._changed[label] = self._state(label) is not Qt.CheckState.Checked
        if label not in self._labels:
            self._labels.append(label)
            self.field.clear()
        self._show()
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.field.setFocus()

    def offer_colors(self) -> None:
        """Let the color of the current label be chosen."""
        if self.list.count():
            self._offer_colors(self.list.visualItemRect(self.list.currentItem()).center())

    @Slot(QPoint)
    def _offer_colors(self, place: QPoint) -> None:
        """Let the color of a label be chosen; the popup stays open."""
        item = self.list.itemAt(place)
        if item is not None:
            self.list.setCurrentItem(item)
            where = self.list.viewport().mapToGlobal(place)
            menu = offer_label_colors(self._context.settings, item.data(_LABEL), self, where)
            menu.chosen.connect(self._show)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if watched is self.field and isinstance(event, QContextMenuEvent):
            by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
            if by_key and self.list.count():  # the menu key is for the list, as up and down are
                self.offer_colors()
                return True
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() is QEvent.Type.KeyPress and self._key(event):
                return True
            is_escape = event.key() == Qt.Key.Key_Escape
            if event.type() is QEvent.Type.ShortcutOverride and is_escape:
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        row, count = self.list.currentRow(), self.list.count()
        match event.key():
            case Qt.Key.Key_Down if count:
                self.list.setCurrentRow((row + 1) % count)
            case Qt.Key.Key_Up if count:
                self.list.setCurrentRow((row - 1) % count)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                item = self.list.currentItem()
                if self.field.text().strip() and item is not None:
                    self._toggle(item)
                    self.field.clear()
                else:
                    self._close_soon()
            case Qt.Key.Key_Space if not self.field.text() and count:
                self._toggle(self.list.currentItem())
            case Qt.Key.Key_Escape:
                self._is_given_up = True
                self._close_soon()
            case _:
                return False
        return True

    def _close_soon(self) -> None:
        """The key that closes it is still on its way through its field."""
        QTimer.singleShot(0, self, self.close)

    def hideEvent(self, event: QEvent) -> None:  # noqa: N802
        super().hideEvent(event)  # type: ignore[arg-type]
        changed, self._changed = self._changed, {}
        if self._is_given_up or not changed:
            return
        added = [label for label, wanted in changed.items() if wanted]
        removed = {label for label, wanted in changed.items() if not wanted}

        def wanted(labels: tuple[str, ...]) -> tuple[str, ...]:
            kept = tuple(each for each in labels if each not in removed)
            return (*kept, *(each for each in added if each not in kept))

        self._context.gestures.set_labels(self._picked, lambda node: wanted(node.labels))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self.setAccessibleName(self.tr("Labels"))
        self.field.set_placeholder(self.tr("Find or add a label"))
        self.list.setAccessibleName(self.tr("Labels in use"))
        self._hint.setText(
            self.tr(
                "Enter adds or removes, Escape leaves all as it was. A right click colors a label."
            )
        )

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _dot(label: str) -> QIcon:
    side = theme.size.icon
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    paint_dot(painter, pixmap.rect().toRectF().center(), theme.label_color(label), 8)
    painter.end()
    return QIcon(pixmap)


def _labels_in(store: Store, folders: Sequence[NodePath], cancel: Cancel) -> list[str]:
    """In a worker: the labels of nodes in these folders, the most frequent first."""
    found: Counter[str] = Counter()
    for folder in folders:
        nodes = (node for page in store.children(folder, cancel) for node in page)
        for node in islice(nodes, _MOST_READ):
            found.update(node.labels)
    return [label for label, _ in found.most_common()]
