"""What tells nodes of one name apart: the part of their time that differs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

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
    pattern = _pattern(list(times.values()))
    locale = QLocale()
    return {
        node.path: (
            locale.toString(_qt_time(times[node.path]), pattern)
            if node.path in times
            else node.path.name
        )
        for node in twins
        if node.path in times or node.path.name != node.name
    }


def _pattern(times: list[datetime]) -> str:
    day = "M月d日" if QLocale().language() == QLocale.Language.Chinese else "d MMM"
    days = {time.date() for time in times}
    minutes = {(time.date(), time.hour, time.minute) for time in times}
    if len(days) == len(times) > 1:
        within_a_year = len({time.year for time in times}) == 1
        return day if within_a_year else "yyyy-MM-dd"
    clock = "HH:mm" if len(minutes) == len(times) else "HH:mm:ss"
    return clock if len(days) == 1 else f"{day} {clock}"


def _time(node: Node) -> datetime | None:
    parsed = AlternativeName.parse(node.path.name)
    return None if parsed is None else parsed.time


def _qt_time(time: datetime) -> QDateTime:
    return QDateTime(
        QDate(time.year, time.month, time.day), QTime(time.hour, time.minute, time.second)
    )
