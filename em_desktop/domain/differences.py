"""Nested values side by side, in their nested order, with what differs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final, TypeAlias

from em_desktop.domain.cells import ABSENT, Absent, Cell
from em_desktop.domain.recordings import Scalar, Value
from em_desktop.domain.trial_axes import category_key

_NO_LEAF: Final[tuple[Cell, str]] = (ABSENT, "")


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


Leaves: TypeAlias = Mapping[tuple[str, ...], tuple[Value, str]]
"""What is in a nested value: each value that isn't gone into, and its key, by its path."""


def leaves_of(values: Mapping[Scalar, Value]) -> Leaves:
    """What is in nested values, in their order.

    Mappings and lists with mappings in them are gone into; a list of plain values, and what
    was written with a Python tag, is one value.
    """
    leaves: dict[tuple[str, ...], tuple[Value, str]] = {}
    if values:
        _gather(dict(values), (), leaves)
    return leaves


def _gather(
    value: Value, path: tuple[str, ...], leaves: dict[tuple[str, ...], tuple[Value, str]]
) -> None:
    parts = _parts(value)
    if parts is None:
        leaves[path] = (value, cell_key(value))
        return
    for key, item in parts:
        _gather(item, (*path, key), leaves)


@dataclass(slots=True)
class _Branch:
    """A key of any of the compared: whether it has values, and what is below it, in order."""

    below: dict[str, _Branch] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    has_values: bool = False

    def take(self, paths: Sequence[tuple[str, ...]], depth: int = 0) -> None:
        """Have these paths, which are in their order and begin with what leads here."""
        place = 0
        for key, group in groupby(paths, lambda path: path[depth] if len(path) > depth else None):
            if key is None:
                self.has_values = True
                continue
            if key in self.below:
                place = self.order.index(key) + 1
            else:  # behind what is before it where it comes from
                self.below[key] = _Branch()
                self.order.insert(place, key)
                place += 1
            self.below[key].take(list(group), depth + 1)

    def paths(self, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        """All paths with values, in order."""
        if self.has_values:
            yield before
        for key in self.order:
            yield from self.below[key].paths((*before, key))


def leaf_rows(compared: Sequence[Leaves]) -> list[Row]:
    """A row for each path that any of the compared has a value at.

    The order is that of the first; what only later ones have stands behind what is before it
    there.
    """
    root = _Branch()
    for paths in dict.fromkeys(tuple(leaves) for leaves in compared):
        root.take(paths)
    rows = []
    for path in root.paths():
        found = [leaves.get(path, _NO_LEAF) for leaves in compared]
        cells, keys = (tuple(part) for part in zip(*found, strict=True))
        rows.append(Row(path, cells, keys))
    return rows


def value_rows(values: Sequence[Mapping[Scalar, Value]]) -> list[Row]:
    """The rows of what is in these, see `leaves_of` and `leaf_rows`."""
    return leaf_rows([leaves_of(each) for each in values])


def _parts(value: Value) -> list[tuple[str, Value]] | None:
    """What is in a value that is gone into; None for one that is shown as a whole."""
    if isinstance(value, dict):
        named = {key if isinstance(key, str) else json.dumps(key): key for key in value}
        return [(name, value[key]) for name, key in named.items()] or None
    if isinstance(value, list) and any(isinstance(item, dict) for item in value):
        return [(f"[{number}]", item) for number, item in enumerate(value)]
    return None


def path_text(path: Sequence[str]) -> str:
    """A path as people write it: ``optimizer.lr``, ``layers[0].units``."""
    parts = (part if part.startswith("[") else f".{part}" for part in path)
    return "".join(parts).removeprefix(".")
