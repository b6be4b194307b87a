"""Smoothing of recorded values. NaN and infinities pass through and never count."""

from __future__ import annotations

import math
from enum import StrEnum

import numpy as np

from em_desktop.domain.metrics import Flags, Floats

STRONGEST = 0.999

_AT_ONCE = 1 << 14
"""Values that are worked on together: they stay in the processor's cache, and the product of
their blocks is so small that the linear algebra library doesn't start threads for it, which
wait for each other longer than they work."""
_BLOCK = 16
_DIRECT = 128
_TRANSFORMED = 1 << 16
_REACH = 4.0  # standard deviations


class Smoothing(StrEnum):
    """How values are smoothed. One weight says how strongly, whichever it is."""

    AVERAGE = "average"
    """The debiased exponential moving average, as TensorBoard draws it."""
    GAUSSIAN = "gaussian"
    """Neighbours on both sides, weighed by a bell curve."""
    MEAN = "mean"
    """The mean of the neighbours on both sides."""


def width(weight: float) -> int:
    """Over how many values a mean damps noise as an average of this weight does; odd."""
    return 2 * round((1 + weight) / (1 - weight) / 2 - 0.5) + 1


def smooth(values: Floats, weight: float, kind: Smoothing = Smoothing.AVERAGE) -> Floats:
    """Smoothed values, one for each value.

    Args:
        values: any length.
        weight: from 0 (the values themselves) to below 1. A Gaussian and a mean are as wide
            as damps noise equally: see `width`.
        kind: how.

    Raises:
        ValueError: the weight isn't in [0, 1).
    """
    if not 0 <= weight < 1:
        raise ValueError(f"a smoothing weight is in [0, 1), not {weight}")
    if weight == 0 or len(values) == 0:
        return values.copy()
    match kind:
        case Smoothing.AVERAGE:
            return _average(values, weight)
        case Smoothing.GAUSSIAN:
            return _gaussian(values, width(weight) / (2 * math.sqrt(math.pi)))
        case Smoothing.MEAN:
            return _mean(values, width(weight))


def _average(values: Floats, weight: float) -> Floats:
    """``s[n] / (1 - weight**n)``, where n counts the finite values.

    ``s[n]`` is ``weight * s[n-1] + (1 - weight) * v[n]``, and ``s[0]`` is 0.
    """
    smoothed = np.empty(len(values))
    decay = weight ** np.arange(1, min(_AT_ONCE, len(values)) + 1)
    origin, carried, count = math.nan, 0.0, 0
    for start in range(0, len(values), _AT_ONCE):
        part = values[start : start + _AT_ONCE]
        finite = np.isfinite(part)
        known = part if finite.all() else part[finite]
        into = smoothed[start : start + _AT_ONCE]
        into[:] = part
        if not len(known):
            continue
        # Sixteenths, counted from the first value: nothing overflows, a constant stays constant.
        scaled = known * 0.0625
        if math.isnan(origin):
            origin = float(scaled[0])
        sums = _decaying_sums((scaled - origin) * (1 - weight), weight)
        sums += carried * decay[: len(known)]
        carried = float(sums[-1])
        if count * math.log(weight) > -50:  # the bias is above a float's precision
            counts = np.arange(count + 1, count + len(known) + 1)
            sums /= -np.expm1(counts * math.log(weight))
        count += len(known)
        sums += origin
        sums *= 16
        into[finite] = sums
    return smoothed


def _decaying_sums(values: Floats, decay: float) -> Floats:
    """``s[n] = decay * s[n-1] + values[n]``, by blocks: inside one a product with a matrix.

    What a block hands to the next is the same recurrence over the blocks' last sums.
    """
    size = _BLOCK
    count = -(-len(values) // size)
    padded = np.zeros(count * size)
    padded[: len(values)] = values
    exponents = np.subtract.outer(np.arange(size), np.arange(size))
    triangle = np.where(exponents >= 0, decay ** np.maximum(exponents, 0), 0.0)
    sums = padded.reshape(count, size) @ triangle.T
    if count > 1:
        carried = _decaying_sums(sums[:, -1].copy(), decay**size)
        sums[1:] += np.outer(carried[:-1], decay ** np.arange(1, size + 1))
    return sums.reshape(-1)[: len(values)]


def _mean(values: Floats, size: int) -> Floats:
    """The mean of the finite ones of ``size`` values around each; fewer at the ends."""
    finite = np.isfinite(values)
    known, scale = _known(values, finite)
    counts = _sliding_sums(finite.astype(np.float64), size)
    smoothed = _sliding_sums(known, size) / np.maximum(counts, 1)
    return np.where(finite, smoothed * scale, values)


def _sliding_sums(values: Floats, size: int) -> Floats:
    """Sums of ``size`` values around each. Sums of blocks from both ends: nothing cancels."""
    half, count = size // 2, len(values)
    blocks = -(-(count + 2 * half) // size)
    padded = np.zeros(blocks * size)
    padded[half : half + count] = values
    table = padded.reshape(blocks, size)
    ahead = np.cumsum(table, axis=1).reshape(-1)
    behind = np.cumsum(table[:, ::-1], axis=1)[:, ::-1].reshape(-1)
    sums = behind[:count] + ahead[size - 1 : size - 1 + count]
    sums[::size] = behind[:count:size]  # exactly one block, counted once
    return np.asarray(sums, np.float64)


def _gaussian(values: Floats, deviation: float) -> Floats:
    """Values around each, weighed by a bell curve; at gaps and ends by what is left of it."""
    reach = max(1, math.ceil(_REACH * deviation))
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / deviation) ** 2)
    finite = np.isfinite(values)
    known, scale = _known(values, finite)
    shares = _convolved(finite.astype(np.float64), kernel)
    smoothed = _convolved(known, kernel) / np.where(finite, shares, 1.0)
    return np.where(finite, smoothed * scale, values)


def _known(values: Floats, finite: Flags) -> tuple[Floats, float]:
    """The finite values, 0 for others, divided so that sums of them stay finite; the divisor."""
    known = values if finite.all() else np.where(finite, values, 0.0)
    largest = float(np.abs(known).max())
    scale = 2.0**40 if largest > 1e280 else 1.0
    return (known / scale if scale > 1 else known), scale


def _convolved(values: Floats, kernel: Floats) -> Floats:
    """The middle of a convolution: one number per value. In pieces, so that memory is bounded."""
    reach = len(kernel) // 2
    if len(kernel) <= _DIRECT or len(values) <= len(kernel):
        return np.convolve(values, kernel)[reach : reach + len(values)]
    size = _TRANSFORMED
    while size < 4 * len(kernel):
        size *= 2
    step = size - len(kernel) + 1
    frequencies = np.fft.rfft(kernel, size)
    whole = np.zeros(len(values) + len(kernel) - 1 + size)
    for start in range(0, len(values), step):
        part = np.fft.rfft(values[start : start + step], size)
        whole[start : start + size] += np.fft.irfft(part * frequencies, size)
    return np.asarray(whole[reach : reach + len(values)], np.float64)
