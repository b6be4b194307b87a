"""A field for people and groups, which are offered while their names are typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QRect, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QWidget,
)

from em_desktop.domain.grants import Principal, PrincipalKind
from em_desktop.errors import EmError
from em_desktop.gui import theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.dialogs.sharing.words import kind_text, principal_text
from em_desktop.gui.widgets import (
    AnyIndex,
    RowDelegate,
    RowState,
    paint_focus_ring,
    paint_icon_and_text,
    paint_round,
    paint_text,
    text_width,
)

Search = Callable[[str], Sequence[Principal]]
"""Finds people and groups by a part of their name; called in a worker."""

_SOON_MS = 150
_MOST_OFFERED = 8
_PRINCIPAL = int(Qt.ItemDataRole.UserRole)
_ICONS = {PrincipalKind.USER: "my_files", PrincipalKind.GROUP: "shared"}


class _Chip(QAbstractButton):
    """Somebody who was chosen; a click or Delete takes them out again."""

    removed = Signal(object)

    def __init__(self, principal: Principal, parent: QWidget) -> None:
        super().__init__(parent)
        self.principal = principal
        name = principal_text(principal)
        self.setText(name)
        self.setAccessibleName(wording.filled(self.tr("{name}, take out again"), name=name))
        self.setToolTip(self.accessibleName())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._remove)

    def sizeHint(self) -> QSize:  # noqa: N802
        side = theme.size.icon_small
        return QSize(text_width(self.text(), "small_strong") + 2 * side + 20, theme.size.chip + 4)

    @Slot()
    def _remove(self) -> None:
        self.removed.emit(self.principal)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self._remove()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        area = QRectF(self.rect())
        paint_round(painter, area, "accent_tint", theme.radius.control)
        side = theme.size.icon_small
        icon = QRectF(6, 0, side, area.height())
        theme.paint_icon(painter, icon, _ICONS[self.principal.kind], "accent_text")
        text = QRectF(icon.right() + 4, 0, area.width() - 2 * side - 18, area.height())
        paint_text(painter, text, self.text(), "small_strong", "accent_text")
        cross = QRectF(area.right() - side - 3, 0, side - 2, area.height())
        theme.paint_icon(painter, cross, "close", "accent_text")
        if self.hasFocus():
            paint_focus_ring(painter, area)


class _OfferDelegate(RowDelegate):
    """Icon and name, and at the right what it is."""

    def paint_cell(self, painter: QPainter, rect: QRectF, index: AnyIndex, state: RowState) -> None:
        principal = index.data(_PRINCIPAL)
        if not isinstance(principal, Principal):
            return
        icon = (_ICONS[principal.kind], "text2")
        kind = kind_text(principal, "")
        paint_icon_and_text(painter, rect, icon, principal_text(principal), state, note=kind)


class PeopleField(QWidget):
    """Chips of those who were chosen, and behind them the field.

    Args:
        search: finds them.
        single: the next one who is chosen takes the place of the last.
    """

    changed = Signal()
    """Other people are chosen, or what is typed is another text."""
    entered = Signal()
    """Enter was pressed behind the chips: go on with them."""

    def __init__(
        self, context: Context, search: Search, parent: QWidget, *, single: bool = False
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._search = search
        self._single = single
        self._chips: list[_Chip] = []
        self._offers: list[Principal] = []
        self.why = ""
        self.field = QLineEdit(self)
        self.field.setProperty("bare", True)  # noqa: FBT003
        theme.set_font(self.field, "body")
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(_MOST_OFFERED)
        popup = self._completer.popup()
        assert popup is not None  # it makes one when it is asked for it
        popup.setItemDelegate(_OfferDelegate(self, row_height=28))
        self._completer.setWidget(self.field)
        self._completer.activated[QModelIndex].connect(self._take_offer)  # type: ignore[index]
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_SOON_MS)
        self._soon.timeout.connect(self._ask)
        self.field.textEdited.connect(self._typed)
        self.field.returnPressed.connect(self._enter)
        self.field.installEventFilter(self)
        self.setFocusProxy(self.field)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(theme.space.control, 0, theme.space.control, 0)
        self._row.setSpacing(theme.space.icon)
        self._row.addWidget(self.field, 1)
        theme.set_lengths(self, height=32)
        self.retranslate()

    # Who is chosen

    @property
    def chosen(self) -> list[Principal]:
        """Those who were chosen, in this order."""
        return [chip.principal for chip in self._chips]

    @property
    def offers(self) -> list[Principal]:
        """Those who are offered for what is typed."""
        return list(self._offers)

    def add(self, principal: Principal) -> None:
        """Choose somebody."""
        self.field.clear()
        self.why = ""
        if self._single:
            for other in self.chosen:
                self._drop(other)
        if principal not in self.chosen:
            chip = _Chip(principal, self)
            chip.removed.connect(self._remove)
            self._row.insertWidget(len(self._chips), chip)
            self._chips.append(chip)
        self.retranslate()
        self.changed.emit()

    def clear(self) -> None:
        """Choose nobody."""
        for principal in self.chosen:
            self._remove(principal)
        self.field.clear()

    @Slot(object)
    def _remove(self, principal: Principal) -> None:
        self._drop(principal)
        self.field.setFocus()
        self.retranslate()
        self.changed.emit()

    def _drop(self, principal: Principal) -> None:
        for chip in [each for each in self._chips if each.principal == principal]:
            self._chips.remove(chip)
            self._row.removeWidget(chip)
            chip.hide()
            chip.deleteLater()

    # Who is offered

    @Slot()
    def _typed(self) -> None:
        self.why = ""
        self._soon.start()
        self.changed.emit()

    @Slot()
    def _ask(self) -> None:
        text, search = self.field.text().strip(), self._search
        if not text:
            self._show_offers([])
            return
        self._context.tasks.run(
            self,
            lambda _cancel: list(search(text)),
            PeopleField._show_offers,
            failed=PeopleField._offer_nothing,
            key="people",
        )

    def _show_offers(self, found: list[Principal]) -> None:
        self._offers = [each for each in found if each not in self.chosen]
        self._model.clear()
        for principal in self._offers:
            item = QStandardItem(principal_text(principal))
            item.setData(principal, _PRINCIPAL)
            self._model.appendRow(item)
        popup = self._completer.popup()
        if self._offers and self.field.hasFocus() and self.field.text().strip():
            self._completer.complete(QRect(0, 4, self.width() - 16, self.field.height()))
        elif popup is not None:
            popup.hide()

    def _offer_nothing(self, error: EmError) -> None:
        self.why = wording.error_words(error).message
        self._show_offers([])
        self.changed.emit()

    @Slot(QModelIndex)
    def _take_offer(self, index: QModelIndex) -> None:
        principal = index.data(_PRINCIPAL)
        if isinstance(principal, Principal):
            QTimer.singleShot(0, self, self._clear_text)  # the completer writes the name first
            self.add(principal)

    @Slot()
    def _clear_text(self) -> None:
        self.field.clear()

    @Slot()
    def _enter(self) -> None:
        """Take who is called so exactly; with nothing typed go on."""
        text = self.field.text().strip()
        if not text:
            self.entered.emit()
            return
        named = [each for each in self._offers if each.name.casefold() == text.casefold()]
        if named or len(self._offers) == 1:
            self.add((named or self._offers)[0])
            return
        self.why = self.tr("Choose somebody of the list.")
        self.changed.emit()

    def eventFilter(self, watched: object, event: QEvent) -> bool:  # noqa: N802
        if watched is self.field and event.type() in {QEvent.Type.FocusIn, QEvent.Type.FocusOut}:
            self.update()
        is_key = watched is self.field and isinstance(event, QKeyEvent)
        if is_key and event.type() is QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Backspace and not self.field.text() and self._chips:
                self._remove(self._chips[-1].principal)
                return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        focused = self.field.hasFocus()
        border = "st_error" if self.why else "focus" if focused else "border_strong"
        width = 2 if self.why or focused else 1
        enabled = "surface" if self.isEnabled() else "window"
        paint_round(painter, self.rect(), enabled, theme.radius.control, border, width)

    def retranslate(self) -> None:
        """Write the texts in the current language."""
        name = self.tr("Find a person") if self._single else self.tr("Add people or groups")
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText("" if self._single and self._chips else name)
