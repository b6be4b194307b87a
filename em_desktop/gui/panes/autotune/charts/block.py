"""All charts of a search under one bar: what is shown, of which trials, by which metric."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from em_desktop.domain.autotune import MetricChoice, TrialGroup
from em_desktop.domain.metrics import Flags
from em_desktop.gui import theme, trial_words
from em_desktop.gui.context import Context
from em_desktop.gui.panes.autotune.charts.card import TrialCard
from em_desktop.gui.panes.autotune.charts.data import ChartData, ShownTrials
from em_desktop.gui.panes.autotune.charts.further import (
    Choice,
    ContourCard,
    DurationCard,
    ParetoCard,
    SliceCard,
)
from em_desktop.gui.panes.autotune.charts.importance import ImportanceCard
from em_desktop.gui.panes.autotune.charts.overview import CurvesCard, MetricCard, Overview
from em_desktop.gui.panes.autotune.charts.parallel import ParallelCard
from em_desktop.gui.plots.trial_marks import GroupToggle
from em_desktop.gui.plots.xy import Focus
from em_desktop.gui.widgets import Segments

_OVERVIEW = "overview"
_PAGES = (_OVERVIEW, "duration", "slice", "contour", "pareto")
_WIDE = 820
C = TypeVar("C", bound=TrialCard)
_ORDER = (
    TrialGroup.SUCCEEDED,
    TrialGroup.RUNNING,
    TrialGroup.WAITING,
    TrialGroup.EARLY_STOPPED,
    TrialGroup.CANCELED,
    TrialGroup.FAILED,
)


class ChartBlock(QWidget):
    """Charts that share one selection: what is clicked, hovered or brushed stands out in all."""

    trial_clicked = Signal(str, bool)
    """A trial was clicked: its id, and whether to add it to the selection."""
    trial_hovered = Signal(str)
    """The trial under the pointer; empty for none."""
    brushed_changed = Signal()
    """Other trials are brushed; see `brushed_ids`."""
    metric_chosen = Signal(str)
    """Another of the trials' values is to count: a `MetricChoice`."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._data: ChartData | None = None
        self._shown: ShownTrials | None = None
        self._focus = Focus()
        self._ids = ("", "", tuple[str, ...]())
        self._context = context
        self._stack = QStackedWidget(self)
        self._area = _scroll_area(self._stack)
        overview = Overview(self._area.viewport())
        self.metric_card = MetricCard(overview)
        self.importance = ImportanceCard(context, overview)
        self.curves = CurvesCard(context.tasks, overview)
        self.parallel = ParallelCard(context.tasks, overview)
        overview.put((self.metric_card, self.importance, self.curves), self.parallel)
        _scroll(self._area, overview)
        self._further: dict[str, TrialCard] = {}
        self.pages = Segments([(key, "") for key in _PAGES], self)
        self.value_choice = Choice(self)
        self.toggles = {group: GroupToggle(group, self) for group in _ORDER}
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def _cards(self) -> tuple[TrialCard, ...]:
        """The cards that were made so far."""
        overview = (self.metric_card, self.importance, self.curves, self.parallel)
        return (*overview, *self._further.values())

    @property
    def duration(self) -> DurationCard:
        return self._card("duration", DurationCard)

    @property
    def slice(self) -> SliceCard:
        return self._card("slice", SliceCard)

    @property
    def contour(self) -> ContourCard:
        return self._card("contour", ContourCard)

    @property
    def pareto(self) -> ParetoCard:
        return self._card("pareto", ParetoCard)

    def _card(self, page: str, kind: type[C]) -> C:
        """The card of a page; made when it is first wanted."""
        card = self._further.get(page)
        if card is None:
            card = self._further[page] = self._new_card(page)
            self._stack.addWidget(card)
            self._connect_card(card)
            if self._shown is not None:
                card.show_trials(self._shown)
            card.set_focus(self._focus)
        assert isinstance(card, kind)
        return card

    def _new_card(self, page: str) -> TrialCard:
        match page:
            case "duration":
                return DurationCard(self._stack)
            case "slice":
                return SliceCard(self._stack)
            case "contour":
                return ContourCard(self._context.tasks, self._stack)
            case _:
                return ParetoCard(self._stack)

    def _lay_out(self) -> None:
        place = QWidget(self)
        place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        bar = QHBoxLayout(place)
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(theme.space.hair)
        bar.addWidget(self.pages)
        bar.addSpacing(theme.space.card)
        bar.addStretch(1)
        for toggle in self.toggles.values():
            toggle.hide()
            bar.addWidget(toggle)
        bar.addSpacing(theme.space.control)
        bar.addWidget(self.value_choice)
        self._stack.addWidget(self._area)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space.page, theme.space.control, theme.space.page, 8)
        column.setSpacing(theme.space.control)
        column.addWidget(place)
        column.addWidget(self._stack, 1)
        self.setMinimumHeight(0)

    def _connect(self) -> None:
        for card in self._cards:
            self._connect_card(card)
        for toggle in self.toggles.values():
            toggle.toggled.connect(self._show_groups)
        self.pages.chosen.connect(self.show_page)
        self.value_choice.picked.connect(self._pick_metric)
        self.parallel.brushes_changed.connect(self._brush)

    def _connect_card(self, card: TrialCard) -> None:
        card.clicked.connect(self._click)
        card.hovered.connect(self._hover)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Leave out words in the bar where there is no room for them."""
        compact = self.width() < theme.scaled(_WIDE)
        for toggle in self.toggles.values():
            toggle.set_compact(compact=compact)

    # What is shown

    @property
    def shown(self) -> ShownTrials | None:
        return self._shown

    @property
    def focus_of_charts(self) -> Focus:
        """What stands out."""
        return self._focus

    @property
    def hidden_groups(self) -> frozenset[TrialGroup]:
        """The groups whose trials are hidden."""
        return frozenset(g for g, toggle in self.toggles.items() if not toggle.isChecked())

    def show_data(self, data: ChartData) -> None:
        """Show these trials; brushes, the selection and what is hidden stay."""
        self._data = data
        for group, count in data.trials.counts().items():
            self.toggles[group].set_count(count)
        self.value_choice.choose_quietly(data.metric.value)
        self._show_groups()

    def show_page(self, page: str) -> None:
        """Bring other charts to the front."""
        if page in _PAGES:
            self.pages.choose(page)
            in_front = self._area if page == _OVERVIEW else self._card(page, TrialCard)
            self._stack.setCurrentWidget(in_front)

    def _show_groups(self) -> None:
        data = self._data
        if data is None:
            return
        groups = [group for group in TrialGroup if group not in self.hidden_groups]
        self._shown = ShownTrials(data, data.trials.of_groups(groups))
        self._refocus()
        for card in self._cards:
            card.show_trials(self._shown)
        self._brush()

    # What stands out

    @property
    def brushed_ids(self) -> frozenset[str] | None:
        """The trials that all brushes take; None without a brush."""
        if self._focus.brushed is None or self._data is None:
            return None
        trials = self._data.trials.trials
        return frozenset(trials[place].id for place in np.flatnonzero(self._focus.brushed).tolist())

    def set_current(self, trial_id: str) -> None:
        """Show which trial is in the panel; empty for none."""
        _, hovered, selected = self._ids
        self._ids = trial_id, hovered, selected
        self._refocus()

    def set_hovered(self, trial_id: str) -> None:
        """Show which trial is under the pointer; empty for none."""
        current, _, selected = self._ids
        self._ids = current, trial_id, selected
        self._refocus()

    def set_selected(self, trial_ids: Iterable[str]) -> None:
        """Show which trials are selected."""
        current, hovered, _ = self._ids
        self._ids = current, hovered, tuple(trial_ids)
        self._refocus()

    def _refocus(self) -> None:
        if self._data is None:
            return
        places = self._data.trials.places
        current, hovered, selected = self._ids
        chosen = tuple(sorted(places[each] for each in selected if each in places))
        fits = self._fitting(self._focus.brushed, len(places))
        focus = Focus(places.get(current, -1), places.get(hovered, -1), chosen, fits)
        self._set_focus(focus)

    def _fitting(self, brushed: Flags | None, count: int) -> Flags | None:
        return brushed if brushed is None or len(brushed) == count else None

    def _brush(self) -> None:
        if self._shown is not None:
            self._set_focus(replace(self._focus, brushed=self.parallel.brushed(self._shown)))
            self.brushed_changed.emit()

    def _set_focus(self, focus: Focus) -> None:
        self._focus = focus
        for card in self._cards:
            card.set_focus(focus)

    def _click(self, place: int, add: bool) -> None:
        if self._data is not None:
            self.trial_clicked.emit(self._data.trials.trials[place].id, add)

    def _hover(self, place: int) -> None:
        known = self._data is not None and place >= 0
        trial_id = self._data.trials.trials[place].id if known and self._data is not None else ""
        self.set_hovered(trial_id)
        self.trial_hovered.emit(trial_id)

    def _pick_metric(self) -> None:
        self.metric_chosen.emit(self.value_choice.key)

    # State and language

    def save_state(self) -> dict[str, Any]:
        """What is shown and brushed (JSON values)."""
        return {
            "page": self.pages.key,
            "hidden": sorted(group.value for group in self.hidden_groups),
            "parallel": self.parallel.save_state(),
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Take `save_state` back; wrong values are ignored."""
        page, hidden, parallel = state.get("page"), state.get("hidden"), state.get("parallel")
        if isinstance(page, str):
            self.show_page(page)
        if isinstance(hidden, list):
            for group, toggle in self.toggles.items():
                toggle.setChecked(group.value not in hidden)
        if isinstance(parallel, dict):
            self.parallel.restore_state(parallel)

    def retranslate(self) -> None:
        texts: Sequence[str] = (
            self.tr("Overview"),
            self.tr("Duration"),
            self.tr("Slice"),
            self.tr("Contour"),
            self.tr("Pareto front"),
        )
        self.pages.set_texts(dict(zip(_PAGES, texts, strict=True)))
        self.pages.setAccessibleName(self.tr("Which charts are shown"))
        self.value_choice.setAccessibleName(self.tr("Which value of a trial counts"))
        self.value_choice.setToolTip(self.tr("Which value of a trial counts"))
        self.value_choice.set_choices(
            [(choice.value, trial_words.metric_text(choice)) for choice in MetricChoice]
        )
        for toggle in self.toggles.values():
            toggle.retranslate()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _scroll_area(parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def _scroll(area: QScrollArea, page: QWidget) -> None:
    page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    theme.set_look(page, area="surface")
    area.setWidget(page)
