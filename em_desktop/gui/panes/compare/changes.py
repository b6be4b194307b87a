"""What changed from the baseline to another one, line by line."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from em_desktop.domain.subjects import Subject
from em_desktop.domain.what_changed import Area, Change, what_changed
from em_desktop.gui import theme
from em_desktop.gui.panes.compare.change_words import change_text
from em_desktop.gui.panes.compare.linked import Linked
from em_desktop.gui.panes.compare.table import TableColumn
from em_desktop.gui.same import same_objects
from em_desktop.gui.widgets import ComboBox, TextLabel

_ICONS = {
    Area.PARAMETER: "parameters",
    Area.CODE: "git",
    Area.ENTRY_POINT: "git",
    Area.INPUT: "artifact",
    Area.PYTHON: "platform",
    Area.PACKAGE: "platform",
    Area.SYSTEM: "platform",
    Area.HOST: "platform",
}


class _Line(QWidget):
    """An icon and a sentence."""

    def __init__(self, change: Change, parent: QWidget) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.space.control)
        icon = TextLabel("", parent=self)
        icon.setPixmap(theme.icon(_ICONS[change.area], "muted").pixmap(theme.icon_size(14)))
        self.text = TextLabel(change_text(change), "body", "text", self, wrap=True, selectable=True)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.text, 1)


class ChangesView(QScrollArea):
    """From the baseline (or another one) to the selected one, in words."""

    def __init__(self, linked: Linked, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._linked = linked
        self._columns: tuple[TableColumn, ...] = ()
        self._subjects: tuple[Subject | None, ...] = ()
        self._lines: list[_Line] = []
        self._is_late = False
        self._from_label = TextLabel("", "small", "text2", self)
        self._to_label = TextLabel("", "small", "text2", self)
        self.before = ComboBox("", self)
        self.after = ComboBox("", self)
        self._nothing = TextLabel("", "body", "muted", self, wrap=True)
        self._lay_out()
        self.before.currentIndexChanged.connect(self._show)
        self.after.currentIndexChanged.connect(self._show)
        linked.selected_changed.connect(self._follow)
        self.retranslate()

    def _lay_out(self) -> None:
        contents = QWidget(self)
        contents.setProperty("area", "surface")
        self._rows = QVBoxLayout(contents)
        self._rows.setContentsMargins(*[theme.space.page] * 4)
        self._rows.setSpacing(theme.space.control)
        head = QHBoxLayout()
        head.setSpacing(theme.space.control)
        head.addWidget(self._from_label)
        head.addWidget(self.before)
        head.addWidget(self._to_label)
        head.addWidget(self.after)
        head.addStretch(1)
        self._rows.addLayout(head)
        self._rows.addWidget(self._nothing)
        self._rows.addStretch(1)
        self.setWidget(contents)
        self.setWidgetResizable(True)

    def texts(self) -> list[str]:
        """The sentences."""
        return [line.text.text() for line in self._lines]

    def show_subjects(
        self, columns: Sequence[TableColumn], subjects: Sequence[Subject | None]
    ) -> None:
        """Have these to choose from."""
        columns, subjects = tuple(columns), tuple(subjects)
        if columns == self._columns and same_objects(subjects, self._subjects):
            return
        before, after = self._chosen(self.before), self._chosen(self.after)
        old_baseline = next((each.key for each in self._columns if each.is_baseline), "")
        same_names = [(each.key, each.name) for each in self._columns] == [
            (each.key, each.name) for each in columns
        ]
        self._columns, self._subjects = columns, subjects
        baseline = next((each.key for each in columns if each.is_baseline), "")
        if not same_names:
            self._fill_boxes()
        self._choose(self.before, baseline if before in {"", old_baseline} else before)
        others = [column.key for column in columns if column.key != baseline]
        self._choose(self.after, after if after in others else next(iter(others), ""))
        self._show()

    def _fill_boxes(self) -> None:
        for box in (self.before, self.after):
            with QSignalBlocker(box):
                box.clear()
                for column in self._columns:
                    box.addItem(column.name, column.key)

    def _chosen(self, box: ComboBox) -> str:
        return str(box.currentData() or "")

    def _choose(self, box: ComboBox, key: str) -> None:
        with QSignalBlocker(box):
            box.setCurrentIndex(box.findData(key))

    def _follow(self) -> None:
        """Compare with the member that was selected."""
        if self._linked.selected:
            self._choose(self.after, self._linked.selected)
            self._show()

    def _subject(self, box: ComboBox) -> Subject | None:
        key = self._chosen(box)
        pairs = zip(self._columns, self._subjects, strict=True)
        return next((subject for column, subject in pairs if column.key == key), None)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        super().showEvent(event)
        if self._is_late:
            self._show()

    def _show(self) -> None:
        """Write what changed; out of view, when it comes into view."""
        self._is_late = not self.isVisible()
        if self._is_late:
            return
        for line in self._lines:
            self._rows.removeWidget(line)
            line.hide()
            line.deleteLater()
        before, after = self._subject(self.before), self._subject(self.after)
        known = before is not None and after is not None
        changes = what_changed(before, after) if before is not None and after is not None else []
        self._lines = [_Line(change, self) for change in changes]
        for place, line in enumerate(self._lines, 2):
            self._rows.insertWidget(place, line)
        self._nothing.setVisible(not changes)
        if len(self._columns) < 2:
            self._nothing.setText(self.tr("Add a second run to see what changed."))
        elif known:
            self._nothing.setText(
                self.tr("Nothing that was recorded differs: parameters, code, inputs, packages.")
            )
        else:
            self._nothing.setText(self.tr("Not read yet"))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        self._from_label.setText(self.tr("From"))
        self._to_label.setText(self.tr("to"))
        self.before.setAccessibleName(self.tr("From"))
        self.after.setAccessibleName(self.tr("To"))
        self._show()
