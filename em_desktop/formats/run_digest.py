"""Reading of a Run what tables of many Runs show."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeAlias

from em_desktop.domain.flat_parameters import flatten
from em_desktop.domain.metrics import MetricTable, canonical_type
from em_desktop.domain.recordings import Scalar
from em_desktop.domain.run_digest import MetricDigest, RunDigest
from em_desktop.errors import AccessDeniedError, NotFoundError
from em_desktop.formats import run
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.recording import GIT, INDEX, METRICS, PARAMETERS, PLATFORM
from em_desktop.formats.source import ObjectInfo, ObjectSource

ReadTable: TypeAlias = Callable[[ObjectSource, str, str], MetricTable]
"""Reads the metric file with a key as the table of a type."""

MOST_METRICS = 5000
"""Of one Run; what it has beyond them isn't in tables."""
_FILES = (PARAMETERS, INDEX, GIT, PLATFORM)


@dataclass(frozen=True, slots=True)
class RunState:
    """The state of the files that a digest is made of.

    Attributes:
        fingerprint: another one whenever one of them was written.
        metric_bytes: how much there is to read.
        newest_ns: the newest of their times, in nanoseconds since 1970.
    """

    fingerprint: str
    metric_bytes: int
    newest_ns: int


def state_of(source: ObjectSource) -> RunState:
    """The state of a Run's files, by their sizes and times alone.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    infos = []
    for key in _FILES:
        try:
            infos.append(source.stat(key))
        except (NotFoundError, AccessDeniedError):
            continue
    metrics: list[ObjectInfo] = []
    with suppress(NotFoundError, AccessDeniedError):
        metrics = list(source.list(f"{METRICS}/"))
    infos += metrics
    fingerprint = ";".join(f"{info.key},{info.size},{info.mtime_ns}" for info in infos)
    newest = max((info.mtime_ns for info in infos), default=0)
    return RunState(fingerprint, sum(info.size for info in metrics), newest)


def read_digest(source: ObjectSource, read_table: ReadTable | None = None) -> RunDigest:
    """A Run in short; what can't be read is left out.

    Args:
        source: the Run's objects.
        read_table: how metric files are read; from the start if None.

    Raises:
        UnavailableError: the drive or server is gone.
    """
    read_table = read_table or _read_table
    metrics: dict[str, MetricDigest] = {}
    for file in run.metric_files(source).value:
        try:
            table = read_table(source, file.key, file.type)
        except (NotFoundError, AccessDeniedError):
            continue
        kind = canonical_type(file.type)
        for name in table.columns:
            full = f"{kind}/{name}"
            if full in metrics:  # a Run with both "val" and "validation"
                full = f"{file.type}/{name}"
            if len(metrics) < MOST_METRICS:
                metrics[full] = MetricDigest.of(table.series(name))
    return RunDigest.of(flatten(run.read_parameters(source).value), metrics, _facts(source))


def _read_table(source: ObjectSource, key: str, type: str) -> MetricTable:  # noqa: A002
    return MetricReader(source, key, type).update().value


def _facts(source: ObjectSource) -> dict[str, Scalar]:
    git, platform = run.read_git(source).value, run.read_platform(source).value
    facts: dict[str, Scalar] = {
        "git.branch": git.branch,
        "git.commit": git.commit[:12],
        "git.dirty": git.dirty,
        "platform.hostname": platform.hostname,
        "platform.os": platform.os,
        "platform.python": platform.python,
        "platform.framework": ", ".join(platform.frameworks),
    }
    facts |= {f"package.{name}": version for name, version in platform.packages[:50] if name}
    return {name: value for name, value in facts.items() if value not in {None, ""}}
