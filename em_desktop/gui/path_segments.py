"""A path as a row of buttons."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from em_desktop.domain.nodes import NodeType
from em_desktop.gui import theme, wording
from em_desktop.gui.widgets import TextLabel, paint_focus_ring, paint_round, paint_text, text_width

_GAP = 4
_PART_PADDING = 6


class PathSegments(QWidget):
    """A button for each part of a path, the last one bold, and a chevron before each but the first.

    Where there is too little room, parts behind the first one fold into one button.
    """

    opened = Signal(int)
    """The part at this depth was clicked; 0 is the store."""
    listed = Signal(int, QPoint)
    """The chevron behind the part at this depth was clicked; show a menu at this place."""
    edited = Signal()
    """The free space was clicked: edit the path as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: tuple[str, ...] = ()
        self._store_icon = "store"
        self._list_words = "{name}"
        self._fold_words = ""
        self._buttons: list[_Part] = []
        self._chevrons: list[QToolButton] = []
        self._placeholder = TextLabel("", "body", "text2", self)
        self._placeholder.setContentsMargins(theme.space.control - 2, 0, 0, 0)
        self._fold = _button(self, 24)
        self._fold.setIcon(theme.icon("more"))
        self._fold.clicked.connect(self._show_folded)
        self._fold_menu = QMenu(self)
        self._fold_menu.triggered.connect(self._fold_chosen)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(_GAP, 0, theme.space.control, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._placeholder)
        self._row.addStretch()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def set_words(self, list_words: str, fold_words: str) -> None:
        """The accessible names: of a chevron (with ``{name}``) and of the folded middle."""
        self._list_words, self._fold_words = list_words, fold_words
        self._fold.setAccessibleName(fold_words)
        self._fold.setToolTip(fold_words)

    def show_parts(
        self,
        parts: tuple[str, ...],
        placeholder: str,
        kind: NodeType | None = None,
        store_icon: str = "store",
    ) -> None:
        """Show these parts; without any the placeholder.

        ``kind`` is that of the last one; None: it is a comparison.
        """
        self._parts = parts
        self._store_icon = store_icon
        self._placeholder.setText(placeholder)
        self._placeholder.setVisible(not parts)
        for old in (*self._buttons, *self._chevrons):
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._row.removeWidget(self._fold)
        self._buttons, self._chevrons = [], []
        for depth, text in enumerate(parts):
            if depth:
                self._add_chevron(depth - 1)
            self._add_part(depth, text, kind)
        if parts and kind is NodeType.FOLDER:
            self._add_chevron(len(parts) - 1)
        self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(400), theme.size.control)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(80), theme.size.control)

    def _add_part(self, depth: int, text: str, kind: NodeType | None) -> None:
        is_last = depth == len(self._parts) - 1
        icon = None
        if is_last and kind is None:
            icon = ("compare", "text2")
        elif depth == 0:
            icon = (self._store_icon, "text2")
        elif is_last and kind is not None:
            icon = theme.node_icon_name(kind)
        button = _Part(text, icon, self, is_last=is_last)
        button.setProperty("depth", depth)
        button.clicked.connect(self._part_clicked)
        self._buttons.append(button)
        self._row.insertWidget(self._row.count() - 1, button)

    def _add_chevron(self, depth: int) -> None:
        chevron = _button(self, 16)
        chevron.setIcon(theme.icon("chevron_right", "muted"))
        theme.set_lengths(chevron, icon=11)
        words = wording.filled(self._list_words, name=self._parts[depth])
        chevron.setAccessibleName(words)
        chevron.setToolTip(words)
        chevron.setProperty("depth", depth)
        chevron.clicked.connect(self._chevron_clicked)
        self._chevrons.append(chevron)
        self._row.insertWidget(self._row.count() - 1, chevron)

    def _fit(self) -> None:
        """Fold parts behind the first one until the rest has room."""
        hidden = 0
        room = self.width() - _GAP - theme.space.control
        while hidden < len(self._parts) - 2 and self._needed(hidden) > room:
            hidden += 1
        for depth, button in enumerate(self._buttons):
            button.setVisible(not 0 < depth <= hidden)
        for depth, chevron in enumerate(self._chevrons):
            chevron.setVisible(not 0 < depth <= hidden)
        self._row.removeWidget(self._fold)
        self._fold.setVisible(hidden > 0)
        if hidden:
            self._row.insertWidget(self._row.indexOf(self._chevrons[0]) + 1, self._fold)
        self._limit_last(room, hidden)

    def _limit_last(self, room: int, hidden: int) -> None:
        if self._buttons:
            last = self._buttons[-1]
            last.setMaximumWidth(16777215)
            over = self._needed(hidden) - room
            if over > 0 and room > 0:
                last.setMaximumWidth(max(last.sizeHint().width() - over, theme.scaled(40)))

    def _needed(self, hidden: int) -> int:
        shown = [
            *(each for depth, each in enumerate(self._buttons) if not 0 < depth <= hidden),
            *(each for depth, each in enumerate(self._chevrons) if not 0 < depth <= hidden),
        ]
        width = sum(each.sizeHint().width() for each in shown)
        return width + (self._fold.sizeHint().width() if hidden else 0)

    @Slot()
    def _part_clicked(self) -> None:
        self.opened.emit(self.sender().property("depth"))

    @Slot()
    def _chevron_clicked(self) -> None:
        chevron = self.sender()
        if isinstance(chevron, QToolButton):
            corner = chevron.mapToGlobal(QPoint(0, chevron.height()))
            self.listed.emit(chevron.property("depth"), corner)

    @Slot()
    def _show_folded(self) -> None:
        self._fold_menu.clear()
        for depth, button in enumerate(self._buttons):
            if button.isHidden():
                action = QAction(button.text().replace("&", "&&"), self._fold_menu)
                action.setData(depth)
                self._fold_menu.addAction(action)
        self._fold_menu.popup(self._fold.mapToGlobal(QPoint(0, self._fold.height())))

    @Slot(QAction)
    def _fold_chosen(self, action: QAction) -> None:
        self.opened.emit(action.data())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        if event.button() is Qt.MouseButton.LeftButton:
            self.edited.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        paint_round(painter, self.rect(), "surface", theme.radius.control, "border")
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())


class _Part(QAbstractButton):
    """One part of the path: icon and name."""

    def __init__(
        self, text: str, icon: tuple[str, str] | None, parent: QWidget, *, is_last: bool
    ) -> None:
        super().__init__(parent)
        self._icon = icon
        self._role: theme.FontRole = "strong" if is_last else "body"
        self.setText(text)
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802
        width = text_width(self.text(), self._role) + 2 * _PART_PADDING
        if self._icon is not None:
            width += theme.size.icon + 6
        return QSize(width, theme.scaled(22))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(30), theme.scaled(22))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        area = QRectF(self.rect())
        if self.underMouse():
            paint_round(painter, area, "hover_surface", theme.radius.control)
        inside = area.adjusted(_PART_PADDING, 0, -_PART_PADDING + 1, 0)
        if self._icon is not None:
            side = theme.size.icon
            theme.paint_icon(painter, QRectF(inside.left(), 0, side, area.height()), *self._icon)
            inside.setLeft(inside.left() + side + 6)
        paint_text(painter, inside, self.text(), self._role, "text")
        if self.hasFocus():
            paint_focus_ring(painter, area)


def _button(parent: QWidget, width: int) -> QToolButton:
    """A small icon button of the row."""
    button = QToolButton(parent)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setCursor(Qt.CursorShape.ArrowCursor)
    theme.set_lengths(button, icon=16, width=width, height=26)
    return button
