"""The rows of the comparison's tables, as texts: parameters, metrics, surroundings."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.autotune import Direction
from em_desktop.domain.cells import ABSENT, Absent, Cell
from em_desktop.domain.differences import Leaves, Row, cell_key, leaf_rows, path_text
from em_desktop.domain.nodes import shown_status
from em_desktop.domain.paths import printable
from em_desktop.domain.recordings import Role
from em_desktop.domain.subjects import MetricKey, MetricSummary, Subject, best_places
from em_desktop.gui import wording
from em_desktop.gui.models.values import as_json, value_text

NOTHING = "–"
_LONGEST_TIP = 1000


class Mark(Enum):
    """What a cell is to the others."""

    NONE = ""
    DIFFERS = "differs"
    """It isn't what the baseline has."""
    BEST = "best"


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell.

    Attributes:
        note: behind the text: how far it is from the baseline.
        note_token: the note's color.
        tooltip: the whole value, where the text is short for it.
        summary: of a metric, for its tooltip.
    """

    text: str
    mark: Mark = Mark.NONE
    note: str = ""
    note_token: str = "muted"
    tooltip: str = ""
    summary: MetricSummary | None = None

    @property
    def tip(self) -> str:
        """What its tooltip says; made when it is asked for, as there may be thousands of cells."""
        if self.summary is not None:
            return _summary_tip(self.summary)
        return self.tooltip or self.text


@dataclass(frozen=True, slots=True)
class TableRow:
    """One line of a table.

    Attributes:
        title: what it is.
        note: behind the title: "best".
        differs: whether two of the cells aren't equal.
        is_strong: its title and values are bold.
    """

    title: str
    cells: tuple[TableCell, ...]
    differs: bool
    note: str = ""
    is_strong: bool = False


def parameter_rows(parameters: Sequence[Leaves | None], baseline: int) -> list[TableRow]:
    """A row for each hyperparameter, in nested order; not yet read ones (None) have no cells."""
    unread = [each is None for each in parameters]
    rows = leaf_rows([each or {} for each in parameters])
    return [_value_row(row, baseline, unread) for row in rows]


def _value_row(row: Row, baseline: int, unread: Sequence[bool]) -> TableRow:
    quoted = row.has_texts_and_others
    differs = row.differs_from(baseline) if 0 <= baseline < len(row.cells) else None
    cells = []
    for place, cell in enumerate(row.cells):
        other = differs is not None and differs[place] and not unread[place]
        cells.append(value_cell(cell, quoted=quoted, differs=other))
    read = {key for key, skipped in zip(row.keys, unread, strict=True) if not skipped}
    return TableRow(printable(path_text(row.path)), tuple(cells), len(read) > 1)


def value_cell(cell: Cell, *, quoted: bool = False, differs: bool = False) -> TableCell:
    """A parameter's value; a text in quotes where others have something else than text."""
    mark = Mark.DIFFERS if differs else Mark.NONE
    if isinstance(cell, Absent):
        return TableCell(NOTHING, mark)
    text = value_text(cell)
    if quoted and isinstance(cell, str):
        text = f"“{text}”"
    tip = as_json(cell)[:_LONGEST_TIP] if isinstance(cell, dict | list) else ""
    return TableCell(text or "“”", mark, tooltip=tip)


def metric_rows(
    summaries: Sequence[Mapping[MetricKey, MetricSummary]], baseline: int
) -> dict[MetricKey, TableRow]:
    """A row for each metric with the best value of each (the last, without a good end)."""
    keys = dict.fromkeys(key for each in summaries for key in each)
    return {key: metric_row(key, summaries, baseline) for key in keys}


def metric_row(
    key: MetricKey, summaries: Sequence[Mapping[MetricKey, MetricSummary]], baseline: int
) -> TableRow:
    """The row of one metric."""
    found = [each.get(key) for each in summaries]
    values = [math.nan if each is None else each.best for each in found]
    best = best_places(values, key.direction)
    base = values[baseline] if 0 <= baseline < len(values) else math.nan
    cells = []
    for place, (summary, value) in enumerate(zip(found, values, strict=True)):
        text = NOTHING if summary is None or math.isnan(value) else wording.number_text(value)
        if summary is not None and math.isnan(value) and summary.points:
            text = wording.number_text(math.nan)
        note, token = ("", "muted") if place == baseline else delta(value, base, key.direction)
        mark = Mark.BEST if place in best else Mark.NONE
        cells.append(TableCell(text, mark, note, token, summary=summary))
    translate = QCoreApplication.translate
    last = key.direction is None
    note = translate("compare", "last") if last else translate("compare", "best")
    texts = {cell.text for cell in cells}
    return TableRow(printable(key.text), tuple(cells), len(texts) > 1, note)


def _summary_tip(summary: MetricSummary) -> str:
    text = QCoreApplication.translate("compare", "last %1, min %2, max %3, %4 points")
    for place, value in enumerate((summary.last, summary.minimum, summary.maximum), 1):
        text = text.replace(f"%{place}", wording.number_text(value))
    return text.replace("%4", wording.count_text(summary.points))


def delta(value: float, base: float, direction: Direction | None) -> tuple[str, str]:
    """How far a value is from the baseline's, with its sign, and the color of that."""
    if not (math.isfinite(value) and math.isfinite(base)) or value == base:
        return "", "muted"
    difference = abs(value - base)
    text = f"{difference:.3g}" if difference < 1000 else f"{difference:,.0f}"
    if difference >= 1e9:
        text = f"{difference:.2e}" if math.isfinite(difference) else "∞"
    text = f"{'+' if value > base else '−'}{text}"
    if direction is None:
        return text, "muted"
    return text, "diff_add" if direction.better(value, base) else "diff_del"


def surrounding_rows(subjects: Sequence[Subject | None], baseline: int) -> list[TableRow]:
    """Status and times, machine, code version, inputs and outputs, packages."""
    facts = [{} if each is None else _facts(each) for each in subjects]
    titles = dict.fromkeys(title for each in facts for title in each)
    unread = [each is None for each in subjects]
    rows = []
    for title in _in_order(titles):
        cells = tuple(each.get(title, ABSENT) for each in facts)
        keys = tuple(map(cell_key, cells))
        rows.append(replace(_value_row(Row((), cells, keys), baseline, unread), title=title))
    return rows


def _in_order(titles: Mapping[str, None]) -> list[str]:
    """Fixed facts before packages, which come in any order."""
    first = list(_facts(Subject("")))
    return [*(t for t in first if t in titles), *(t for t in titles if t not in first)]


def _facts(subject: Subject) -> dict[str, Cell]:
    translate = QCoreApplication.translate
    git, platform, now = subject.git, subject.platform, datetime.now(UTC)
    status = None
    if subject.status is not None:
        status = shown_status(subject.status, subject.last_activity, now)
    length = None
    if subject.started is not None and subject.ended is not None:
        length = wording.duration_text(subject.ended - subject.started)
    dirty = {
        True: translate("compare", "uncommitted changes"),
        False: translate("compare", "clean"),
        None: None,
    }
    named = (
        (translate("compare", "Status"), None if status is None else wording.status_text(status)),
        (
            translate("compare", "Started"),
            None if subject.started is None else wording.full_time_text(subject.started),
        ),
        (translate("compare", "Duration"), length),
        (translate("compare", "Labels"), ", ".join(subject.labels)),
        (translate("compare", "Description"), subject.description),
        (translate("compare", "Repository"), git.repository),
        (translate("compare", "Remote"), git.remote_url),
        (translate("compare", "Branch"), git.branch),
        (translate("compare", "Commit"), git.commit),
        (translate("compare", "Working tree"), dirty[git.dirty]),
        (translate("compare", "Entry point"), git.entry_point),
        (translate("compare", "Inputs"), _associated(subject, Role.INPUT)),
        (translate("compare", "Outputs"), _associated(subject, Role.OUTPUT)),
        (translate("compare", "Host"), platform.hostname),
        (translate("compare", "System"), platform.os),
        (translate("compare", "Python"), platform.python),
        (translate("compare", "Frameworks"), ", ".join(platform.frameworks)),
    )
    facts: dict[str, Cell] = {title: text or ABSENT for title, text in named}
    facts.update({printable(name): version for name, version in platform.packages})
    return facts


def _associated(subject: Subject, role: Role) -> str:
    names = [one.name or one.path or one.id for one in subject.associations if one.role is role]
    return ", ".join(names)


def arranged(
    rows: Sequence[TableRow], *, differences_first: bool, only_differences: bool
) -> list[TableRow]:
    """The rows that are to be seen, in their order."""
    if only_differences:
        return [row for row in rows if row.differs]
    if differences_first:
        return sorted(rows, key=lambda row: not row.differs)
    return list(rows)
