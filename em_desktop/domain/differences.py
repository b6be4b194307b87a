"""Nested values side by side, in their nested order, with what differs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from em_desktop.domain.cells import ABSENT, Absent, Cell
from em_desktop.domain.recordings import Scalar, Value
from em_desktop.domain.trial_axes import category_key


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One value of all that are compared.

    Attributes:
        path: the keys from the root down, as text; a list's items are ``[0]``, ``[1]``...
        cells: a value, or `ABSENT`, for each.
        keys: a text for each cell, equal for equal values.
    """

    path: tuple[str, ...]
    cells: tuple[Cell, ...]
    keys: tuple[str, ...]

    @property
    def differs(self) -> bool:
        """Whether two of the cells aren't equal; one that is absent isn't equal to a value."""
        return len(set(self.keys)) > 1

    @property
    def has_texts_and_others(self) -> bool:
        """Whether it is text in one and something else in another: ``1e-3`` and ``"1e-3"``."""
        kinds = {isinstance(cell, str) for cell in self.cells if cell is not ABSENT}
        return len(kinds) > 1

    def differs_from(self, place: int) -> tuple[bool, ...]:
        """For each cell whether it isn't equal to that at ``place``."""
        return tuple(key != self.keys[place] for key in self.keys)


def cell_key(cell: Cell) -> str:
    """A text that is the same for equal cells only; NaN is equal to NaN, ``1`` to ``1.0``."""
    return "" if isinstance(cell, Absent) else category_key(cell)


@dataclass(slots=True)
class _Branch:
    """A key of any of the compared: what is below it, in order, and the values at it."""

    below: dict[str, _Branch] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    cells: dict[int, Value] = field(default_factory=dict)

    def take(self, number: int, value: Value) -> None:
        parts = _parts(value)
        if parts is None:
            self.cells[number] = value
            return
        place = 0
        for key, item in parts:
            if key in self.below:
                place = self.order.index(key) + 1
            else:  # behind what is before it where it comes from
                self.below[key] = _Branch()
                self.order.insert(place, key)
                place += 1
            self.below[key].take(number, item)


def value_rows(values: Sequence[Mapping[Scalar, Value]]) -> list[Row]:
    """A row for each value that any of the mappings holds, however deep.

    The order is that of the first mapping; what only later ones have stands behind what is
    before it there. Mappings and lists with mappings in them are gone into; a list of plain
    values, and what was written with a Python tag, is one value.
    """
    root = _Branch()
    for number, value in enumerate(values):
        if value:
            root.take(number, dict(value))
    rows: list[Row] = []
    _collect(root, (), len(values), rows)
    return rows


def _parts(value: Value) -> list[tuple[str, Value]] | None:
    """What is in a value that is gone into; None for one that is shown as a whole."""
    if isinstance(value, dict):
        named = {key if isinstance(key, str) else json.dumps(key): key for key in value}
        return [(name, value[key]) for name, key in named.items()] or None
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [(f"[{number}]", item) for number, item in enumerate(value)]
    return None


def _collect(branch: _Branch, path: tuple[str, ...], count: int, rows: list[Row]) -> None:
    if branch.cells:
        cells: tuple[Cell, ...] = tuple(branch.cells.get(n, ABSENT) for n in range(count))
        rows.append(Row(path, cells, tuple(map(cell_key, cells))))
    for key in branch.order:
        _collect(branch.below[key], (*path, key), count, rows)


def path_text(path: Sequence[str]) -> str:
    """A path as people write it: ``optimizer.lr``, ``layers[0].units``."""
    parts = (part if part.startswith("[") else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")
