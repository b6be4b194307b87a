"""What the charts of a search show, made ready by a worker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from em_desktop.domain.autotune import MetricChoice, Search, Trial
from em_desktop.domain.metrics import Flags, Floats
from em_desktop.domain.trial_axes import METRIC, Axis, metric_axis, parameter_axis
from em_desktop.domain.trial_set import Reports, TrialSet


@dataclass(frozen=True, slots=True, eq=False)
class ChartData:
    """Trials and their axes.

    Attributes:
        trials: all trials.
        axes: by name of the hyperparameter, `METRIC` last.
        metric: which value of a trial counts.
        metric_name: what it is called, where that is known.
        complete: whether all trials and their reports were read.
    """

    trials: TrialSet
    axes: Mapping[str, Axis]
    metric: MetricChoice
    complete: bool
    metric_name: str = ""

    @classmethod
    def of(
        cls,
        trials: Sequence[Trial],
        search: Search,
        now: datetime,
        reports: Reports | None,
        metric: MetricChoice = MetricChoice.FINAL,
    ) -> ChartData:
        """Those of a search; ``reports`` is None while they aren't read."""
        found = TrialSet.of(trials, search.space, search.direction, now, reports)
        axes = {name: parameter_axis(found, name) for name in found.parameters}
        axes[METRIC] = metric_axis(found)
        return cls(found, axes, metric, reports is not None, search.metric)

    @property
    def best(self) -> int:
        """The best trial's place; -1 for none."""
        best = self.trials.best
        return -1 if best is None else best


@dataclass(frozen=True, slots=True, eq=False)
class ShownTrials:
    """What the charts show of it now.

    Attributes:
        data: everything.
        shown: which trials aren't hidden by their group.
    """

    data: ChartData
    shown: Flags

    @property
    def trials(self) -> TrialSet:
        return self.data.trials

    @property
    def best(self) -> int:
        """The best trial's place, if it is shown; else -1."""
        best = self.data.best
        return best if best >= 0 and self.shown[best] else -1

    def tone(self) -> Floats:
        """How good each trial is among the shown ones, by rank: 0 the worst, 1 the best."""
        values = self.trials.goodness(self.trials.value)
        tone = np.full(len(values), np.nan)
        places = np.flatnonzero(self.shown & np.isfinite(values))
        if len(places):
            ranks = np.argsort(np.argsort(values[places], kind="stable"), kind="stable")
            tone[places] = (ranks + 1) / len(places)
        return tone
