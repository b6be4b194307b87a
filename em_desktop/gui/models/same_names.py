"""What tells nodes of one name apart: the part of their time that differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache

from PySide6.QtCore import QLocale

from em_desktop.domain.nodes import Node
from em_desktop.domain.paths import AlternativeName, NodePath


def time_parts(nodes: Iterable[Node]) -> dict[NodePath, str]:
    """For each node that shares its name with another one of ``nodes``: what to show beside it.

    The shortest that differs between them all: the time of one day (``16:04``), the day
    (``22 Nov``), or both. A node whose directory's name holds no time has its directory's name.
    """
    named: defaultdict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        named[node.name].append(node)
    parts: dict[NodePath, str] = {}
    for twins in named.values():
        if len(twins) > 1:
            parts |= _told_apart(twins)
    return parts


def _told_apart(twins: list[Node]) -> dict[NodePath, str]:
    times = {node.path: time for node in twins if (time := _time(node)) is not None}
    write = _writer(list(times.values()))
    return {
        node.path: write(times[node.path]) if node.path in times else node.path.name
        for node in twins
        if node.path in times or node.path.name != node.name
    }


def _writer(times: list[datetime]) -> Callable[[datetime], str]:
    """What writes the shortest part of these times that differs between them all."""
    days = {time.date() for time in times}
    if len(days) == len(times) > 1:
        within_a_year = len({time.year for time in times}) == 1
        return _day if within_a_year else _date
    minutes = {(time.date(), time.hour, time.minute) for time in times}
    clock = _clock if len(minutes) == len(times) else _clock_with_seconds
    return clock if len(days) == 1 else lambda time: f"{_day(time)} {clock(time)}"


def _day(time: datetime) -> str:
    month = _month_names(QLocale().name())[time.month - 1]
    return f"{time:%m-%d}" if month.endswith("月") else f"{time.day} {month}"


def _date(time: datetime) -> str:
    return f"{time:%Y-%m-%d}"


def _clock(time: datetime) -> str:
    return f"{time:%H:%M}"


def _clock_with_seconds(time: datetime) -> str:
    return f"{time:%H:%M:%S}"


@cache
def _month_names(locale: str) -> tuple[str, ...]:
    """Asked of Qt once: for thousands of nodes Qt's own formatting holds up the window."""
    names = QLocale(locale)
    return tuple(names.monthName(month, QLocale.FormatType.ShortFormat) for month in range(1, 13))


def _time(node: Node) -> datetime | None:
    parsed = AlternativeName.parse(node.path.name)
    return None if parsed is None else parsed.time
