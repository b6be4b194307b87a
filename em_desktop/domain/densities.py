"""Pictures of very many lines as counts per pixel, whose cost is bounded by the pixels."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.metrics import Floats
from em_desktop.domain.trial_set import Places, Reports

Counts: TypeAlias = NDArray[np.float32]
"""How many lines cross each pixel, by row from the top."""

_AT_ONCE = 500_000
_LEVELS = 160


def no_check() -> None:
    """Lets the work go on."""


def bundle(
    left: Floats, right: Floats, width: int, height: int, check: Callable[[], None] = no_check
) -> Counts:
    """Curved lines from one axis to the next.

    Lines that share a start and an end (of 160 levels) are drawn once with their number, so
    that a million lines cost no more than 25,000.

    Args:
        left: where each line starts, 0 at the bottom to 1 at the top; NaN draws nothing.
        right: where it ends.
        width: pixels between the axes.
        height: pixels from end to end of an axis.
        check: called now and then; what it raises ends the work.
    """
    counts = np.zeros(width * height)
    known = ~(np.isnan(left) | np.isnan(right))
    levels = min(_LEVELS, max(height, 2))
    start, end = (
        np.clip(np.rint(part[known] * (levels - 1)), 0, levels - 1).astype(np.intp)
        for part in (left, right)
    )
    pairs, number = np.unique(start * levels + end, return_counts=True)
    first, last = pairs // levels / (levels - 1), pairs % levels / (levels - 1)
    ease = eased(width)
    columns = np.arange(width)
    step = max(1, _AT_ONCE // max(width, 1))
    for begin in range(0, len(pairs), step):
        check()
        part = slice(begin, begin + step)
        heights = first[part, None] + (last[part] - first[part])[:, None] * ease[None, :]
        rows = np.rint((1 - heights) * (height - 1)).astype(np.intp)
        weights = np.repeat(number[part], width)
        counts += np.bincount((rows * width + columns).ravel(), weights, width * height)
    return counts.reshape(height, width).astype(np.float32)


def eased(width: int) -> Floats:
    """How far up a line is in each of ``width`` columns: flat at both ends, 0 to 1."""
    t = np.linspace(0, 1, 65)
    across = 1.5 * t * (1 - t) + t**3
    return np.asarray(np.interp(np.linspace(0, 1, width), across, t * t * (3 - 2 * t)))


def curves(
    reports: Reports,
    places: Places,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    size: tuple[int, int],
    check: Callable[[], None] = no_check,
) -> Counts:
    """The reported values of trials as straight lines from step to step.

    Args:
        reports: of all trials.
        places: which of them are drawn.
        x_range: steps at the left and the right edge.
        y_range: values at the lower and the upper edge.
        size: width and height in pixels.
        check: called now and then; what it raises ends the work.
    """
    width, height = size
    counts = np.zeros(width * height)
    x = (reports.steps - x_range[0]) / (x_range[1] - x_range[0]) * (width - 1)
    y = (y_range[1] - reports.values) / (y_range[1] - y_range[0]) * (height - 1)
    joins = np.ones(len(x), dtype=np.bool_)
    joins[reports.starts[1:] - 1] = False  # the last report of a trial leads nowhere
    wanted = np.zeros(len(reports.starts) - 1, dtype=np.bool_)
    wanted[places] = True
    joins &= np.repeat(wanted, np.diff(reports.starts))
    starts = np.flatnonzero(joins)
    starts = starts[np.isfinite(y[starts]) & np.isfinite(y[starts + 1])]
    columns = np.maximum(np.rint(x[starts + 1]) - np.rint(x[starts]), 1).astype(np.intp)
    most = max(1, _AT_ONCE // max(int(columns.max(initial=1)), 1))
    for begin in range(0, len(starts), most):
        check()
        first, steps = starts[begin : begin + most], columns[begin : begin + most]
        number = np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
        part = (number + 0.5) / np.repeat(steps, steps)
        column = np.repeat(np.rint(x[first]), steps) + number
        row = np.rint(np.repeat(y[first], steps) + part * np.repeat(y[first + 1] - y[first], steps))
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        cells = (row[inside] * width + column[inside]).astype(np.intp)
        counts += np.bincount(cells, minlength=width * height)
    return counts.reshape(height, width).astype(np.float32)


def points(x: Floats, y: Floats, width: int, height: int) -> Counts:
    """Points as counts; x and y are parts of the picture, y upwards, NaN draws nothing."""
    inside = (x >= 0) & (x <= 1) & (y >= 0) & (y <= 1)
    columns = np.rint(x[inside] * (width - 1)).astype(np.intp)
    rows = np.rint((1 - y[inside]) * (height - 1)).astype(np.intp)
    counts = np.bincount(rows * width + columns, minlength=width * height)
    return counts.reshape(height, width).astype(np.float32)


def surface(
    x: Floats, y: Floats, z: Floats, cells: int = 48, check: Callable[[], None] = no_check
) -> Floats:
    """The values of scattered points spread over a grid: means weighted by nearness.

    Args:
        x: where the points are, as parts of the picture from 0 to 1.
        y: the same upwards.
        z: their values.
        cells: cells along each side.
        check: called now and then; what it raises ends the work.

    Returns:
        ``cells`` by ``cells`` values by row from the top; NaN far from every point.
    """
    known = np.isfinite(x) & np.isfinite(y) & np.isfinite(z)
    x, y, z = x[known], y[known], z[known]
    if not len(x):
        return np.full((cells, cells), np.nan)
    reach = min(max(0.6 / np.sqrt(len(x)), 0.03), 0.15)
    centers = (np.arange(cells) + 0.5) / cells
    across = np.exp(-(((centers[:, None] - x[None, :]) / reach) ** 2) / 2)
    grid, weight = np.zeros((cells, cells)), np.zeros((cells, cells))
    for row, center in enumerate(centers[::-1]):
        check()
        up = np.exp(-(((center - y) / reach) ** 2) / 2)
        weight[row] = across @ up
        grid[row] = across @ (up * z)
    near = weight > np.exp(-4.5)  # three reaches from the only point
    return np.where(near, grid / np.where(near, weight, 1.0), np.nan)
