"""Where an axis has its ticks, and how numbers read on axes, in legends and beside a crosshair."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timedelta

from PySide6.QtCore import QCoreApplication

MOST_TICKS = 6

_NICE = (1.0, 2.0, 2.5, 5.0, 10.0)
_SPANS = (
    *(1, 2, 5, 10, 15, 30),
    *(60 * minutes for minutes in (1, 2, 5, 10, 15, 30)),
    *(3600 * hours for hours in (1, 2, 3, 6, 12)),
    *(86400 * days for days in (1, 2, 7, 14, 30, 90, 180, 365, 730, 1825, 3650)),
)
"""Seconds between the ticks of a time axis."""


def nice_step(span: float, most: int = MOST_TICKS) -> float:
    """The smallest round step (1, 2, 2.5 or 5 times a power of ten) that needs few ticks.

    Args:
        span: length of the axis, positive and finite.
        most: how many ticks there may be.
    """
    rough = span / max(1, most - 1)
    power = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 0.0
    if power == 0.0 or not math.isfinite(power):
        return span or 1.0
    return next((nice * power for nice in _NICE if nice * power >= rough * 0.9999), 10 * power)


def number_ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Multiples of a round step from ``low`` to ``high``."""
    return _multiples(low, high, nice_step(high - low, most))


def log_ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Ticks of a logarithmic axis, as exponents of ten: decades, or 1, 2, 5 inside of few."""
    if high - low < 1.5:
        decades = range(math.floor(low), math.ceil(high) + 1)
        ticks = [decade + math.log10(digit) for decade in decades for digit in (1, 2, 5)]
        inside = [tick for tick in ticks if low - 1e-9 <= tick <= high + 1e-9]
        if len(inside) >= 3:
            return inside
        return [math.log10(tick) for tick in number_ticks(10**low, 10**high, most) if tick > 0]
    step = max(1, math.ceil((high - low) / max(1, most - 1) - 1e-9))
    return _multiples(low, high, float(step))


def duration_ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Ticks of an axis of seconds: whole seconds, minutes, hours or days apart."""
    return _multiples(low, high, _time_step(high - low, most))


def clock_ticks(low: float, high: float, most: int = MOST_TICKS) -> list[float]:
    """Ticks of an axis of seconds since 1970: round local times."""
    step = _time_step(high - low, most)
    offset = _local(low).utcoffset() or timedelta()
    shift = offset.total_seconds()
    return [tick - shift for tick in _multiples(low + shift, high + shift, step)]


def _time_step(span: float, most: int) -> float:
    rough = span / max(1, most - 1)
    if rough <= 0.5:
        return nice_step(span, most)
    return float(_SPANS[min(bisect_left(_SPANS, rough), len(_SPANS) - 1)])


def _multiples(low: float, high: float, step: float) -> list[float]:
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    if last - first > 1000:  # a step too small for the numbers' own precision
        return [low, high]
    return [index * step for index in range(first, last + 1)]


def number_texts(ticks: Sequence[float]) -> list[str]:
    """Labels of evenly spaced ticks: ``0.25``, ``2k``, ``1.5M``, ``2e-5``."""
    if not ticks:
        return []
    step = min((b - a for a, b in itertools.pairwise(ticks)), default=abs(ticks[0]) or 1)
    largest = max(abs(tick) for tick in ticks)
    if largest >= 1e12 or 0 < largest < 1e-3:
        return [exponent_text(tick) for tick in ticks]
    decimals = _decimals(step)
    if step < 1:
        return [f"{_no_minus_zero(tick, decimals):.{decimals}f}" for tick in ticks]
    return [_large_text(tick, step) for tick in ticks]


def _decimals(step: float) -> int:
    """How many decimals tell apart ticks that are ``step`` apart."""
    if step <= 0:
        return 0
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    exact = round(step * 10**decimals, 6)
    return min(decimals + (not exact.is_integer()), 12)


def _large_text(value: float, step: float) -> str:
    for scale, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if abs(value) >= scale:
            decimals = _decimals(step / scale)
            if decimals > 2:
                return f"{value:,.{_decimals(step)}f}"
            text = f"{value / scale:.{decimals}f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text) + unit
    return f"{_no_minus_zero(value, _decimals(step)):.{_decimals(step)}f}"


def exponent_text(value: float, digits: int = 3) -> str:
    """``1e-5``, ``2.5e8``: as short as the value allows."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    short = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return f"{short}e{int(exponent)}"


def log_texts(ticks: Sequence[float]) -> list[str]:
    """Labels of ticks of a logarithmic axis, given as exponents of ten: ``1e-3``, ``5``, ``2k``."""
    return [_log_text(tick) for tick in ticks]


def _log_text(tick: float) -> str:
    if tick <= -1.9 or tick >= 12:
        return exponent_text(10**tick) if -300 < tick < 300 else f"1e{round(tick)}"
    value = float(f"{10**tick:.3g}")
    for scale, unit in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= scale:
            return f"{value / scale:g}{unit}"
    return f"{value:g}"


def duration_text(seconds: float, step: float = 1.0) -> str:
    """``7m 13s``, ``2h 05m``, ``3d 4h``; fractions only where ``step`` is below a second."""
    translate = QCoreApplication.translate
    sign, rest = ("−", -seconds) if seconds < 0 else ("", seconds)
    if step < 1 and rest < 60:
        return translate("Ticks", "%1s").replace("%1", f"{sign}{rest:.{_decimals(step)}f}")
    whole = round(rest)
    days, hours, minutes = whole // 86400, whole // 3600 % 24, whole // 60 % 60
    if days:
        parts = (translate("Ticks", "%1d %2h"), days, f"{hours}")
    elif hours:
        parts = (translate("Ticks", "%1h %2m"), hours, f"{minutes:02}")
    elif minutes:
        parts = (translate("Ticks", "%1m %2s"), minutes, f"{whole % 60:02}")
    else:
        parts = (translate("Ticks", "%1s"), whole, "")
    return parts[0].replace("%1", f"{sign}{parts[1]}").replace("%2", parts[2])


def duration_texts(ticks: Sequence[float]) -> list[str]:
    """Labels of a duration axis: as `duration_text`, without a second part that is always 0."""
    translate = QCoreApplication.translate
    units = (
        (86400, translate("Ticks", "%1d")),
        (3600, translate("Ticks", "%1h")),
        (60, translate("Ticks", "%1m")),
    )
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    texts = []
    for tick in ticks:
        unit, name = next(
            ((unit, name) for unit, name in units if abs(tick) >= unit and tick % unit == 0),
            (0, ""),
        )
        if tick == 0:
            texts.append("0")
        elif unit:
            texts.append(name.replace("%1", f"{tick / unit:.0f}"))
        else:
            texts.append(duration_text(tick, step))
    return texts


def clock_texts(ticks: Sequence[float]) -> list[str]:
    """Labels of a wall-time axis, as fine as the ticks are apart."""
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1.0
    if step >= 86400:
        form = "%Y-%m-%d" if step >= 86400 * 365 else "%m-%d"
    elif len(ticks) > 1 and _local(ticks[0]).date() != _local(ticks[-1]).date():
        form = "%m-%d %H:%M"
    else:
        form = "%H:%M" if step >= 60 else "%H:%M:%S"
    return [_local(tick).strftime(form) for tick in ticks]


def clock_text(seconds: float) -> str:
    """A moment in full, in local time."""
    return _local(seconds).strftime("%Y-%m-%d %H:%M:%S")


def value_text(value: float, largest: float | None) -> str:
    """A recorded value beside others of its series, about four figures of the largest of them.

    ``0.9916``, ``3.9120``, ``9,481``, ``2.50e-4``. A value that isn't zero never reads as zero.

    Args:
        value: any float.
        largest: the largest magnitude of the series' finite values.
    """
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else "∞" if value > 0 else "−∞"
    size = max(abs(value), largest or 0.0)
    decimals = 4 if size < 10 else 3 if size < 100 else 2 if size < 1000 else 0
    if abs(value) < 10:
        decimals = max(decimals, 2)
    too_small = abs(value) < 10.0 ** (1 - decimals) if decimals else False
    if value != 0 and (size < 0.01 or size >= 1e7 or too_small):
        return _plain_exponent(value)
    return f"{_no_minus_zero(value, decimals):,.{decimals}f}"


def _plain_exponent(value: float) -> str:
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def step_text(value: float) -> str:
    """A step or epoch in full: ``3,752``, ``4.50``."""
    if not math.isfinite(value):
        return "–"
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"


def _no_minus_zero(value: float, decimals: int) -> float:
    return round(value, decimals) + 0.0


def _local(seconds: float) -> datetime:
    bounded = min(max(seconds, -62_000_000_000.0), 253_000_000_000.0)
    return datetime.fromtimestamp(bounded).astimezone()
