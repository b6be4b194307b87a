"""Values of training scripts as values that can be written.

NumPy, PyTorch and TensorFlow aren't imported: their values are known by what they can do.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from em_desktop.domain.recordings import Opaque, Value
from em_desktop.errors import InvalidValueError, TooLargeError

LONGEST_TEXT = 1 << 20
MOST_VALUES = 150_000
DEEPEST = 90
"""Limits of parameters; readers of recordings refuse a little more than these."""

_PLAIN = (str, bool, int, float, type(None))
_MOST_DIGITS = 4000
_CONVERSION_ERRORS = (TypeError, ValueError, ArithmeticError, RuntimeError, AttributeError)


def to_number(value: Any) -> float | None:
    """The float that a metric's value stands for; None where it isn't one number.

    Anything that ``float()`` takes, and arrays and tensors with one element, wherever they
    live. Never raises.
    """
    try:
        if not isinstance(value, int | float | str):
            value = _single(value)
        return float(value)
    except _CONVERSION_ERRORS:
        return None


def to_place(value: Any) -> int | float | None:
    """A step or epoch; None where it isn't a finite number."""
    if value is None:
        return None
    try:
        item = _single(value) if not isinstance(value, float | str) else value
        number = float(item)
        if isinstance(item, int):
            return int(item)
    except _CONVERSION_ERRORS:
        return None
    if isinstance(item, str) and number.is_integer():
        return int(number)
    return number if math.isfinite(number) else None


def _single(value: Any) -> Any:
    """The one element of an array or tensor; other values as they are."""
    if hasattr(value, "numpy") and not hasattr(value, "item"):  # TensorFlow
        value = value.numpy()
    item = getattr(value, "item", None)
    return item() if callable(item) else value


def to_mapping(value: Any, what: str) -> dict[Any, Value]:
    """Parameters as they can be written.

    Args:
        value: a mapping, a dataclass instance or a namespace (``argparse``).
        what: how an error names it.

    Raises:
        InvalidValueError: it isn't a mapping, contains itself, or holds what can't be written.
        TooLargeError: a text, the depth or the number of values passes the limits.
    """
    converted = _Converter(what).convert(value)
    if not isinstance(converted, dict):
        raise InvalidValueError(what, f"should be a mapping, not {type(value).__name__}")
    return converted


def to_value(value: Any, what: str) -> Value:
    """One parameter's value as it can be written; raises as `to_mapping`."""
    return _Converter(what).convert(value)


class _Converter:
    """Converts one value; counts what is in it."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._count = 0
        self._open: set[int] = set()

    def convert(self, value: Any) -> Value:
        return self._convert(value, self._what, 0)

    def _convert(self, value: Any, where: str, depth: int) -> Value:
        self._count += 1
        if self._count > MOST_VALUES:
            raise TooLargeError(self._what, f"more than {MOST_VALUES} values")
        if depth > DEEPEST:
            raise TooLargeError(where[:200], f"more than {DEEPEST} levels, or it contains itself")
        scalar: Value = _scalar(value, where)
        if scalar is not _NO_SCALAR:
            return scalar
        if isinstance(value, Opaque):  # read from a recording; written back as it was
            return value
        if id(value) in self._open:
            raise InvalidValueError(where[:200], "it contains itself")
        self._open.add(id(value))
        try:
            return self._collection(value, where, depth)
        finally:
            self._open.discard(id(value))

    def _collection(self, value: Any, where: str, depth: int) -> Value:
        mapping = _as_mapping(value)
        if mapping is not None:
            result: dict[Any, Value] = {}
            for key, item in mapping.items():
                name = _scalar(key, where)
                if name is _NO_SCALAR:
                    raise InvalidValueError(where, f"a key is a {type(key).__name__}, not a text")
                result[name] = self._convert(item, f"{where}.{name}", depth + 1)
            return result
        items = _as_items(value)
        if items is None:
            kind = type(value).__name__
            raise InvalidValueError(where, f"a {kind} can't be recorded; record its text or number")
        return [
            self._convert(item, f"{where}[{number}]", depth + 1)
            for number, item in enumerate(items)
        ]


_NO_SCALAR: Any = object()


def _scalar(value: Any, where: str) -> Any:
    """A text, number, boolean or null of exactly that type; ``_NO_SCALAR`` for all else."""
    if type(value) in _PLAIN:
        return _checked(value, where)
    if hasattr(value, "__fspath__"):
        return _checked(str(value), where)
    if type(value).__module__.partition(".")[0] != "enum" and hasattr(type(value), "__members__"):
        return _scalar(value.value, where)
    for kind in (bool, int, float, str):  # subclasses, as NumPy's float64
        if isinstance(value, kind):
            return _checked(kind(value), where)
    if hasattr(value, "isoformat"):
        return _checked(value.isoformat(), where)
    if isinstance(value, bytes):
        raise InvalidValueError(where, "bytes can't be recorded; record a text")
    shape = getattr(value, "shape", None)
    if shape is not None and len(shape) == 0:  # NumPy scalars, tensors without dimensions
        return _scalar(_single(value), where)
    return _NO_SCALAR


def _checked(value: Any, where: str) -> Any:
    if isinstance(value, str):
        if len(value) > LONGEST_TEXT:
            reason = f"a text of {len(value):,} characters; at most {LONGEST_TEXT:,} are recorded"
            raise TooLargeError(where[:200], reason)
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise InvalidValueError(where[:200], "the text isn't valid Unicode")
    elif isinstance(value, int) and value.bit_length() > _MOST_DIGITS * 3:
        raise TooLargeError(where[:200], "an integer of thousands of digits")
    return value


def _as_mapping(value: Any) -> Mapping[Any, Any] | None:
    if isinstance(value, Mapping):
        return value
    if hasattr(type(value), "__dataclass_fields__"):
        return {name: getattr(value, name) for name in type(value).__dataclass_fields__}
    if type(value).__name__ in {"Namespace", "SimpleNamespace"}:
        return dict(vars(value))
    return None


def _as_items(value: Any) -> Iterable[Any] | None:
    if isinstance(value, list | tuple):
        return value
    if isinstance(value, set | frozenset):
        return sorted(value, key=repr)
    if hasattr(value, "numpy") and not hasattr(value, "tolist"):  # TensorFlow
        value = value.numpy()
    if hasattr(value, "shape") and callable(getattr(value, "tolist", None)):
        size = math.prod(value.shape)
        if size > MOST_VALUES:
            raise TooLargeError("", f"an array of {size:,} values; record it as a file")
        items = value.tolist()
        return items if isinstance(items, list) else [items]
    return value if isinstance(value, range) else None
