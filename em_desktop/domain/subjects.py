"""What is known of one thing that is compared: a Run, or a trial of an AutoTune."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np

from em_desktop.domain.autotune import Direction
from em_desktop.domain.directions import direction_of
from em_desktop.domain.metrics import Floats, MetricTable, canonical_type, summarize
from em_desktop.domain.nodes import Status
from em_desktop.domain.recordings import Association, GitState, Platform, Scalar, Value


@dataclass(frozen=True, slots=True)
class Subject:
    """Everything but the curves, as it was read last.

    Attributes:
        name: what people call it.
        color: the color that people chose for it; empty: none.
    """

    name: str
    status: Status | None = None
    started: datetime | None = None
    ended: datetime | None = None
    last_activity: datetime | None = None
    labels: tuple[str, ...] = ()
    description: str = ""
    color: str = ""
    parameters: Mapping[Scalar, Value] = field(default_factory=dict)
    platform: Platform = field(default_factory=Platform)
    git: GitState = field(default_factory=GitState)
    associations: tuple[Association, ...] = ()


@dataclass(frozen=True, slots=True)
class MetricKey:
    """A metric of one type: ``accuracy`` of ``val``. The type is its meaning, see `metrics`."""

    type: str
    name: str

    @property
    def text(self) -> str:
        """As people write it: ``val/accuracy``."""
        return f"{self.type}/{self.name}"

    @property
    def direction(self) -> Direction | None:
        """Its good end, where its name tells."""
        return direction_of(self.name)


@dataclass(frozen=True, slots=True)
class MetricSummary:
    """What a comparison says of a metric of one subject. NaN for what isn't finite or there.

    Attributes:
        best: the largest or smallest value, by the metric's direction; the last without one.
    """

    last: float
    minimum: float
    maximum: float
    best: float
    points: int


def metric_summaries(tables: Mapping[str, MetricTable]) -> dict[MetricKey, MetricSummary]:
    """Each metric of each type, in the order of first appearance."""
    found: dict[MetricKey, MetricSummary] = {}
    for table in tables.values():
        for name in table.columns:
            key = MetricKey(canonical_type(table.type), name)
            if key not in found:
                found[key] = _summary(table.series(name).value, key.direction)
    return found


def _summary(values: Floats, direction: Direction | None) -> MetricSummary:
    summary = summarize(values)
    last, low, high = (
        float("nan") if value is None else value
        for value in (summary.last, summary.minimum, summary.maximum)
    )
    best = {Direction.MAXIMIZE: high, Direction.MINIMIZE: low, None: last}[direction]
    return MetricSummary(last, low, high, best, summary.points)


def best_places(values: Sequence[float], direction: Direction | None) -> frozenset[int]:
    """Which of the values are the best: several where they are equal, none without a direction.

    A single one is no best one.
    """
    known = np.asarray(values, dtype=np.float64)
    finite = np.isfinite(known)
    if direction is None or finite.sum() < 2:
        return frozenset()
    best = known[finite].max() if direction is Direction.MAXIMIZE else known[finite].min()
    return frozenset(np.flatnonzero(known == best).tolist())
