"""Inputs and outputs of a node, as rows that open them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from em_desktop.domain.flow_graph import version_of
from em_desktop.domain.paths import AlternativeName, printable
from em_desktop.domain.recordings import AssociationKind
from em_desktop.gui import theme, wording
from em_desktop.gui.canvas.words import version_text
from em_desktop.gui.inspector.reading import FlowEnd
from em_desktop.gui.widgets import TextLabel, paint_focus_ring, paint_round, paint_text, text_width
from em_desktop.gui.widgets.painting import RIGHT

_KIND_ICONS = {
    AssociationKind.ARTIFACT: "artifact",
    AssociationKind.MODEL: "model",
    AssociationKind.DATASET: "dataset",
    AssociationKind.BRANCH: "branch",
    AssociationKind.TAG: "label",
    AssociationKind.COMMIT: "commit",
    AssociationKind.OTHER: "file",
}


class FlowList(QWidget):
    """One row for each end; what isn't in the store is muted and opens nothing."""

    activated = Signal(object)
    """The user wants to see this node: `NodePath`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ends: tuple[FlowEnd, ...] = ()
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)

    @property
    def ends(self) -> tuple[FlowEnd, ...]:
        return self._ends

    def rows(self) -> list[FlowRow]:
        """The rows, from top to bottom."""
        return [
            row
            for number in range(self._rows.count())
            if (item := self._rows.itemAt(number)) is not None
            and isinstance(row := item.widget(), FlowRow)
        ]

    def set_ends(self, ends: Sequence[FlowEnd]) -> None:
        """Show these; rows that stay are kept, with the focus."""
        if tuple(ends) == self._ends:
            return
        self._ends = tuple(ends)
        rows = self.rows()
        for row, end in zip(rows, ends, strict=False):
            row.set_end(end)
        for end in ends[len(rows) :]:
            row = FlowRow(end, self)
            row.opened.connect(self.activated)
            self._rows.addWidget(row)
        for row in rows[len(ends) :]:
            row.hide()
            self._rows.removeWidget(row)
            row.deleteLater()


class FlowRow(QAbstractButton):
    """Icon and name at the left; the version that is meant, else the size, at the right."""

    opened = Signal(object)

    def __init__(self, end: FlowEnd, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._end = end
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)
        self.set_end(end)

    def set_end(self, end: FlowEnd) -> None:
        """Show another end."""
        self._end = end
        self.setEnabled(end.node is not None)
        there = end.node is not None
        cursor = Qt.CursorShape.PointingHandCursor if there else Qt.CursorShape.ArrowCursor
        self.setCursor(cursor)
        self.setAccessibleName(", ".join(filter(None, (end_name(end), _version(end)))))
        self.setToolTip(self._tool_tip())
        self.update()

    def _tool_tip(self) -> str:
        association = self._end.association
        if self._end.node is not None:
            return printable(str(self._end.node.path))
        known = (association.name, association.path, association.id, association.local_dir)
        lines = [self.tr("Not in this store")]
        return "\n".join(lines + [printable(text) for text in known if text])

    def _open(self) -> None:
        if self._end.node is not None:
            self.opened.emit(self._end.node.path)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(160, theme.size.tree_row)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(80, theme.size.tree_row)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        end, there = self._end, self._end.node is not None
        if there and self.underMouse():
            paint_round(painter, QRectF(self.rect()), "hover_surface", theme.radius.control)
        area = QRectF(self.rect()).adjusted(4, 0, -4, 0)
        side = theme.size.icon
        icon, token = end_icon(end)
        box = QRectF(area.left(), area.top(), side, area.height())
        theme.paint_icon(painter, box, icon, token if there else "muted")
        note = self._note()
        room = text_width(note, "small", tabular=True) + 8 if note else 0
        text = area.adjusted(side + 8, 0, -room, 0)
        paint_text(painter, text, end_name(end), "body", "text" if there else "muted")
        paint_text(painter, area, note, "small", "muted", RIGHT, tabular=True)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())
        painter.end()

    def _note(self) -> str:
        if self._end.node is None:
            return self.tr("not here")
        size = "" if self._end.size is None else wording.size_text(self._end.size)
        return _version(self._end) or size


def _version(end: FlowEnd) -> str:
    """Which version of a Model or Dataset the Run names, in words; empty for none.

    The name of what isn't here has its version with it.
    """
    version = version_of(end.association) if end.node is not None else None
    return "" if version is None else version_text(version)


def end_name(end: FlowEnd) -> str:
    """What the other end is called."""
    if end.node is not None:
        return printable(end.node.name)
    association = end.association
    if association.name:
        parsed = AlternativeName.parse(association.name)
        return printable(parsed.name if parsed and parsed.name else association.name)
    return printable(association.path.rstrip("/").rpartition("/")[2] or association.id)


def end_icon(end: FlowEnd) -> tuple[str, str]:
    """Icon and color of the other end."""
    if end.node is not None:
        return theme.node_icon_name(end.node.type)
    return _KIND_ICONS[end.association.kind], "muted"


class FlowSides(QWidget):
    """Inputs over outputs, each under its word."""

    activated = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.input_title = TextLabel("", "small", "muted", self)
        self.output_title = TextLabel("", "small", "muted", self)
        self.inputs = FlowList(self)
        self.outputs = FlowList(self)
        self.rest = TextLabel("", "small", "muted", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (
            self.input_title,
            self.inputs,
            self.output_title,
            self.outputs,
            self.rest,
        ):
            layout.addWidget(widget)
        self.inputs.activated.connect(self.activated)
        self.outputs.activated.connect(self.activated)

    def show_sides(
        self, inputs: Sequence[FlowEnd], outputs: Sequence[FlowEnd], left_out: int
    ) -> None:
        """Show these ends; a side without any isn't shown."""
        self.inputs.set_ends(inputs)
        self.outputs.set_ends(outputs)
        for widget, shown in (
            (self.input_title, inputs),
            (self.inputs, inputs),
            (self.output_title, outputs),
            (self.outputs, outputs),
        ):
            widget.setVisible(bool(shown))
        self.rest.setVisible(left_out > 0)
        count = wording.count_text(left_out)
        self.rest.setText(self.tr("and {count} more").format(count=count))

    def set_titles(self, inputs: str, outputs: str) -> None:
        """Write the words above the sides."""
        self.input_title.setText(inputs)
        self.output_title.setText(outputs)
