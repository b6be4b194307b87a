"""``profile.json`` of an AutoTune, in our form, the platform's resource form and NNI's."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from em_desktop.domain.autotune import (
    Algorithm,
    Direction,
    Search,
    SearchParameter,
    TrialGroup,
    trial_group,
)
from em_desktop.domain.nodes import Status
from em_desktop.domain.problems import Problem
from em_desktop.domain.recordings import Value
from em_desktop.formats.autotune_fields import (
    Fields,
    Object,
    as_duration,
    as_limit,
    as_list,
    as_object,
    as_text,
    as_time,
    as_whole,
    decoded,
)
from em_desktop.formats.autotune_states import search_status, trial_status

PROFILE = "profile.json"

_DISTRIBUTION_TYPOS = {"qlognoraml": "qlognormal"}
_TRAINING_KEYS = ("trainingConfig", "trainingService", "trialConfig", "trial", "clusterMetaData")
_COUNT_KEYS = {
    TrialGroup.SUCCEEDED: ("succeeded",),
    TrialGroup.FAILED: ("failed",),
    TrialGroup.EARLY_STOPPED: ("earlyStopped",),
    TrialGroup.CANCELED: ("canceled", "cancelled"),
    TrialGroup.RUNNING: ("running",),
    TrialGroup.WAITING: ("waiting",),
}


def name_of_node(node: str) -> str:
    """The experiment's name in a node's name ``<name>_<start in Unix seconds>``."""
    return re.sub(r"_\d+$", "", node) or node


def parse_profile(
    profile: Object, node: str, count_trials: Callable[[], int]
) -> tuple[Search, tuple[Problem, ...]]:
    """The search that a profile tells of, and what in it wasn't usable.

    Args:
        profile: the content of the file.
        node: the node's name, for a profile that names nothing.
        count_trials: asked only where the state can't be told without it.
    """
    top = Fields(PROFILE, profile)
    params = top.first(as_object, "params") or {}
    spec = top.first(as_object, "spec") or {}
    settings = Fields(PROFILE, params, spec, profile)
    search = Search(
        id=top.first(as_text, "id", "experimentId") or "",
        name=_name(profile, params) or name_of_node(node),
        status=Status.UNKNOWN,
        raw_status=_state(profile),
        message=top.first(_message, "message", "serverNote", "errors") or "",
        started=top.first(as_time, "startTime"),
        ended=top.first(as_time, "endTime"),
        recorded_time=top.first(as_duration, "execSeconds", "execDuration"),
        max_time=settings.first(
            _time_limit, "maxExecSeconds", "maxExecDuration", "maxExperimentDuration"
        ),
        max_trials=settings.first(as_limit, "maxTrialNum", "maxTrialNumber"),
        concurrency=settings.first(as_limit, "trialConcurrency"),
        space=_space(settings.first(as_object, "searchSpace") or {}),
        training=_training(settings),
        tuner=_algorithm(settings, "tuner"),
        assessor=_algorithm(settings, "assessor"),
        advisor=_algorithm(settings, "advisor"),
        counts=top.first(_counts, "trialCounts"),
        trials_made=top.first(as_whole, "nextSequenceId"),
    )
    if search.raw_status:
        status = search_status(search.raw_status)
    else:
        status = _implied_status(search, count_trials)
    return replace(search, status=status), (*top.problems, *settings.problems)


def _name(profile: Object, params: Object) -> str | None:
    metadata = Fields(PROFILE, profile).first(as_object, "metadata") or {}
    return (
        Fields(PROFILE, profile).first(as_text, "name", "experimentName")
        or Fields(PROFILE, params).first(as_text, "experimentName")
        or Fields(PROFILE, metadata).first(as_text, "name")
    )


def _state(profile: Object) -> str:
    status = Fields(PROFILE, profile).first(as_object, "status") or {}
    return (
        Fields(PROFILE, profile).first(as_text, "status", "phase", "state")
        or Fields(PROFILE, status).first(as_text, "phase")
        or ""
    )


def _implied_status(search: Search, count_trials: Callable[[], int]) -> Status:
    """The state of a search whose profile has none, as NNI's."""
    if search.ended is None:
        return Status.RUNNING
    spent = search.running_time_at(search.ended)
    if search.max_time is None or spent is None or spent < search.max_time:
        return Status.COMPLETE
    if search.max_trials is None:
        return Status.TIMEOUT
    made = search.trials_made
    if made is None:
        made = sum(search.counts.values()) if search.counts is not None else count_trials()
    return Status.TIMEOUT if made < search.max_trials else Status.COMPLETE


def _message(value: Any) -> str | None:
    lines = value if isinstance(value, list) else [value]
    return "\n".join(text for line in lines if (text := as_text(line)) is not None) or None


def _time_limit(value: Any) -> timedelta | None:
    return as_duration(value) or None


def _counts(value: Any) -> Mapping[TrialGroup, int] | None:
    counted = as_object(value)
    if counted is not None:
        fields = Fields(PROFILE, counted)
        return {group: fields.first(as_whole, *keys) or 0 for group, keys in _COUNT_KEYS.items()}
    rows = as_list(value)
    if rows is None:
        return None
    counts = dict.fromkeys(TrialGroup, 0)
    for row in rows:
        fields = Fields(PROFILE, as_object(row) or {})
        state = fields.first(as_text, "trialJobStatus")
        if state is not None:
            counts[trial_group(trial_status(state))] += (
                fields.first(as_whole, "trialJobNumber") or 0
            )
    return counts


def _space(space: Object) -> tuple[SearchParameter, ...]:
    return tuple(_dimension(name, as_object(value), value) for name, value in space.items())


def _dimension(name: str, described: Object | None, written: Any) -> SearchParameter:
    fields = Fields(PROFILE, described or {})
    distribution = fields.first(as_text, "_type")
    values = fields.first(as_list, "_value")
    if distribution is None:
        return SearchParameter(name, "", (written,))
    distribution = _DISTRIBUTION_TYPOS.get(distribution, distribution)
    return SearchParameter(name, distribution, () if values is None else tuple(values))


def _training(settings: Fields) -> dict[str, Value]:
    for key in _TRAINING_KEYS:
        found = settings.first(_configuration, key)
        if found:
            return found
    command = settings.first(as_text, "trialCommand")
    return {} if command is None else {"trialCommand": command}


def _configuration(value: Any) -> dict[str, Value] | None:
    found = decoded(value)
    if isinstance(found, Mapping):
        return {str(key): item for key, item in found.items()}
    if not isinstance(found, list):
        return None
    pairs: dict[str, Value] = {}
    for row in found:
        fields = Fields(PROFILE, as_object(row) or {})
        key = fields.first(as_text, "key")
        if key is not None:
            pairs[key] = fields.first(decoded, "value")
    return pairs


def _algorithm(settings: Fields, role: str) -> Algorithm | None:
    described = settings.first(as_object, role)
    if described is None:
        return None
    fields = Fields(PROFILE, described)
    name = fields.first(as_text, f"builtin{role}Name", "name", "className") or ""
    arguments = fields.first(as_object, "classArgs") or {}
    if not name and not arguments:
        return None
    mode = Fields(PROFILE, arguments).first(as_text, "optimize_mode") or ""
    known = {direction.value: direction for direction in Direction}
    return Algorithm(name, arguments, known.get(mode.lower()))
