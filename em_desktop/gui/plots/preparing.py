"""From recorded series to what a chart draws: the work for a worker."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from em_desktop.domain.curves import curve
from em_desktop.gui.plots.lines import DrawnLine, Line
from em_desktop.gui.plots.options import ChartOptions


@dataclass(frozen=True, slots=True)
class Prepared:
    """Lines that are ready to draw, and what for."""

    options: ChartOptions
    lines: tuple[DrawnLine, ...]


def prepare(
    lines: Sequence[Line], options: ChartOptions, check: Callable[[], None]
) -> tuple[DrawnLine, ...]:
    """Make lines ready to draw; ``check`` is called before each and may end the work."""
    drawn = []
    for line in lines:
        check()
        clock = line.clock or options.clock
        made = curve(line.series, options.recipe, clock=clock, other=line.other, band=line.band)
        drawn.append(DrawnLine(line, made))
    return tuple(drawn)


def go_on() -> None:
    """Work on the GUI thread isn't cancelled."""
