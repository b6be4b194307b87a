"""Labels as chips that can be removed, and a field that adds some."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import (
    QEvent,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QCompleter, QSizePolicy, QWidget

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.widgets import (
    AnyIndex,
    LineEdit,
    RowDelegate,
    RowState,
    chip_width,
    paint_chip,
    paint_dot,
    paint_focus_ring,
    paint_text,
)

_GAP = 6
_CROSS = 16
_FIELD = 150
_DOT_ROOM = 18
_MOST_OFFERED = 8


def shared_labels(nodes: Sequence[Node]) -> tuple[list[str], list[str]]:
    """All labels of some nodes in order, and those of them that not every node has."""
    labels = list(dict.fromkeys(label for node in nodes for label in node.labels))
    return labels, [label for label in labels if any(label not in node.labels for node in nodes)]


class LabelChip(QAbstractButton):
    """A label with a cross. The cross, Delete, Backspace and Space take it off.

    A click with the right button, and the menu key, ask for its color.
    """

    removed = Signal(str)
    color_wanted = Signal(str, QPoint)
    """Its color is to be chosen, at this place of the screen."""

    def __init__(self, label: str, parent: QWidget, *, partial: bool, editable: bool) -> None:
        super().__init__(parent)
        self.label = label
        self._partial = partial
        self._editable = editable
        name = self.tr("Label {name}, on some") if partial else self.tr("Label {name}")
        self.setAccessibleName(wording.filled(name, name=printable(label)))
        self.setToolTip(self.accessibleName() if partial else printable(label))
        tab = Qt.FocusPolicy.TabFocus
        self.setFocusPolicy(tab if editable else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    @property
    def cross(self) -> QRect:
        """Where the cross is."""
        return QRect(self.width() - theme.scaled(_CROSS), 0, theme.scaled(_CROSS), self.height())

    def sizeHint(self) -> QSize:  # noqa: N802
        cross = theme.scaled(_CROSS) if self._editable else 0
        return QSize(chip_width(self.label) + cross, theme.size.chip + 2)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        super().mouseReleaseEvent(event)
        if self._editable and self.cross.contains(event.position().toPoint()):
            self.removed.emit(self.label)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        by_mouse = event.reason() is QContextMenuEvent.Reason.Mouse
        below = self.mapToGlobal(QPoint(0, self.height()))
        self.color_wanted.emit(self.label, event.globalPos() if by_mouse else below)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Space}:
            self.removed.emit(self.label)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        if self._partial:
            painter.setOpacity(0.55)
        area = QRectF(self.rect())
        if self._editable:
            area.setRight(area.right() - theme.scaled(_CROSS))
        paint_chip(painter, area, self.label, theme.label_color(self.label))
        painter.setOpacity(1)
        if self._editable:
            side = theme.scaled(12)
            box = QRectF(self.cross).adjusted(2, 0, -2, 0)
            box.setWidth(side)
            over = self.underMouse() or self.hasFocus()
            theme.paint_icon(painter, box, "close", "text2" if over else "muted")
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())
        painter.end()


class _OfferDelegate(RowDelegate):
    """A label that is offered, with the dot of its color."""

    def paint_cell(self, painter: QPainter, rect: QRectF, index: AnyIndex, state: RowState) -> None:
        text = str(index.data())
        left = rect.left() + 12
        paint_dot(painter, QPointF(left, rect.center().y()), theme.label_color(text))
        area = rect.adjusted(20, 0, -8, 0)
        paint_text(painter, area, printable(text), "small", state.text_token)


class LabelField(LineEdit):
    """Takes a label; those that are in use are offered while it is typed."""

    entered = Signal(str)
    left = Signal()
    """Escape: nothing more is added."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.set_small()
        self._offers = QStringListModel(self)
        self._offered = QCompleter(self._offers, self)
        self._offered.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._offered.setFilterMode(Qt.MatchFlag.MatchContains)
        self._offered.setMaxVisibleItems(_MOST_OFFERED)
        popup = self._offered.popup()
        assert popup is not None  # it makes one when it is asked for it
        popup.setItemDelegate(_OfferDelegate(self, row_height=26))
        self.setCompleter(self._offered)
        self._offered.activated.connect(self._take_offer)
        self.returnPressed.connect(self._take)
        self.setTextMargins(theme.scaled(_DOT_ROOM) - 6, 0, 0, 0)
        self.retranslate()

    def set_known(self, labels: Sequence[str]) -> None:
        """Offer these."""
        self._offers.setStringList(sorted(labels, key=str.casefold))

    @property
    def offers(self) -> list[str]:
        """What is offered for what is typed now."""
        model = self._offered.completionModel()
        return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

    @Slot()
    def _take(self) -> None:
        label = self.text().strip()
        self.clear()
        if label:
            self.entered.emit(label)

    @Slot(str)
    def _take_offer(self, text: str) -> None:
        self.setText(text)
        self._take()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        super().paintEvent(event)
        label = self.text().strip()
        color = theme.label_color(label) if label else theme.color("border_strong")
        painter = QPainter(self)
        paint_dot(painter, QPointF(theme.scaled(_DOT_ROOM) / 2 + 2, self.height() / 2), color)
        painter.end()

    def retranslate(self) -> None:
        """Write the texts in the current language."""
        self.setPlaceholderText(self.tr("Add label"))
        self.setAccessibleName(self.tr("Add label"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class LabelEditor(QWidget):
    """Chips in as many rows as they need, and a field behind them while labels are added."""

    added = Signal(str)
    removed = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._labels: tuple[str, ...] = ()
        self._partial: frozenset[str] = frozenset()
        self._editable = True
        self._chips: list[LabelChip] = []
        self.field = LabelField(self)
        self.field.hide()
        self.field.entered.connect(self._enter)
        self.field.left.connect(self.stop_adding)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme.theme().changed.connect(self._place)

    @property
    def labels(self) -> tuple[str, ...]:
        return self._labels

    @property
    def chips(self) -> list[LabelChip]:
        return list(self._chips)

    def set_labels(
        self, labels: Sequence[str], partial: Collection[str] = (), *, editable: bool = True
    ) -> None:
        """Show these.

        Args:
            labels: in their order.
            partial: those that only some of the nodes have.
            editable: whether they can be taken off.
        """
        shown = (tuple(labels), frozenset(partial), editable)
        if shown == (self._labels, self._partial, self._editable):
            return
        self._labels, self._partial, self._editable = shown
        focused = next((number for number, chip in enumerate(self._chips) if chip.hasFocus()), None)
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(label) for label in labels]
        if focused is not None and self._chips:
            self._chips[min(focused, len(self._chips) - 1)].setFocus()
        self._place()

    def _chip(self, label: str) -> LabelChip:
        partial = label in self._partial
        chip = LabelChip(label, self, partial=partial, editable=self._editable)
        chip.removed.connect(self.removed)
        chip.color_wanted.connect(self._offer_colors)
        chip.show()
        return chip

    @Slot()
    def start_adding(self) -> None:
        """Show the field, and find out which labels are in use."""
        self.field.set_known(self._labels)
        self.field.show()
        self.field.setFocus()
        self._place()
        in_use = self._context.labels_in_use
        self._context.tasks.run(
            self,
            lambda _cancel: in_use(),
            LabelEditor._offer,
            failed=LabelEditor._offer_nothing,
            key="labels",
        )

    @Slot()
    def stop_adding(self) -> None:
        """Hide the field."""
        self.field.hide()
        self._place()

    def _offer(self, labels: Sequence[str]) -> None:
        everywhere = set(self._labels) - self._partial
        self.field.set_known([label for label in labels if label not in everywhere])

    def _offer_nothing(self, _error: EmError) -> None:
        """Labels can be typed all the same."""

    @Slot(str, QPoint)
    def _offer_colors(self, label: str, place: QPoint) -> None:
        from em_desktop.gui.label_colors import offer_label_colors

        offer_label_colors(self._context.settings, label, self, place)

    @Slot(str)
    def _enter(self, label: str) -> None:
        if label not in self._labels or label in self._partial:
            self.added.emit(label)

    # Layout

    def _areas(self, width: int) -> tuple[list[QRect], int]:
        left, top, height = 0, 1, theme.size.chip + 2
        areas = []
        shown: list[QWidget] = list(self._chips)
        if self.field.isVisibleTo(self):
            shown.append(self.field)
        for widget in shown:
            is_field = widget is self.field
            wide = theme.scaled(_FIELD) if is_field else widget.sizeHint().width()
            high = theme.size.control_small if is_field else height
            wide = min(wide, width)
            if left and left + wide > width:
                left, top = 0, top + height + _GAP
            areas.append(QRect(left, top, wide, high))
            left += wide + _GAP
        return areas, (areas[-1].bottom() + 2 if areas else 0)

    @Slot()
    def _place(self) -> None:
        shown: list[QWidget] = [*self._chips, self.field]
        areas, _ = self._areas(self.width())
        for widget, area in zip(shown, areas, strict=False):
            widget.setGeometry(area)
        self.updateGeometry()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._place()

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        return self._areas(width)[1]

    def sizeHint(self) -> QSize:  # noqa: N802
        width = max(self.width(), 200)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(80, self.heightForWidth(max(self.width(), 80)))
