"""What is brushed on axes, as JSON values and as bands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from em_desktop.domain.trial_axes import Axis, AxisScale, Brush, Span, category_key

_HALF = 0.45


def write_brushes(brushes: Mapping[str, Brush]) -> dict[str, Any]:
    """Brushes as JSON values; an open end is null."""
    return {
        key: {
            "spans": [[_plain(span.low), _plain(span.high)] for span in brush.spans],
            "names": sorted(brush.names),
        }
        for key, brush in brushes.items()
    }


def read_brushes(value: Any) -> dict[str, Brush]:
    """Brushes as `write_brushes` gave them; what is none is left out."""
    if not isinstance(value, dict):
        return {}
    found = {key: _read(each) for key, each in value.items() if isinstance(key, str)}
    return {key: brush for key, brush in found.items() if brush}


def band_of(axis: Axis, brush: Brush | None) -> tuple[float, float] | None:
    """From where to where, in positions, a brush reaches on its axis; None without a brush."""
    if not brush:
        return None
    if axis.scale is AxisScale.CATEGORIES:
        places = [
            place for place, one in enumerate(axis.categories) if category_key(one) in brush.names
        ]
        return (min(places) - _HALF, max(places) + _HALF) if places else None
    lows, highs = [span.low for span in brush.spans], [span.high for span in brush.spans]
    return max(min(lows), axis.low), min(max(highs), axis.high)


def _plain(number: float) -> float | None:
    return None if math.isinf(number) else number


def _read(value: Any) -> Brush:
    if not isinstance(value, dict):
        return Brush()
    spans, names = value.get("spans"), value.get("names")
    found = [_span(each) for each in spans] if isinstance(spans, list) else []
    words = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return Brush(tuple(span for span in found if span is not None), frozenset(words))


def _span(value: Any) -> Span | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    low, high = value
    if not all(end is None or isinstance(end, int | float) for end in value):
        return None
    return Span(-math.inf if low is None else float(low), math.inf if high is None else float(high))
