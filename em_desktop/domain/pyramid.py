"""The smallest and the largest value of every stretch of a column, kept level by level.

What a window of any width shows is then found in time that depends on its pixels, not on
the values that it spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from em_desktop.domain.metrics import Flags, Floats

FACTOR = 16
"""How many values of one level make one of the next."""

Places: TypeAlias = NDArray[np.intp]

_SHORTEST = 64
"""Columns with fewer values have no levels: looking at all of them is as quick."""
_AT_ONCE = 1 << 16
"""Values that are worked on together: they stay in the processor's cache."""
_DIRECT = 64
"""So many values per stretch are looked at one by one."""


def level_sizes(count: int) -> list[int]:
    """How many entries the levels over ``count`` values have."""
    sizes = []
    while count >= _SHORTEST:
        count //= FACTOR
        sizes.append(count)
    return sizes


@dataclass(frozen=True, slots=True)
class Level:
    """One entry for each `FACTOR` entries of the level below; fewer at its end have none.

    Attributes:
        low, high: smallest and largest value that counts, NaN where none does.
        odd: whether a NaN or an infinity was recorded there.
    """

    low: Floats
    high: Floats
    odd: Flags


@dataclass(frozen=True, slots=True)
class Extremes:
    """What stretches of a column hold; one entry per stretch. The fields are those of `Level`."""

    low: Floats
    high: Floats
    odd: Flags


@dataclass(frozen=True, slots=True)
class Pyramid:
    """Levels over a column. NaN and infinities never count as smallest or largest.

    Attributes:
        values: the column, float64. It may be mapped from a file: few pages of it are read.
        levels: the first has an entry for each 16 values, the second for each 256, and so on.
        positive: whether values that aren't above zero don't count either.
    """

    values: Floats
    levels: tuple[Level, ...]
    positive: bool = False

    @classmethod
    def over(cls, values: Floats, *, positive: bool = False) -> Pyramid:
        """The pyramid of a column; takes about 15 ms per million values."""
        return cls(values, (), positive).grown(values)

    def grown(self, values: Floats) -> Pyramid:
        """The pyramid of a column that begins with this one's; only what is new is read."""
        levels: list[Level] = []
        below: Floats | Level = values
        for number, size in enumerate(level_sizes(len(values))):
            old = self.levels[number] if number < len(self.levels) else None
            below = self._level(below, size, old)
            levels.append(below)
        return Pyramid(values, tuple(levels), self.positive)

    def _level(self, below: Floats | Level, size: int, old: Level | None) -> Level:
        """The level over ``below``, which begins with the ``old`` one."""
        level = Level(np.empty(size), np.empty(size), np.empty(size, np.bool_))
        kept = 0
        if old is not None:
            kept = len(old.low)
            level.low[:kept], level.high[:kept], level.odd[:kept] = old.low, old.high, old.odd
        for start in range(kept, size, _AT_ONCE // FACTOR):
            stop = min(start + _AT_ONCE // FACTOR, size)
            parts = self._part(below, start * FACTOR, stop * FACTOR)
            low, high, odd = (each.reshape(-1, FACTOR) for each in parts)
            np.fmin.reduce(low, axis=1, out=level.low[start:stop])
            np.fmax.reduce(high, axis=1, out=level.high[start:stop])
            np.logical_or.reduce(odd, axis=1, out=level.odd[start:stop])
        return level

    def _part(self, below: Floats | Level, start: int, stop: int) -> tuple[Floats, Floats, Flags]:
        """Low, high and odd of the entries from ``start`` to ``stop``."""
        if isinstance(below, Level):
            return below.low[start:stop], below.high[start:stop], below.odd[start:stop]
        return self._cleaned(below[start:stop])

    def _cleaned(self, values: Floats) -> tuple[Floats, Floats, Flags]:
        """Values, with NaN for all that don't count, twice; and which were odd."""
        finite = np.isfinite(values)
        counts = finite & (values > 0) if self.positive else finite
        cleaned = values if counts.all() else np.where(counts, values, np.nan)
        return cleaned, cleaned, ~finite

    def __len__(self) -> int:
        return len(self.values)

    @property
    def range(self) -> tuple[float, float] | None:
        """Smallest and largest value that counts; None without any."""
        return self.range_of(0, len(self.values))

    def range_of(self, start: int, end: int) -> tuple[float, float] | None:
        """Smallest and largest value of one stretch; None where nothing counts."""
        found = self.extremes(np.array([start]), np.array([end]))
        low, high = float(found.low[0]), float(found.high[0])
        return None if np.isnan(low) else (low, high)

    def extremes(
        self, starts: Places | Sequence[int], ends: Places | Sequence[int], *, odd: bool = False
    ) -> Extremes:
        """What each stretch holds, exactly.

        Args:
            starts: first place of each stretch, in rising order.
            ends: the place after its last; not before its start, not after the next one's start.
            odd: find out too which hold a NaN or an infinity; else none is said to.
        """
        first, last = np.asarray(starts, np.intp), np.asarray(ends, np.intp)
        count = len(first)
        if not odd and count and int(last[-1] - first[0]) <= _DIRECT * count:
            touching = bool((first < last).all() and (first[1:] == last[:-1]).all())
            if touching:  # as the columns of a window are
                cleaned, _, _ = self._cleaned(self.values[first[0] : last[-1]])
                low = np.fmin.reduceat(cleaned, first - first[0])
                high = np.fmax.reduceat(cleaned, first - first[0])
                return Extremes(low, high, np.zeros(count, np.bool_))
        found = Extremes(np.full(count, np.nan), np.full(count, np.nan), np.zeros(count, np.bool_))
        rows = np.arange(count)
        for number in range(len(self.levels) + 1):
            held = first < last
            if not held.all():
                rows, first, last = rows[held], first[held], last[held]
            if not len(rows):
                break
            few = int(last[-1] - first[0]) <= _DIRECT * len(rows)
            if few or number == len(self.levels):
                self._add_all(number, rows, first, last, found, odd=odd)
                break
            inner_first, inner_last = first // FACTOR + 1, (last - 1) // FACTOR
            upward = first[:, None] + np.arange(FACTOR)
            heads = np.minimum(upward, np.minimum(inner_first * FACTOR, last)[:, None] - 1)
            downward = (last - 1)[:, None] - np.arange(FACTOR)
            tails = np.maximum(downward, np.maximum(inner_last * FACTOR, first)[:, None])
            places = np.concatenate((heads, tails), axis=1)
            self._add(number, rows, places, found, odd=odd)
            first, last = inner_first, inner_last
        return found

    def _add(
        self, number: int, rows: Places, places: Places, found: Extremes, *, odd: bool
    ) -> None:
        """Let entries of one level count, a row of ``places`` for each of ``rows``."""
        if number:
            level = self.levels[number - 1]
            low, high = level.low[places], level.high[places]
            strange = level.odd[places] if odd else None
        else:
            low, high, strange = self._cleaned(self.values[places])
        found.low[rows] = np.fmin(found.low[rows], np.fmin.reduce(low, axis=1))
        found.high[rows] = np.fmax(found.high[rows], np.fmax.reduce(high, axis=1))
        if odd and strange is not None:
            found.odd[rows] |= strange.any(axis=1)

    def _add_all(
        self,
        number: int,
        rows: Places,
        first: Places,
        last: Places,
        found: Extremes,
        *,
        odd: bool,
    ) -> None:
        """Let all entries of one level from ``first`` to ``last`` count."""
        start, stop = int(first[0]), int(last[-1])
        below = self.levels[number - 1] if number else self.values
        low, high, strange = self._part(below, start, stop)
        bounds = np.stack((first, last), axis=1).reshape(-1)[:-1] - start
        found.low[rows] = np.fmin(found.low[rows], np.fmin.reduceat(low, bounds)[::2])
        found.high[rows] = np.fmax(found.high[rows], np.fmax.reduceat(high, bounds)[::2])
        if odd:
            found.odd[rows] |= np.logical_or.reduceat(strange, bounds)[::2]
