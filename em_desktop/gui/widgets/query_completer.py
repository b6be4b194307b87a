"""The list of what may be typed next in a filter."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QFrame, QListView, QMainWindow, QVBoxLayout, QWidget

from em_desktop.domain.paths import printable
from em_desktop.domain.query import Completion, CompletionKind, Vocabulary, complete
from em_desktop.gui import theme
from em_desktop.gui.widgets.delegate import AnyIndex, RowDelegate, RowState
from em_desktop.gui.widgets.painting import RIGHT, paint_round, paint_text, text_width

_ROW = 26
_MOST_ROWS = 10
_WIDTH = 320


def ground(widget: QWidget) -> QWidget:
    """What lies under everything in a widget's window, to put something over all of it."""
    window = widget.window()
    central = window.centralWidget() if isinstance(window, QMainWindow) else None
    return central or window


class QueryCompleter(QFrame):
    """A list below the cursor. The field keeps the focus and hands its keys over.

    Tab and Enter take what is chosen; Up and Down choose; anything else goes on typing.
    """

    taken = Signal(int, int, str)
    """Put a text in the place of the filter's characters from, to."""

    def __init__(self, field: QWidget) -> None:
        super().__init__(field)
        self._field = field
        self._model = _Completions(self)
        self._list = QListView(self)
        self._list.setModel(self._model)
        self._list.setItemDelegate(_Rows(self._list))
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setMouseTracking(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.clicked.connect(self._take)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        theme.set_look(self, popup=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 5, 1, 5)
        box.addWidget(self._list)
        self.hide()

    @property
    def texts(self) -> list[str]:
        """What is offered, from the top."""
        return [] if self.isHidden() else [each.shown for each in self._model.offers]

    def offer(self, text: str, place: int, vocabulary: Vocabulary, cursor: QRect) -> None:
        """Show what fits at a place of a filter, or nothing."""
        offers = complete(text, place, vocabulary)
        stem = text[:place].rstrip() == text[:place] and bool(text[:place])
        if not stem:  # behind a blank words and operators would only be in the way of reading
            offers = [each for each in offers if each.kind is not CompletionKind.FUNCTION]
        self._model.show_offers(offers)
        if not offers:
            self.hide()
            return
        rows = min(len(offers), _MOST_ROWS)
        window = ground(self._field)
        self.setParent(window)
        left = self._field.mapTo(window, QPoint(cursor.left(), self._field.height() + 2))
        width = min(theme.scaled(_WIDTH), window.width() - 16)
        left.setX(max(min(left.x(), window.width() - width - 8), 8))
        self.setGeometry(QRect(left, QSize(width, theme.scaled(_ROW) * rows + 12)))
        self._list.setCurrentIndex(QModelIndex())
        self._list.scrollToTop()
        self.show()
        self.raise_()

    def takes(self, event: QKeyEvent) -> bool:
        """Whether a key of the field was meant for the list."""
        if self.isHidden():
            return False
        current = self._list.currentIndex()
        match event.key():
            case Qt.Key.Key_Down | Qt.Key.Key_Up:
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                start = current.row() if current.isValid() else (-1 if step > 0 else 0)
                row = (start + step) % self._model.rowCount()
                self._list.setCurrentIndex(self._model.index(row))
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if current.isValid():
                self._take(current)
            case Qt.Key.Key_Escape | Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.hide()
            case _:
                return False
        return True

    def take_first(self) -> bool:
        """Take what is chosen, else the first; whether anything was offered."""
        if self.isHidden():
            return False
        current = self._list.currentIndex()
        self._take(current if current.isValid() else self._model.index(0))
        return True

    @Slot(QModelIndex)
    def _take(self, index: QModelIndex) -> None:
        chosen = self._model.offers[index.row()]
        self.hide()
        self.taken.emit(chosen.start, chosen.end, chosen.text)


class _Completions(QAbstractListModel):
    """What is offered."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.offers: list[Completion] = []

    def show_offers(self, offers: list[Completion]) -> None:
        self.beginResetModel()
        self.offers = offers
        self.endResetModel()

    def rowCount(  # noqa: N802
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - as Qt's
    ) -> int:
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        if not index.isValid() or role != Qt.ItemDataRole.DisplayRole:
            return None
        return printable(self.offers[index.row()].shown)


class _Rows(RowDelegate):
    """Names in the code font, with a word on what they are."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, row_height=_ROW, paints_row=False)

    def paint_cell(self, painter: QPainter, rect: QRectF, index: AnyIndex, state: RowState) -> None:
        model = index.model()
        assert isinstance(model, _Completions)
        offer = model.offers[index.row()]
        if state.selected or state.hovered:
            token = "selected" if state.selected else "hover_surface"
            paint_round(painter, rect.adjusted(5, 0, -5, 0), token, theme.radius.control)
        area = rect.adjusted(12, 0, -12, 0)
        note = self._note(offer)
        width = text_width(note, "caption") if note else 0
        if note:
            paint_text(painter, area, note, "caption", "muted", RIGHT)
        token = "ty_dataset" if offer.kind is CompletionKind.VALUE else "text"
        text = area.adjusted(0, 0, -width - 8, 0)
        paint_text(painter, text, printable(offer.shown), "mono", token)

    def _note(self, offer: Completion) -> str:
        match offer.note, offer.kind:
            case "param", _:
                return self.tr("hyperparameter")
            case "metric", _:
                return self.tr("metric")
            case "fact", _:
                return self.tr("platform, code version")
            case _, CompletionKind.FUNCTION:
                return self.tr("of a metric")
        return ""
