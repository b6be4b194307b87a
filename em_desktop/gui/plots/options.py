"""What the charts of a page have in common."""

from __future__ import annotations

from dataclasses import dataclass

from em_desktop.domain.clocks import Clock
from em_desktop.domain.curves import Recipe, XAxis
from em_desktop.domain.smoothing import Smoothing


@dataclass(frozen=True, slots=True)
class ChartOptions:
    """How a page shows its metrics.

    Attributes:
        axis: what runs along x.
        start: zero of relative time, in seconds since 1970, for lines without a clock.
        smoothing: weight of the smoothing, 0 to 0.999.
        log: logarithmic y.
        ignore_outliers: y covers the 1st to the 99th percentile of what is visible.
        kind: how values are smoothed.
        log_x: logarithmic x.
        x_metric: what runs along x where ``axis`` is `XAxis.METRIC`.
        pauses: what `XAxis.ACTIVE` leaves out, for lines without a clock.
    """

    axis: XAxis = XAxis.STEP
    start: float = 0.0
    smoothing: float = 0.0
    log: bool = False
    ignore_outliers: bool = False
    kind: Smoothing = Smoothing.AVERAGE
    log_x: bool = False
    x_metric: str = ""
    pauses: tuple[tuple[float, float], ...] = ()

    @property
    def axis_key(self) -> str:
        """Names what runs along x, in what is saved."""
        return f"metric {self.x_metric}" if self.axis is XAxis.METRIC else self.axis.value

    @property
    def clock(self) -> Clock:
        return Clock(self.start, self.pauses)

    @property
    def recipe(self) -> Recipe:
        return Recipe(self.axis, self.smoothing, self.kind, self.log, self.log_x)
