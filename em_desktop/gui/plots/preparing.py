"""From recorded series to what a chart draws: the work for a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from em_desktop.domain.curves import curve
from em_desktop.domain.tracks import Track
from em_desktop.gui.plots.lines import DrawnLine, Line
from em_desktop.gui.plots.options import ChartOptions

_COMPARED = 100_000


@dataclass(frozen=True, slots=True)
class Prepared:
    """Lines that are ready to draw, and what for."""

    options: ChartOptions
    lines: tuple[DrawnLine, ...]

    def by_key(self, options: ChartOptions) -> Mapping[str, DrawnLine]:
        """Those that can be drawn by these options too, by the keys of the lines."""
        if (options.recipe, options.clock) != (self.options.recipe, self.options.clock):
            return {}
        return {drawn.line.key: drawn for drawn in self.lines}


NOT_PREPARED = Prepared(ChartOptions(), ())


def prepare(
    lines: Sequence[Line],
    options: ChartOptions,
    check: Callable[[], None],
    before: Prepared = NOT_PREPARED,
) -> tuple[DrawnLine, ...]:
    """Make lines ready to draw.

    Args:
        lines: all of a chart.
        options: how they are drawn.
        check: called before each, and may end the work.
        before: what the chart had; curves of the same data are taken from it.
    """
    known, drawn = before.by_key(options), []
    for line in lines:
        check()
        kept = known.get(line.key)
        if kept is not None and _is_same(kept.line, line):
            made = kept.curve
        else:
            clock = line.clock or options.clock
            made = curve(line.series, options.recipe, clock=clock, other=line.other, band=line.band)
        drawn.append(DrawnLine(line, made))
    return _sharing_tracks(drawn)


def _is_same(one: Line, other: Line) -> bool:
    """Whether these have the same data, whatever they look like."""
    same = one.series is other.series and one.band is other.band and one.other is other.other
    return same and one.clock == other.clock


def go_on() -> None:
    """Work on the GUI thread isn't cancelled."""


def _sharing_tracks(lines: Sequence[DrawnLine]) -> tuple[DrawnLine, ...]:
    """The same lines; those whose points have the same places have one track in common.

    What a window shows of a track is then found once for all of them.
    """
    kept: dict[tuple[int, float, bool], Track] = {}
    shared = []
    for drawn in lines:
        track = drawn.curve.track
        key = (len(track), track.origin, track.log)
        other = kept.setdefault(key, track)
        if other is not track and len(track) <= _COMPARED and np.array_equal(other.x, track.x):
            drawn = DrawnLine(drawn.line, replace(drawn.curve, track=other))  # noqa: PLW2901
        shared.append(drawn)
    return tuple(shared)
