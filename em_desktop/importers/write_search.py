"""Putting a search and its trials into the files of an AutoTune."""

from __future__ import annotations

import math
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from em_desktop.errors import EmError
from em_desktop.formats.files import TEMPORARY_PREFIX, write_file
from em_desktop.importers.found import FoundSearch, FoundTrial, Notes
from em_desktop.importers.ledger import Ledger
from em_desktop.importers.naming import letters_for, time_text, trial_id
from em_desktop.importers.points import Records
from em_desktop.recording.secrets import Masker
from em_desktop.recording.trial import METADATA, METRIC, METRICS, json_text
from em_desktop.recording.values import to_mapping

_PROFILE = "profile.json"
_COUNTED = {
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "EARLY_STOPPED": "earlyStopped",
    "RUNNING": "running",
    "WAITING": "waiting",
}
_COUNTS = ("succeeded", "failed", "earlyStopped", "canceled", "running", "waiting")


def trial_mark(trial: FoundTrial) -> str:
    """How far a trial is; it is written again when this has changed."""
    return f"{trial.status} {trial.points}"


def update_search(
    search: FoundSearch, new: Sequence[FoundTrial], ledger: Ledger, directory: Path
) -> float | None:
    """Write a search's profile, and the trials that are new or went on.

    Args:
        search: all of it.
        new: the trials to write.
        ledger: is brought up to date.
        directory: the AutoTune's.

    Returns:
        When the search began, in seconds since 1970; None where nothing says it.

    Raises:
        EmError: a file can't be written.
        OSError: a directory can't be made.
    """
    if len(search.directions) > 1:
        search.notes.add(
            f"of {len(search.directions)} goals only the first is the metric;"
            " the values of the others stand beside it in each trial"
        )
    records = Records(search.name, "Z")
    for trial in new:
        _write_trial(search, trial, directory, records)
        ledger.trials[trial.number] = trial_mark(trial)
    _settle()
    starts = [trial.start for trial in search.trials if trial.start is not None]
    start = min(starts, default=None)
    write_file(directory / _PROFILE, json_text(_profile(search, start, ledger)))
    ledger.note(search.notes.problems())
    ledger.save(directory)
    return start


def _profile(search: FoundSearch, start: float | None, ledger: Ledger) -> dict[str, Any]:
    running = any(trial.status == "RUNNING" for trial in search.trials)
    ends = [trial.end for trial in search.trials if trial.end is not None]
    end = None if running or not ends else max(ends)
    counts = Counter(_COUNTED.get(trial.status, "failed") for trial in search.trials)
    arguments = {"optimize_mode": (search.directions or ["minimize"])[0]}
    return {
        "formatVersion": 1,
        "id": letters_for(f"{ledger.kind}\n{ledger.id}", 8),
        "name": search.name,
        "status": "RUNNING" if running else "DONE",
        "message": "",
        "startTime": time_text(start, "Z") or None,
        "endTime": time_text(end, "Z") or None,
        "execSeconds": round(end - start, 3) if start is not None and end is not None else 0,
        "params": {
            "maxExecSeconds": None,
            "maxTrialNum": None,
            "trialConcurrency": None,
            "searchSpace": search.space,
            "trainingConfig": None,
            "tuner": {"builtinTunerName": search.tuner, "classArgs": arguments},
            "assessor": _assessor(search, arguments),
            "advisor": None,
            "metricName": METRIC,
        },
        "nextSequenceId": len(search.trials),
        "revision": 1,
        "trialCounts": {name: counts.get(name, 0) for name in _COUNTS},
        "userAttributes": _mapping(search.attributes, search.notes),
    }


def _assessor(search: FoundSearch, arguments: dict[str, str]) -> dict[str, Any] | None:
    if search.assessor is None:
        return None
    return {"builtinAssessorName": search.assessor, "classArgs": arguments}


def _write_trial(search: FoundSearch, trial: FoundTrial, directory: Path, records: Records) -> None:
    place = directory / trial_id(search.id, trial.number)
    place.mkdir(exist_ok=True)
    parameters = Masker({}).value(_mapping(trial.parameters, search.notes))
    # a pruned trial's value is only its last report
    values = trial.values if trial.status == "SUCCEEDED" else []
    final = values[0] if values else None
    metadata = {
        "formatVersion": 1,
        "trialJobId": place.name,
        "sequenceId": trial.number,
        "status": trial.status,
        "hyperParameters": parameters,
        "parameterId": trial.number,
        "parameterSource": trial.source,
        "submitTime": time_text(trial.start, "Z") or None,
        "startTime": time_text(trial.start, "Z") or None,
        "endTime": time_text(trial.end, "Z") or None,
        "finalMetric": final if final is not None and math.isfinite(final) else None,
        "message": trial.message,
        "userAttributes": _mapping(trial.attributes, search.notes),
    }
    lines = [
        records.record({METRIC: report.value}, report.step, None, report.time, "PERIODICAL")
        for _, report in sorted(trial.reports.items())
    ]
    if final is not None:
        others = {f"goal {number}": value for number, value in enumerate(values[1:], 2)}
        lines.append(records.record({METRIC: final, **others}, 0, None, trial.end, "FINAL"))
    if lines:
        _put(place / METRICS, b"".join(lines))
    _put(place / METADATA, json_text(metadata))


def _put(path: Path, data: bytes) -> None:
    """Replace a file in one step; `_settle` makes it survive a power failure.

    Waiting for the disk at each of a thousand trials would take half a minute.
    """
    temporary = path.with_name(f"{TEMPORARY_PREFIX}{path.name}")
    temporary.write_bytes(data)
    temporary.replace(path)


def _settle() -> None:
    """Wait until all that was written is on the disk, where the system can do that."""
    if hasattr(os, "sync"):
        os.sync()


def _mapping(values: dict[str, Any], notes: Notes) -> dict[Any, Any]:
    result: dict[Any, Any] = {}
    for name, value in values.items():
        try:
            result |= to_mapping({name: value}, "values")
        except EmError as error:
            notes.add(f"{name[:80]!a}: {error.reason}")
    return result
