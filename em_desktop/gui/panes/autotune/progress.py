"""How far a search is: time, trials by state, and their numbers in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from em_desktop.domain.autotune import Search, TrialGroup
from em_desktop.domain.nodes import Status
from em_desktop.gui import theme, trial_words, wording
from em_desktop.gui.widgets import paint_round, paint_text, text_width
from em_desktop.gui.widgets.painting import LEFT, RIGHT

_BAR_HEIGHT = 7
_BAR_WIDTH = 184
_LEAST_BAR_WIDTH = 120
_ICON_GAP, _WORD_GAP, _BETWEEN = 6, 4, 14
_LINE = 20
_SEGMENTS = (
    (TrialGroup.SUCCEEDED, "st_complete"),
    (TrialGroup.EARLY_STOPPED, "muted"),
    (TrialGroup.CANCELED, "disabled"),
    (TrialGroup.FAILED, "st_error"),
    (TrialGroup.RUNNING, "accent"),
    (TrialGroup.WAITING, "border_strong"),
)
_ORDER = (
    TrialGroup.SUCCEEDED,
    TrialGroup.RUNNING,
    TrialGroup.WAITING,
    TrialGroup.EARLY_STOPPED,
    TrialGroup.CANCELED,
    TrialGroup.FAILED,
)
_ALWAYS = frozenset({TrialGroup.SUCCEEDED, TrialGroup.FAILED})


@dataclass(frozen=True, slots=True)
class Progress:
    """A bar: title, "41 of 64", and parts of the whole with their color tokens.

    Attributes:
        parts: fractions of the bar and their tokens; None where nothing limits it, so
            that there is no bar.
    """

    title: str = ""
    value: str = ""
    rest: str = ""
    parts: Sequence[tuple[float, str]] | None = None


class ProgressBar(QWidget):
    """Paints a `Progress`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._progress = Progress()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def progress(self) -> Progress:
        return self._progress

    def set_progress(self, progress: Progress) -> None:
        """Show this."""
        self._progress = progress
        self.setAccessibleName(f"{progress.title}: {progress.value} {progress.rest}".strip())
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(_BAR_WIDTH), theme.scaled(_LINE) + 4 + _BAR_HEIGHT)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(theme.scaled(_LEAST_BAR_WIDTH), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        progress, line = self._progress, QRectF(0, 0, self.width(), theme.scaled(_LINE))
        paint_text(painter, line, progress.title, "small", "muted")
        rest = f" {progress.rest}" if progress.rest else ""
        paint_text(painter, line, rest, "small", "text2", RIGHT, tabular=True)
        line.setRight(
            line.right() - text_width(rest, "small", tabular=True) if rest else line.right()
        )
        paint_text(painter, line, progress.value, "small_bold", "text", RIGHT, tabular=True)
        if progress.parts is not None:
            self._paint_parts(painter, progress.parts)

    def _paint_parts(self, painter: QPainter, parts: Sequence[tuple[float, str]]) -> None:
        bar = QRectF(0, self.height() - _BAR_HEIGHT, self.width(), _BAR_HEIGHT)
        paint_round(painter, bar, "selected_inactive", _BAR_HEIGHT / 2)
        left = bar.left()
        shown = [(part, token) for part, token in parts if part > 0]
        for number, (fraction, token) in enumerate(shown):
            gap = 1 if number + 1 < len(shown) else 0
            width = fraction * bar.width()
            ends = number == 0 or number + 1 == len(shown)
            part = QRectF(left, bar.top(), max(width - gap, 2), bar.height())
            paint_round(painter, part, token, _BAR_HEIGHT / 2 if ends and width > 7 else 1)
            left += width


class Counts(QWidget):
    """The numbers of trials by state, each with its icon; in two lines where there is no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._counts: list[tuple[TrialGroup, int]] = []
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> list[tuple[TrialGroup, int]]:
        """What is shown, left to right."""
        return self._counts

    def set_counts(self, counts: Mapping[TrialGroup, int]) -> None:
        """Show these; succeeded and failed always, the others where there are any."""
        self._counts = [
            (group, counts.get(group, 0))
            for group in _ORDER
            if group in _ALWAYS or counts.get(group, 0)
        ]
        self.retranslate()

    def retranslate(self) -> None:
        texts = (f"{count} {trial_words.group_text(group)}" for group, count in self._counts)
        self.setAccessibleName(", ".join(texts))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        width = sum(self._width(*counted) + _BETWEEN for counted in self._counts)
        return QSize(max(width - _BETWEEN, 0), theme.scaled(_LINE))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        return QSize(0, theme.scaled(_LINE))

    def _width(self, group: TrialGroup, count: int) -> int:
        number = text_width(wording.count_text(count), "small_bold", tabular=True)
        word = text_width(trial_words.group_text(group), "small")
        return theme.size.icon_small + _ICON_GAP + number + _WORD_GAP + word

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002
        painter = QPainter(self)
        left, height = 0.0, float(self.height())
        for group, count in self._counts:
            side = theme.size.icon_small
            name, token = trial_words.group_icon(group)
            theme.paint_icon(painter, QRectF(left, 0, side, height), name, token)
            x = left + side + _ICON_GAP
            number = wording.count_text(count)
            width = text_width(number, "small_bold", tabular=True)
            area = QRectF(x, 0, width, height)
            paint_text(painter, area, number, "small_bold", "text", LEFT, tabular=True)
            word = trial_words.group_text(group)
            area = QRectF(x + width + _WORD_GAP, 0, text_width(word, "small"), height)
            paint_text(painter, area, word, "small", "text2")
            left += self._width(group, count) + _BETWEEN


class SearchProgress(QWidget):
    """Two bars, and the counts beside them or, in a narrow pane, below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.time = ProgressBar(self)
        self.trials = ProgressBar(self)
        self.counts = Counts(self)
        self._search: Search | None = None
        self._numbers: Mapping[TrialGroup, int] = {}
        self._now: datetime | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.space.page, 0, theme.space.page, theme.space.card)
        self._grid.setHorizontalSpacing(theme.space.block)
        self._grid.setVerticalSpacing(theme.space.control)
        self._grid.addWidget(self.time, 0, 0)
        self._grid.addWidget(self.trials, 0, 1)
        self._narrow: bool | None = None
        self._fit()

    def set_progress(self, search: Search, counts: Mapping[TrialGroup, int], now: datetime) -> None:
        """Show how far this search is at this moment."""
        self._search, self._numbers, self._now = search, counts, now
        self.retranslate()

    def retranslate(self) -> None:
        if self._search is not None and self._now is not None:
            self.time.set_progress(self._time_of(self._search, self._now))
            self.trials.set_progress(self._trials_of(self._search))
            self.counts.set_counts(self._numbers)
            self._fit()

    def _time_of(self, search: Search, now: datetime) -> Progress:
        spent = search.running_time_at(now)
        value = "–" if spent is None else wording.duration_text(spent)
        if search.max_time is None:
            return Progress(self.tr("Time"), value)
        rest = self.tr("of %1").replace("%1", wording.duration_text(search.max_time))
        fraction = 0.0 if spent is None else min(spent / search.max_time, 1.0)
        token = "st_warning" if search.status is Status.TIMEOUT else "accent"
        return Progress(self.tr("Time"), value, rest, ((fraction, token),))

    def _trials_of(self, search: Search) -> Progress:
        made = sum(self._numbers.values())
        value = wording.count_text(made)
        whole = max(search.max_trials or made, made)
        parts = [
            (self._numbers.get(group, 0) / whole if whole else 0.0, token)
            for group, token in _SEGMENTS
        ]
        rest = ""
        if search.max_trials is not None:
            rest = self.tr("of %1").replace("%1", wording.count_text(search.max_trials))
        return Progress(self.tr("Trials"), value, rest, parts)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fit(self) -> None:
        """Put the counts beside the bars where both fit."""
        bars = 2 * theme.scaled(_BAR_WIDTH) + 2 * theme.space.block + 2 * theme.space.page
        narrow = self.width() < bars + self.counts.sizeHint().width()
        if narrow is self._narrow:
            return
        self._narrow = narrow
        self._grid.removeWidget(self.counts)
        if narrow:
            self._grid.addWidget(self.counts, 1, 0, 1, 2)
        else:
            self._grid.addWidget(self.counts, 0, 2)
        most = 16_777_215 if narrow else theme.scaled(_BAR_WIDTH)
        for bar in (self.time, self.trials):
            bar.setMaximumWidth(most)
        self._grid.setColumnStretch(2, 0 if narrow else 1)
