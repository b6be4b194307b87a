"""Which charts the metrics of the compared make."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from em_desktop.domain.clocks import Clock, pauses
from em_desktop.domain.curves import XAxis, first_time, x_extent
from em_desktop.domain.metrics import MetricTable, Series, canonical_type
from em_desktop.domain.subjects import MetricKey
from em_desktop.gui.panes.compare.swatch import Swatch
from em_desktop.gui.plots.groups import (
    GENERAL,
    ChartGroup,
    SectionGroup,
    TypeLook,
    section_name,
)
from em_desktop.gui.plots.lines import Line, Marker
from em_desktop.gui.plots.links import Range
from em_desktop.gui.plots.options import ChartOptions
from em_desktop.gui.same import same_objects

BEHIND_NAME = "\u2002"
"""Stands between a metric and its type in a chart's name; no metric has this kind of blank."""
_MEANT = ("train", "val", "test")

_Along: TypeAlias = tuple[XAxis, str, bool, Clock]
"""What runs along x: the axis, the metric that may be it, whether it is logarithmic, the clock."""


@dataclass(frozen=True, slots=True)
class Curves:
    """The curves of one of the compared.

    Attributes:
        key: of the member.
        name: as the legends have it.
        swatch: how its curves are drawn.
        tables: its metric tables.
    """

    key: str
    name: str
    swatch: Swatch
    tables: Mapping[str, MetricTable]


def chart_name(key: MetricKey) -> str:
    """What the chart of a metric is called: "accuracy val"."""
    return f"{key.name}{BEHIND_NAME}{key.type}"


def chart_type(name: str) -> str:
    """The type of the metric whose chart has this name."""
    return name.rpartition(BEHIND_NAME)[2]


def compared_types(compared: Sequence[Curves]) -> list[TypeLook]:
    """The types that any of the compared has: train, val, test, then the others."""
    found = dict.fromkeys(canonical_type(name) for each in compared for name in each.tables)
    meant = [name for name in _MEANT if name in found]
    others = [name for name in found if name not in _MEANT]
    return [
        TypeLook(name, name, number, Marker.CIRCLE) for number, name in enumerate(meant + others)
    ]


class CurveShelf:
    """Keeps each series while its table stays, so that what didn't change is the same object.

    It keeps the clocks of the compared too: relative time begins anew for each.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], tuple[MetricTable, Series]] = {}
        self._clocks: dict[str, tuple[tuple[MetricTable, ...], bool, Clock]] = {}
        self._extents: dict[tuple[str, str], tuple[MetricTable, _Along, Range | None]] = {}

    def series(self, each: Curves, table: MetricTable, metric: str) -> Series:
        """A metric of one of the compared."""
        key = (each.key, table.type, metric)
        known = self._kept.get(key)
        if known is None or known[0] is not table:
            known = self._kept[key] = (table, table.series(metric))
        return known[1]

    def clock(self, each: Curves, axis: XAxis) -> Clock:
        """What counts the time of one of the compared; with pauses where the axis asks for them."""
        tables = tuple(each.tables.values())
        with_pauses = axis is XAxis.ACTIVE
        known = self._clocks.get(each.key)
        if known is None or known[1] != with_pauses or not same_objects(known[0], tables):
            found = pauses(table.time for table in tables) if with_pauses else ()
            known = self._clocks[each.key] = (
                tables,
                with_pauses,
                Clock(first_time(tables), found),
            )
        return known[2]

    def extent(self, each: Curves, table: MetricTable, options: ChartOptions) -> Range | None:
        """From the first to the last record of one of the compared, on the axis of the page."""
        along = (options.axis, options.x_metric, options.log_x, self.clock(each, options.axis))
        known = self._extents.get((each.key, table.type))
        if known is None or known[0] is not table or known[1] != along:
            axis, metric, log, clock = along
            extent = x_extent(table, axis, clock, metric=metric, log=log)
            known = self._extents[each.key, table.type] = (table, along, extent)
        return known[2]

    def keep_only(self, keys: Collection[str]) -> None:
        """Forget those that aren't compared any more."""
        self._kept = {key: kept for key, kept in self._kept.items() if key[0] in keys}
        self._extents = {key: kept for key, kept in self._extents.items() if key[0] in keys}
        self._clocks = {key: kept for key, kept in self._clocks.items() if key in keys}


def compared_metrics(compared: Sequence[Curves]) -> list[str]:
    """All metrics of the compared, by first appearance: what can run along x."""
    tables = (table for each in compared for table in each.tables.values())
    return list(dict.fromkeys(name for table in tables for name in table.columns))


def chart_sections(
    compared: Sequence[Curves],
    shown_types: Collection[str],
    shelf: CurveShelf,
    axis: XAxis,
    x_metric: str = "",
) -> list[SectionGroup]:
    """A chart for each metric of each type, in sections: General first, the others by name.

    Args:
        compared: all members, in their order.
        shown_types: the types whose metrics are to be seen.
        shelf: where series of unchanged tables come from.
        axis: what runs along x.
        x_metric: the metric that does, for `XAxis.METRIC`.
    """
    lines: dict[MetricKey, list[Line]] = {}
    for each in compared:
        clock = shelf.clock(each, axis)
        for table in each.tables.values():
            meaning = canonical_type(table.type)
            if meaning not in shown_types:
                continue
            for metric in table.columns:
                found = lines.setdefault(MetricKey(meaning, metric), [])
                if found and found[-1].key == each.key:
                    continue  # a second file that means the same type
                series = shelf.series(each, table, metric)
                found.append(
                    Line(
                        each.key,
                        each.name,
                        each.swatch.ink,
                        series,
                        each.swatch.marker,
                        each.swatch.dash,
                        clock=clock,
                        other=table.beside(metric, x_metric) if x_metric else None,
                    )
                )
    return sections_of(lines)


def sections_of(lines: Mapping[MetricKey, Sequence[Line]]) -> list[SectionGroup]:
    """A chart for each metric of each type with these lines, in sections."""
    sections: dict[str, list[ChartGroup]] = {}
    for key in _ordered(lines):
        group = ChartGroup(chart_name(key), tuple(lines[key]))
        sections.setdefault(section_name(key.name), []).append(group)
    ordered = sorted(sections, key=lambda name: (name != GENERAL, name.casefold(), name))
    return [SectionGroup(name, tuple(sections[name])) for name in ordered]


def _ordered(lines: Mapping[MetricKey, Sequence[Line]]) -> list[MetricKey]:
    """A metric's types beside each other, metrics by first appearance."""
    names = list(dict.fromkeys(key.name for key in lines))
    types = [*_MEANT, *dict.fromkeys(key.type for key in lines if key.type not in _MEANT)]
    return sorted(lines, key=lambda key: (names.index(key.name), types.index(key.type)))
