"""What a selected range of a curve holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from em_desktop.domain.curves import Curve

_AT_ONCE = 1 << 18


@dataclass(frozen=True, slots=True)
class Stretch:
    """A range of a curve; NaN and infinities don't count.

    Attributes:
        points: how many finite values there are.
        minimum, maximum, mean: of the recorded values.
        slope: of the straight line with the least squared distance to them, per unit of x;
            NaN where all points are at one place.
    """

    points: int
    minimum: float
    maximum: float
    mean: float
    slope: float


def stretch(
    curve: Curve, low: float, high: float, check: Callable[[], None] | None = None
) -> Stretch | None:
    """Sum up the recorded points from ``low`` to ``high`` (places on the axis); None without any.

    Args:
        curve: whose points.
        low: left end, included.
        high: right end, included.
        check: called now and then; what it raises ends the work.
    """
    track = curve.track
    windows = [each for each in track.window(low, high) if each[0] < each[1]]
    ends = [curve.trace.pyramid.range_of(*each) for each in windows]
    known = [each for each in ends if each is not None]
    if not known:
        return None
    bottom, top = min(each[0] for each in known), max(each[1] for each in known)
    # Parts of the largest value, and of the x range: nothing overflows, little cancels.
    scale = max(abs(bottom), abs(top)) or 1.0
    left, right = track.recorded(np.array([low, high]))
    wide = float(right - left) or 1.0
    sums = np.zeros(5)
    for first, last in windows:
        for start in range(first, last, _AT_ONCE):
            if check is not None:
                check()
            stop = min(start + _AT_ONCE, last)
            y = curve.raw[start:stop]
            counts = np.isfinite(y)
            if curve.trace.pyramid.positive:
                counts &= y > 0
            y = y[counts] / scale
            x = (track.x[start:stop][counts] - left) / wide
            sums += (len(y), x.sum(), y.sum(), (x * x).sum(), (x * y).sum())
    count, x_sum, y_sum, xx, xy = sums.tolist()
    spread = xx - x_sum * x_sum / count
    slope = float("nan")
    if spread > 1e-12 * max(xx, 1e-300):
        slope = (xy - x_sum * y_sum / count) / spread * scale / wide
    return Stretch(int(count), bottom, top, y_sum / count * scale, slope)
