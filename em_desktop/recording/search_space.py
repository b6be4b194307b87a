"""Search spaces as scripts give them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from em_desktop.errors import InvalidValueError
from em_desktop.recording.values import to_mapping

_ARGUMENTS = {
    "randint": 2,
    "uniform": 2,
    "loguniform": 2,
    "normal": 2,
    "lognormal": 2,
    "quniform": 3,
    "qloguniform": 3,
    "qnormal": 3,
    "qlognormal": 3,
}
"""Distributions and how many numbers each takes; ``choice`` takes any values."""


def check_search_space(space: Mapping[str, Any]) -> dict[str, Any]:
    """The search space as it is written.

    Args:
        space: name to ``{"_type": ..., "_value": [...]}``, or to a list of choices.

    Raises:
        InvalidValueError: a distribution isn't known or has other arguments.
    """
    values = to_mapping(space, "search_space")
    return {str(name): _dimension(str(name), value) for name, value in values.items()}


def _dimension(name: str, value: Any) -> dict[str, Any]:
    if isinstance(value, list):
        value = {"_type": "choice", "_value": value}
    if not isinstance(value, dict) or not isinstance(value.get("_value"), list):
        reason = "should be a list of choices, or a mapping with _type and _value"
        raise InvalidValueError(name, reason)
    kind, arguments = value.get("_type"), value["_value"]
    if kind == "choice":
        if not arguments:
            raise InvalidValueError(name, "a choice of nothing")
        return value
    count = _ARGUMENTS.get(str(kind))
    if count is None:
        known = ", ".join(("choice", *_ARGUMENTS))
        raise InvalidValueError(name, f"_type is one of {known}, not {kind!r:.40}")
    if len(arguments) != count or not all(_is_number(item) for item in arguments):
        raise InvalidValueError(name, f"{kind} takes {count} numbers")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
