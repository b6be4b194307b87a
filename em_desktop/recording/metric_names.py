"""What the names that other tools give to metrics say about their type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from em_desktop.recording.metric_log import ALIASES

TRAIN = "train"
_TYPES = {"train": "train", "val": "val", "test": "test", "system": "system"} | ALIASES


def metric_type(word: str) -> str | None:
    """The metric type that a word of any case stands for: ``validation`` is ``val``."""
    return _TYPES.get(word.lower())


def split_name(name: str) -> tuple[str | None, str]:
    """Type and name: ``train/loss``, ``Loss/train`` and ``train_loss`` have one type.

    Returns:
        The type, None where the name says none; and the rest of the name.
    """
    first, slash, rest = name.partition("/")
    type_ = metric_type(first)
    if slash and type_ and rest:
        return type_, rest
    before, slash, last = name.rpartition("/")
    type_ = metric_type(last)
    if slash and type_ and before:
        return type_, before
    first, line, rest = name.partition("_")
    type_ = metric_type(first)
    return (type_, rest) if line and type_ and rest else (None, name)


def by_type(metrics: Mapping[str, Any], default: str = TRAIN) -> dict[str, dict[str, Any]]:
    """Metrics by the type that their names say, without it in their names.

    Args:
        metrics: name to value.
        default: the type of those whose name says none.
    """
    result: dict[str, dict[str, Any]] = {}
    for name, value in metrics.items():
        type_, rest = split_name(str(name))
        result.setdefault(type_ or default, {})[rest] = value
    return result
