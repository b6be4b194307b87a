"""Nested parameters as names and values side by side, as columns of a table need them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from em_desktop.domain.recordings import Opaque, Scalar, Value

MOST_PARAMETERS = 2000
"""Of one Run; what it has beyond them isn't in tables."""
_LONGEST_TEXT = 500
_DEEPEST = 20


def flatten(parameters: Mapping[Scalar, Value]) -> dict[str, Scalar]:
    """Each value that isn't nested any further, by its path.

    Keys are joined by dots (``optimizer.lr``) and items of lists that hold mappings are
    numbered (``layers[0].units``). A list of plain values is one value, written as in
    JSON (``[64, 64]``), as are empty lists and mappings. Where two paths are written alike
    (a key may hold a dot) the later one gets a number: ``a.b#2``.

    Args:
        parameters: as a Run recorded them.
    """
    flat: dict[str, Scalar] = {}
    for path, value in _leaves("", dict(parameters), 0):
        name, number = path, 1
        while name in flat:
            number += 1
            name = f"{path}#{number}"
        flat[name] = value
        if len(flat) >= MOST_PARAMETERS:
            break
    return flat


def value_text(value: Scalar) -> str:
    """A parameter's value as it is shown in tables: ``true``, ``null``, ``0.001``, plain text."""
    if isinstance(value, str):
        return value
    return json.dumps(value)


def _leaves(path: str, value: Value, depth: int) -> Iterator[tuple[str, Scalar]]:
    match value:
        case dict() if value and depth < _DEEPEST:
            for key, below in value.items():
                name = key if isinstance(key, str) else json.dumps(key)
                yield from _leaves(f"{path}.{name}" if depth else name, below, depth + 1)
        case list() if depth < _DEEPEST and any(isinstance(item, dict) for item in value):
            for place, below in enumerate(value):
                yield from _leaves(f"{path}[{place}]", below, depth + 1)
        case dict() | list() | Opaque():
            yield path, _short(json.dumps(_plain(value, depth), ensure_ascii=False))
        case str():
            yield path, _short(value)
        case _:
            yield path, value


def _plain(value: Value, depth: int) -> object:
    """A value as JSON has it; what lies too deep is left out."""
    if depth > 2 * _DEEPEST:
        return "..."
    match value:
        case dict():
            return {
                key if isinstance(key, str) else json.dumps(key): _plain(below, depth + 1)
                for key, below in value.items()
            }
        case list():
            return [_plain(below, depth + 1) for below in value]
        case Opaque():
            return _plain(value.arguments, depth + 1)
        case _:
            return value


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"
