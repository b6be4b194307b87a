"""The metrics of many trials at once: their order, and how far apart they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from em_desktop.domain.metrics import Floats


@dataclass(frozen=True, slots=True)
class MetricRange:
    """The finite ones of some metrics.

    Attributes:
        low, high: smallest and largest.
        least, most: magnitude of the one nearest to zero, without zero itself, and of the
            farthest; 0 where all are zero.
    """

    low: float
    high: float
    least: float
    most: float


def metric_order(metrics: Iterable[float | None], *, descending: bool) -> list[int]:
    """Places of metrics in their order; equal ones stay, those without one (or NaN) are last."""
    values = _numbers(metrics)
    places = np.argsort(-values if descending else values, kind="stable")
    return [int(place) for place in places]


def metric_range(metrics: Iterable[float | None]) -> MetricRange | None:
    """How far apart the finite ones are; None without any."""
    values = _numbers(metrics)
    finite = values[np.isfinite(values)]
    if not len(finite):
        return None
    sizes = np.abs(finite[finite != 0])
    least, most = (float(sizes.min()), float(sizes.max())) if len(sizes) else (0.0, 0.0)
    return MetricRange(float(finite.min()), float(finite.max()), least, most)


def _numbers(metrics: Iterable[float | None]) -> Floats:
    return np.array(list(metrics), dtype=np.float64)
