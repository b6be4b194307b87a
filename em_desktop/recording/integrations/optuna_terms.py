"""Optuna's words in those of searches. Optuna itself isn't needed for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

STATES = {
    "RUNNING": "RUNNING",
    "COMPLETE": "SUCCEEDED",
    "PRUNED": "EARLY_STOPPED",
    "FAIL": "FAILED",
    "WAITING": "WAITING",
}
"""Optuna's states of a trial, in the order of their numbers."""


def dimension(kind: str, attributes: Mapping[str, Any]) -> dict[str, Any] | None:
    """A distribution as search spaces have it; None for one that isn't known.

    Args:
        kind: the class, such as ``FloatDistribution``; those of old versions too.
        attributes: what its JSON form says: ``low``, ``high``, ``log``, ``step``, ``choices``.
    """
    choices = attributes.get("choices")
    if kind == "CategoricalDistribution" and isinstance(choices, list | tuple) and choices:
        return {"_type": "choice", "_value": list(choices)}
    low, high = _number(attributes.get("low")), _number(attributes.get("high"))
    if low is None or high is None or not math.isfinite(low) or not math.isfinite(high):
        return None
    bounds: list[Any] = [attributes["low"], attributes["high"]]
    logarithmic = attributes.get("log") is True or "LogUniform" in kind
    step = attributes.get("step", attributes.get("q"))
    if kind.startswith("Int"):
        if not logarithmic and step in (1, None):
            return {"_type": "randint", "_value": [int(low), int(high) + 1]}
        step = step or 1
    elif kind not in {
        "FloatDistribution",
        "UniformDistribution",
        "LogUniformDistribution",
        "DiscreteUniformDistribution",
    }:
        return None
    name = "loguniform" if logarithmic else "uniform"
    if _number(step) is not None:
        return {"_type": f"q{name}", "_value": [*bounds, step]}
    return {"_type": name, "_value": bounds}


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
