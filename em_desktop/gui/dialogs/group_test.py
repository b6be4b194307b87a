"""Two groups of Runs side by side, and whether their metrics differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Slot
from PySide6.QtWidgets import QHeaderView, QWidget

from em_desktop.domain.group_comparison import (
    PACKAGE,
    Difference,
    GroupTest,
    compare_groups,
    pair_up,
)
from em_desktop.domain.paths import printable
from em_desktop.domain.run_columns import ColumnSource, RunColumn
from em_desktop.domain.table_text import TableFormat, table_text
from em_desktop.errors import EmError, NotInstalledError
from em_desktop.gui import places_on_disk, theme, wording
from em_desktop.gui.context import Context
from em_desktop.gui.dialogs.frame import DialogFrame
from em_desktop.gui.models.group_rows import Group
from em_desktop.gui.models.listing_words import column_note, column_title
from em_desktop.gui.widgets import Paragraph, TableView, TextLabel, push_button, text_width
from em_desktop.stores.base import Cancel

Index = QModelIndex | QPersistentModelIndex
INSTALL = 'pip install "em-desktop[analysis]"'
_METRIC = 0


@dataclass(frozen=True, slots=True)
class MetricDifference:
    """A metric of both groups, and what each test says."""

    column: RunColumn
    means: tuple[float, float]
    results: tuple[Difference, ...]


def compare(
    groups: tuple[Group, Group], columns: Sequence[RunColumn], seed: str
) -> list[MetricDifference]:
    """Compare two groups in every column; paired by a hyperparameter if ``seed`` names one.

    Raises:
        NotInstalledError: SciPy is missing.
    """
    found = []
    joined = RunColumn(ColumnSource.PARAMETER, seed)
    for column in columns:
        first, second = (group.values(column).numbers for group in groups)
        results = [
            compare_groups(first, second, test)
            for test in (GroupTest.WELCH, GroupTest.MANN_WHITNEY)
        ]
        if seed:
            seeds = [group.values(joined).values for group in groups]
            pairs = pair_up(first, seeds[0], second, seeds[1])
            results.append(compare_groups(*pairs, GroupTest.PAIRED))
        means = (groups[0].spread(column).mean, groups[1].spread(column).mean)
        found.append(MetricDifference(column, means, tuple(results)))
    return found


class GroupTestDialog(DialogFrame):
    """A row per metric: both means, and what each test says.

    Args:
        groups: the two groups, and
        titles: what they are called.
        columns: what is compared.
        seed: the hyperparameter that Runs are paired by; empty for none.
    """

    def __init__(
        self,
        context: Context,
        groups: tuple[Group, Group],
        titles: tuple[str, str],
        columns: Sequence[RunColumn],
        seed: str,
        parent: QWidget,
    ) -> None:
        super().__init__(parent, width=960)
        self._context = context
        self._titles, self._seed = titles, seed
        self._error: EmError | None = None
        self.model = _Model(seed, self)
        self.table = TableView(self)
        self.table.setModel(self.model)
        theme.set_lengths(self.table, least_height=220)
        self._groups = TextLabel("", "body", "text", self, wrap=True, selectable=True)
        self.note = Paragraph("small", "text2", self)
        self._copy = push_button("", "copy", self)
        self._done = push_button("", parent=self)
        for widget in (self._groups, self.table, self.note):
            self.body.addWidget(widget)
        for button in (self._copy, self._done):
            button.set_large()
            self.footer.addWidget(button)
        self._copy.clicked.connect(self.copy)
        self._done.clicked.connect(self.accept)
        self.retranslate()

        def work(_cancel: Cancel) -> list[MetricDifference]:
            return compare(groups, columns, seed)

        context.tasks.run(
            self, work, GroupTestDialog._show_result, failed=GroupTestDialog._show_error
        )

    def _show_result(self, found: list[MetricDifference]) -> None:
        self.model.show_rows(found)
        header = self.table.horizontalHeader()
        for section in range(1, header.count()):
            texts = [self.model.titles[section], *(row[section] for row in self.model.cells)]
            width = max(text_width(text, "small_strong") for text in texts)
            header.resizeSection(section, width + 20)
        header.setSectionResizeMode(_METRIC, QHeaderView.ResizeMode.Stretch)

    def _show_error(self, error: EmError) -> None:
        self._error = error
        self.retranslate()

    @Slot()
    def copy(self) -> None:
        """Put the table on the clipboard as CSV."""
        places_on_disk.copy_text(table_text(self.model.titles, self.model.cells, TableFormat.CSV))

    def retranslate(self) -> None:
        """Write all texts in the current language."""
        super().retranslate()
        self.set_title(self.tr("Compare two groups"))
        first, second = (printable(title) for title in self._titles)
        self._groups.setText(f"A: {first}\nB: {second}")
        self.model.retranslate()
        self._copy.setText(self.tr("Copy as CSV"))
        self._done.setText(self.tr("Close"))
        self.table.setAccessibleName(self.windowTitle())
        if isinstance(self._error, NotInstalledError):
            text = self.tr("This needs {package}, which isn't installed. Install it with {command}")
            self.note.set_text(text.format(package=PACKAGE, command=INSTALL))
        elif self._error is not None:
            self.note.set_text(wording.error_words(self._error).message)
        else:
            self.note.set_text(
                self.tr(
                    "p is the probability of a difference as large by chance, two-sided; many "
                    "comparisons make some small by chance. d is Cohen's effect size, r the "
                    "rank-biserial correlation; both are positive where A is larger."
                )
            )


class _Model(QAbstractTableModel):
    def __init__(self, seed: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._seed = seed
        self._rows: list[MetricDifference] = []
        self.titles: list[str] = []
        self.cells: list[list[str]] = []

    def show_rows(self, rows: list[MetricDifference]) -> None:
        self.beginResetModel()
        self._rows = rows
        self.cells = [_cells(row) for row in rows]
        self.endResetModel()

    def retranslate(self) -> None:
        self.titles = [
            self.tr("Metric"),
            self.tr("mean of A"),
            self.tr("mean of B"),
            self.tr("95 % of A - B"),
            self.tr("Welch p"),
            "d",
            "Mann-Whitney p",
            "r",
        ]
        if self._seed:
            self.titles += [wording.filled(self.tr("p paired by {name}"), name=self._seed), "d"]
        if self.columnCount():
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, self.columnCount() - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.cells)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008, N802
        return 0 if parent.isValid() else len(self.titles)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells[index.row()][index.column()]
        return _side(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(  # noqa: N802
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        return _side(section) if role == Qt.ItemDataRole.TextAlignmentRole else None


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == _METRIC else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def _cells(row: MetricDifference) -> list[str]:
    welch, *others = row.results
    title = " ".join(filter(None, (column_title(row.column), column_note(row.column))))
    cells = [title, *(_number(mean) for mean in row.means), _interval(welch)]
    for result in (welch, *others):
        cells += [_p(result.p), _number(result.effect, 3)]
    return cells


def _number(value: float, digits: int = 6) -> str:
    return "–" if math.isnan(value) else f"{value:.{digits}g}"


def _p(value: float) -> str:
    if math.isnan(value):
        return "–"
    return f"{value:.3f}" if value >= 0.001 else f"{value:.1e}"


def _interval(result: Difference) -> str:
    if math.isnan(result.low):
        return "–"
    return f"{result.low:.3g} .. {result.high:.3g}"
