"""Reads the curves of groups of Runs, in a worker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from time import monotonic

from em_desktop.domain.curves import first_time
from em_desktop.domain.group_curves import CurveMean, MeanCurve
from em_desktop.domain.metrics import MetricTable, canonical_type
from em_desktop.domain.paths import NodePath
from em_desktop.domain.subjects import MetricKey
from em_desktop.errors import CancelledError, EmError
from em_desktop.formats.run import metric_files
from em_desktop.index.columns import ColumnCache
from em_desktop.stores.base import Cancel, Store

_TELL_EVERY = 0.5
"""Seconds between two times that it tells how far it is."""


@dataclass(frozen=True, slots=True)
class CurveGroup:
    """Runs whose mean is drawn.

    Attributes:
        key: names the group.
        title: what its Runs have in common.
        paths: the Runs.
    """

    key: str
    title: str
    paths: tuple[NodePath, ...]


@dataclass(frozen=True, slots=True, eq=False)
class GroupMeans:
    """What was read so far.

    Attributes:
        curves: the means of each group, by its key.
        read: how many Runs are in them.
        unreadable: how many couldn't be read.
    """

    curves: Mapping[str, Mapping[MetricKey, MeanCurve]] = field(default_factory=dict)
    read: int = 0
    unreadable: int = 0


def read_means(
    store: Store, groups: Sequence[CurveGroup], cache: Path, cancel: Cancel
) -> Iterator[GroupMeans]:
    """The means of all metrics of each group, told again and again while they are read.

    One Run of each group after the other, so that all groups are there early.
    """
    columns = ColumnCache(cache)
    means: dict[str, dict[MetricKey, CurveMean]] = {group.key: {} for group in groups}
    read = unreadable = 0
    told = monotonic()
    for row in zip_longest(*(group.paths for group in groups)):
        for group, path in zip(groups, row, strict=True):
            if path is None:
                continue
            cancel.check()
            try:
                _take(_tables(store, path, columns, cancel), means[group.key])
                read += 1
            except CancelledError:
                raise
            except EmError:  # gone or unreadable: its own page tells why
                unreadable += 1
            if monotonic() - told > _TELL_EVERY:
                yield _made(means, read, unreadable)
                told = monotonic()
    yield _made(means, read, unreadable)


def _tables(
    store: Store, path: NodePath, columns: ColumnCache, cancel: Cancel
) -> list[MetricTable]:
    source = store.objects(path)
    files = metric_files(source).value
    return [columns.table(source, file.key, file.type, cancel.check).value for file in files]


def _take(tables: Sequence[MetricTable], means: dict[MetricKey, CurveMean]) -> None:
    start, taken = first_time(tables), set[MetricKey]()
    for table in tables:
        for name in table.columns:
            key = MetricKey(canonical_type(table.type), name)
            if key not in taken:  # else a second file that means the same type
                taken.add(key)
                means.setdefault(key, CurveMean()).add(table.series(name), start)


def _made(
    means: Mapping[str, Mapping[MetricKey, CurveMean]], read: int, unreadable: int
) -> GroupMeans:
    curves = {
        group: {key: mean.curve() for key, mean in found.items()} for group, found in means.items()
    }
    return GroupMeans(curves, read, unreadable)
