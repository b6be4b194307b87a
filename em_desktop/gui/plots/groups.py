"""Which charts a Run's metric tables make, in which sections, in which colors."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from em_desktop.domain.metrics import MetricTable, Series, canonical_type
from em_desktop.gui.plots.lines import Line, Marker

_CANONICAL = ("train", "val", "test")
_MARKERS = {"test": Marker.SQUARE}
GENERAL = ""
"""The section of metrics whose name has no slash."""


@dataclass(frozen=True, slots=True)
class TypeLook:
    """A metric type as the page shows it.

    Attributes:
        type: the file's name; its key.
        meaning: ``train``, ``val`` or ``test`` where the name means one of them, else the name.
        color: number in the run palette.
        marker: form of its points.
    """

    type: str
    meaning: str
    color: int
    marker: Marker

    @property
    def is_custom(self) -> bool:
        return self.meaning not in _CANONICAL


@dataclass(frozen=True, slots=True)
class ChartGroup:
    """The lines of one metric.

    Attributes:
        name: the metric.
        lines: one per type that recorded it.
        absent: train, val or test where the others of them are there.
    """

    name: str
    lines: tuple[Line, ...]
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionGroup:
    """Metrics with the same first part of their name; ``name`` is `GENERAL` without one."""

    name: str
    charts: tuple[ChartGroup, ...]


def type_looks(types: Sequence[str]) -> dict[str, TypeLook]:
    """Colors and markers of a Run's types: train, val, test, then the others in their order.

    Several names may mean the same; the first takes its color, further ones count as others.
    """
    taken: dict[str, str] = {}
    for name in types:
        meaning = canonical_type(name)
        if meaning in _CANONICAL and (meaning not in taken or name == meaning):
            taken[meaning] = name
    looks = {
        taken[meaning]: TypeLook(
            taken[meaning], meaning, color, _MARKERS.get(meaning, Marker.CIRCLE)
        )
        for color, meaning in enumerate(_CANONICAL)
        if meaning in taken
    }
    others = [name for name in types if name not in looks]
    for color, name in enumerate(others, len(_CANONICAL)):
        looks[name] = TypeLook(name, canonical_type(name), color, Marker.TRIANGLE)
    return looks


def section_name(metric: str) -> str:
    """The part before the first slash, or `GENERAL`."""
    head, slash, tail = metric.partition("/")
    return head if slash and head and tail else GENERAL


def metric_names(tables: Mapping[str, MetricTable]) -> list[str]:
    """All metrics, in the order of first appearance."""
    return list(dict.fromkeys(name for table in tables.values() for name in table.columns))


class SeriesShelf:
    """Keeps each series while its table stays, so that what didn't change is the same object."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[MetricTable, Series]] = {}

    def series(self, table: MetricTable, metric: str) -> Series:
        key = (table.type, metric)
        known = self._kept.get(key)
        if known is None or known[0] is not table:
            known = self._kept[key] = (table, table.series(metric))
        return known[1]


def section_groups(
    tables: Mapping[str, MetricTable],
    looks: Mapping[str, TypeLook],
    shown: Collection[str],
    shelf: SeriesShelf,
    x_metric: str = "",
) -> list[SectionGroup]:
    """The sections of a page: General first, the others by name; metrics by first appearance.

    Args:
        tables: by type.
        looks: of every type.
        shown: the types that are to be seen; a metric of none of them has no chart.
        shelf: where series of unchanged tables come from.
        x_metric: the metric that runs along x, if one does.
    """
    sections: dict[str, list[str]] = {}
    kept = {name: table for name, table in tables.items() if name in shown}
    ordered = {look.type: kept[look.type] for look in looks.values() if look.type in kept}
    for name in metric_names(ordered):
        sections.setdefault(section_name(name), []).append(name)
    return [
        SectionGroup(
            name,
            tuple(_chart(metric, ordered, looks, shelf, x_metric) for metric in sections[name]),
        )
        for name in sorted(sections, key=lambda name: (name != GENERAL, name.casefold(), name))
    ]


def _chart(
    metric: str,
    tables: Mapping[str, MetricTable],
    looks: Mapping[str, TypeLook],
    shelf: SeriesShelf,
    x_metric: str,
) -> ChartGroup:
    lines = tuple(
        Line(
            name,
            name,
            looks[name].color,
            shelf.series(table, metric),
            looks[name].marker,
            other=table.beside(metric, x_metric) if x_metric else None,
        )
        for name, table in tables.items()
        if metric in table.columns
    )
    main = [line for line in lines if not looks[line.key].is_custom]
    absent = [
        name
        for name in tables
        if not looks[name].is_custom and metric not in tables[name].columns and len(main) > 1
    ]
    return ChartGroup(metric, lines, tuple(absent))
