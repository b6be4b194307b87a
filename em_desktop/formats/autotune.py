"""Reading an AutoTune: its profile, its trials, and what a trial reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import PurePath

from em_desktop.domain.autotune import Search, SearchSummary, Trial, TrialMetrics
from em_desktop.domain.nodes import Status
from em_desktop.formats.autotune_fields import read_object
from em_desktop.formats.autotune_metrics import read_metrics
from em_desktop.formats.autotune_profile import PROFILE, name_of_node, parse_profile
from em_desktop.formats.autotune_trials import (
    METADATA,
    TrialMemory,
    TrialReader,
    parse_trial,
    trial_of_key,
)
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectInfo, ObjectSource

__all__ = [
    "PROFILE",
    "TrialMemory",
    "TrialReader",
    "last_activity",
    "list_trial_files",
    "read_search",
    "read_trial",
    "read_trial_metrics",
    "read_trials",
    "summarize",
]


def read_search(source: ObjectSource) -> Reading[Search]:
    """The search's profile. Where it can't be read, its name and no known state."""
    node = PurePath(source.location).name
    loaded = read_object(source, PROFILE)
    if loaded.value is None:
        return Reading(Search("", name_of_node(node), Status.UNKNOWN), loaded.problems)
    search, problems = parse_profile(loaded.value, node, lambda: _count_trials(source))
    return Reading(search, (*loaded.problems, *problems))


def summarize(source: ObjectSource) -> Reading[SearchSummary]:
    """What a listing shows, from the profile."""
    reading = read_search(source)
    search = reading.value
    summary = SearchSummary(search.name, search.status, search.started, search.ended)
    return Reading(summary, reading.problems)


def read_trials(
    source: ObjectSource, check: Callable[[], None] | None = None
) -> Reading[tuple[Trial, ...]]:
    """All trials by number; a damaged one is left out, with the reason.

    Args:
        source: the objects of the AutoTune.
        check: called between files; what it raises ends the reading.

    Raises:
        EmError: the directory can't be listed.
    """
    *_, complete = TrialReader(source).update(check)
    return complete


def read_trial(source: ObjectSource, trial_id: str) -> Reading[Trial]:
    """One trial, with what it reported as its final value.

    Args:
        source: the objects of the AutoTune.
        trial_id: the name of the trial's folder.

    Raises:
        EmError: the trial isn't there.
    """
    key = f"{trial_id}/{METADATA}"
    source.stat(key)
    loaded = read_object(source, key)
    reading = parse_trial(loaded.value or {}, trial_id, key)
    return Reading(reading.value, (*loaded.problems, *reading.problems))


def read_trial_metrics(source: ObjectSource, trial_id: str) -> Reading[TrialMetrics]:
    """What one trial reported."""
    key = f"{trial_id}/{METADATA}"
    metadata = read_object(source, key).value or {}
    finished = parse_trial(metadata, trial_id, key).value.is_finished
    return read_metrics(source, trial_id, finished=finished)


def list_trial_files(source: ObjectSource, trial_id: str) -> Iterator[ObjectInfo]:
    """Whatever lies in a trial's folder; keys are relative to it.

    Args:
        source: the objects of the AutoTune.
        trial_id: the name of the folder.

    Raises:
        EmError: the folder can't be listed.
    """
    folder = f"{trial_id}/"
    for info in source.list(folder):
        yield replace(info, key=info.key.removeprefix(folder))


def last_activity(source: ObjectSource) -> datetime | None:
    """When any file of the search was written last; None where there is none."""
    newest = max((info.mtime_ns for info in source.list()), default=None)
    return None if newest is None else datetime.fromtimestamp(newest / 1e9, tz=UTC)


def _count_trials(source: ObjectSource) -> int:
    return sum(trial_of_key(info.key) is not None for info in source.list())
