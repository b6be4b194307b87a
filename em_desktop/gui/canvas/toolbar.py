"""The toolbar over a data flow."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from em_desktop.domain.nodes import NodeType
from em_desktop.gui import theme, wording
from em_desktop.gui.widgets import (
    Divider,
    IconButton,
    SearchField,
    Segments,
    TextLabel,
    paint_round,
    push_button,
)

MOST_STEPS = 9
"""Further up come all steps (None)."""
HIGHLIGHTS = ("off", "upstream", "downstream", "both")
TYPES = (
    NodeType.RUN,
    NodeType.ARTIFACT,
    NodeType.MODEL,
    NodeType.DATASET,
    NodeType.AUTOTUNE,
)


class StepCount(QWidget):
    """A number of steps between a minus and a plus; one more than the last number is "all"."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: int | None = 3
        self._name = ""
        self.less = IconButton("some", "", self, side=22, icon_side=11)
        self.more = IconButton("add", "", self, side=22, icon_side=11)
        self._text = TextLabel("", "small", "text", self)
        self._text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        theme.set_lengths(self._text, least_width=54)
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for widget in (self.less, self._text, self.more):
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.less.clicked.connect(self._take_less)
        self.more.clicked.connect(self._take_more)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        paint_round(painter, self.rect(), "surface", theme.radius.control, "border_strong")
        for left in (self._text.x(), self._text.geometry().right()):
            painter.fillRect(left, 1, 1, self.height() - 2, theme.color("border"))

    @property
    def steps(self) -> int | None:
        """How many steps; None for all."""
        return self._steps

    def set_steps(self, steps: int | None) -> None:
        """Show a number; no signal."""
        self._steps = None if steps is None else min(max(steps, 0), MOST_STEPS)
        self._write()

    def _take_less(self) -> None:
        self.set_steps(MOST_STEPS if self._steps is None else self._steps - 1)
        self.changed.emit()

    def _take_more(self) -> None:
        more = None if self._steps is None or self._steps == MOST_STEPS else self._steps + 1
        self.set_steps(more)
        self.changed.emit()

    def set_name(self, name: str) -> None:
        """Say what is counted."""
        self._name = name
        self.less.set_name(self.tr("Fewer steps: %1").replace("%1", name))
        self.more.set_name(self.tr("More steps: %1").replace("%1", name))
        self._write()

    def _write(self) -> None:
        text = self.tr("all") if self._steps is None else self.tr("%Ln step(s)", "", self._steps)
        self._text.setText(text)
        self._text.setAccessibleName(f"{self._name}: {text}")
        self.less.setEnabled(self._steps != 0)
        self.more.setEnabled(self._steps is not None)


class FlowToolbar(QWidget):
    """Highlight, steps, layout, types, search, how it was made, export."""

    highlight_changed = Signal()
    question_changed = Signal()
    """Steps or related nodes."""
    view_changed = Signal()
    """Layout or types."""
    search_changed = Signal(str)
    search_finished = Signal()
    """Enter in the search field: go to the next node found."""
    making_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.highlight = Segments([(key, "") for key in HIGHLIGHTS], self)
        self.upstream, self.downstream = StepCount(self), StepCount(self)
        self.direction = Segments([("right", ""), ("down", "")], self)
        self.filter = IconButton("filter", "", self, side=24)
        self.search = SearchField("", self)
        self.making = push_button("", "parameters", self)
        self.export = push_button("", "export", self)
        self._labels = [TextLabel("", "small", "text2", self) for _ in range(4)]
        self._types = {kind: self._checked_action() for kind in TYPES}
        self.related = self._checked_action()
        self._lay_out()
        self._connect()
        self.retranslate()

    def _checked_action(self) -> QAction:
        action = QAction(self)
        action.setCheckable(True)
        action.setChecked(True)
        return action

    def _lay_out(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.set_lengths(self, height="toolbar")
        self.search.set_small()
        theme.set_lengths(self.search, least_width=118, most_width=180)
        for button in (self.making, self.export):
            button.set_small()
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(theme.space.page, 0, theme.space.page, 0)
        row.setSpacing(theme.space.control)
        highlight, upstream, downstream, direction = self._labels
        row.addWidget(highlight)
        row.addWidget(self.highlight)
        self._first = self._divider()
        row.addWidget(self._first)
        steps: tuple[QWidget, ...] = (upstream, self.upstream, downstream, self.downstream)
        for widget in steps:
            row.addWidget(widget)
        self._second = self._divider()
        row.addWidget(self._second)
        row.addWidget(direction)
        row.addWidget(self.direction)
        row.addWidget(self.filter)
        row.addStretch(1)
        row.addWidget(self.search)
        row.addWidget(self.making)
        row.addWidget(self.export)

    def _divider(self) -> Divider:
        return Divider(Qt.Orientation.Vertical, self, length=16)

    def _connect(self) -> None:
        self.highlight.chosen.connect(self.highlight_changed)
        self.direction.chosen.connect(self.view_changed)
        self.upstream.changed.connect(self.question_changed)
        self.downstream.changed.connect(self.question_changed)
        self.related.toggled.connect(self.question_changed)
        for action in self._types.values():
            action.toggled.connect(self.view_changed)
        self.filter.clicked.connect(self._show_filter)
        self.search.textChanged.connect(self.search_changed)
        self.search.returnPressed.connect(self.search_finished)
        self.making.clicked.connect(self.making_asked)

    @property
    def hidden_types(self) -> frozenset[NodeType]:
        return frozenset(kind for kind, action in self._types.items() if not action.isChecked())

    def set_hidden_types(self, types: frozenset[NodeType]) -> None:
        """Hide these types."""
        for kind, action in self._types.items():
            action.setChecked(kind not in types)

    def _show_filter(self) -> None:
        menu = self.filter_menu()
        menu.popup(self.filter.mapToGlobal(self.filter.rect().bottomLeft()))

    def filter_menu(self) -> QMenu:
        """Which nodes are shown."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self._types.values()))
        menu.addSeparator()
        menu.addAction(self.related)
        return menu

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Hide as little as makes the rest fit: labels, layout, texts of buttons."""
        highlight, upstream, downstream, direction = self._labels
        groups: tuple[tuple[QWidget, ...], ...] = (
            (direction, highlight),
            (self.direction, self._second),
            (),
            (upstream, downstream, self._first),
        )
        for widget in (widget for group in groups for widget in group):
            widget.show()
        for button in (self.making, self.export):
            button.setText(button.accessibleName())
        spare = self.search.sizeHint().width() - self.search.minimumWidth()
        for group in groups:
            if self._row.sizeHint().width() - spare <= self.width():
                break
            for widget in group:
                widget.hide()
            if not group:  # icons alone
                for button in (self.making, self.export):
                    button.setText("")

    def retranslate(self) -> None:
        upstream, downstream = self.tr("Upstream"), self.tr("Downstream")
        texts = (self.tr("Highlight"), upstream, downstream, self.tr("Layout"))
        for label, text in zip(self._labels, texts, strict=True):
            label.setText(text)
        names = (self.tr("Off"), upstream, downstream, self.tr("Both"))
        self.highlight.set_texts(dict(zip(HIGHLIGHTS, names, strict=True)))
        self.highlight.setAccessibleName(self.tr("Highlight"))
        self.highlight.setToolTip(self.tr("Keys U, D and B while the graph has the focus"))
        self.upstream.set_name(upstream)
        self.downstream.set_name(downstream)
        self.direction.set_texts({"right": self.tr("Left to right"), "down": self.tr("Top down")})
        self.direction.setAccessibleName(self.tr("Layout"))
        self.filter.set_name(self.tr("Which nodes are shown"))
        for kind, action in self._types.items():
            action.setText(wording.type_text(kind))
        self.related.setText(self.tr("What else uses the same data"))
        self.search.set_placeholder(self.tr("Find in graph"))
        for button, text in (
            (self.making, self.tr("How was this made?")),
            (self.export, self.tr("Export")),
        ):
            button.setAccessibleName(text)
            button.setToolTip(text)
        self._fold()
