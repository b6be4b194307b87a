"""An AutoTune: a search for hyperparameters, and its trials."""

from __future__ import annotations

import json
import math
import os
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from em_desktop.domain.paths import check_new_name
from em_desktop.errors import AlreadyExistsError, EmError, InvalidValueError, from_os_error
from em_desktop.recording import lifetime
from em_desktop.recording.append_file import AppendFile
from em_desktop.recording.disk import Disk
from em_desktop.recording.documents import Documents
from em_desktop.recording.metric_record import Clock, RecordWriter
from em_desktop.recording.names import parent_directory, random_text
from em_desktop.recording.notices import Notices
from em_desktop.recording.search_space import check_search_space
from em_desktop.recording.secrets import Masker
from em_desktop.recording.values import to_mapping, to_number

PROFILE = "profile.json"
METADATA = "metadata.json"
METRICS = "metrics.yaml"
METRIC = "default"

_STATES = {
    "succeeded": "SUCCEEDED",
    "complete": "SUCCEEDED",
    "failed": "FAILED",
    "fail": "FAILED",
    "error": "FAILED",
    "early_stopped": "EARLY_STOPPED",
    "pruned": "EARLY_STOPPED",
    "user_canceled": "USER_CANCELED",
    "canceled": "USER_CANCELED",
    "sys_canceled": "SYS_CANCELED",
}
_COUNTED = {
    "SUCCEEDED": "succeeded",
    "FAILED": "failed",
    "EARLY_STOPPED": "earlyStopped",
    "USER_CANCELED": "canceled",
    "SYS_CANCELED": "canceled",
    "RUNNING": "running",
    "WAITING": "waiting",
}
_ENDS = {"done": "DONE", "complete": "DONE", "timeout": "TIMEOUT", "error": "ERROR"}
_DIRECTIONS = {"maximize", "minimize"}
_TRIES = 20


class AutoTune:
    """A search. Made by `create_autotune`; ended by `finish` or a ``with`` block.

        with em.create_autotune("lr-search", {"lr": [0.1, 0.01]}, direction="minimize") as search:
            for lr in (0.1, 0.01):
                with search.trial({"lr": lr}) as trial:
                    trial.report(train(lr), step=1)

    Attributes:
        local: its directory, as it was given (relative by default).
    """

    def __init__(self, local: Path, profile: dict[str, Any], disk: Disk) -> None:
        self.local = os.fspath(local)
        self._directory = local.absolute()
        self._profile = profile
        self._disk = disk
        self._notices = Notices(local.name)
        self._documents = Documents(self._directory, disk, self._notices)
        self._masker = Masker()
        self._lock = threading.RLock()
        self._owner = os.getpid()
        self._started = time.monotonic()
        self._trials: list[Trial] = []

    @property
    def name(self) -> str:
        return str(self._profile["name"])

    @property
    def status(self) -> str:
        """``RUNNING``, ``DONE``, ``TIMEOUT`` or ``ERROR``."""
        return str(self._profile["status"])

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All trials, in the order of their making."""
        return tuple(self._trials)

    def trial(self, parameters: Any, source: str = "algorithm") -> Trial:
        """Begin a trial.

        Args:
            parameters: hyperparameter name to value.
            source: who chose them: ``algorithm``, ``customized`` (the user) or ``resumed``.

        Raises:
            InvalidValueError, TooLargeError: a parameter can't be recorded.
            EmError: the trial's directory can't be made.
        """
        values = self._masker.value(to_mapping(parameters, "parameters"))
        with self._lock:
            number = len(self._trials)
            path = self._make_trial_directory()
            trial = Trial(self, path, number, values, source, self._disk, self._notices)
            self._trials.append(trial)
            self.save()
        return trial

    def finish(self, status: str = "done", message: str = "") -> None:
        """End the search. Trials that still run are canceled.

        Args:
            status: ``done``; ``timeout`` where the time was up; ``error`` where it can't go on.
            message: why, for ``error``.
        """
        end = _ENDS.get(str(status).lower())
        if end is None:
            raise InvalidValueError("status", f"one of {', '.join(_ENDS)}, not {status!r:.40}")
        with self._lock:
            if self.status != "RUNNING" or os.getpid() != self._owner:
                return
            for trial in self._trials:
                trial.finish("sys_canceled", message="the search ended")
            self._profile["status"] = end
            self._profile["message"] = self._masker.text(message) if end == "ERROR" else ""
            self._profile["endTime"] = utc_text()
            self.save()
            lifetime.forget(self)

    def fail(self, text: str) -> None:
        """Note why the search fails, for the end of the script."""
        self._profile["message"] = self._masker.text(text)[-10_000:]

    def save(self) -> None:
        """Write the profile. Never raises because of the disk."""
        with self._lock:
            profile = self._profile
            profile["execSeconds"] = round(time.monotonic() - self._started, 3)
            profile["nextSequenceId"] = len(self._trials)
            profile["revision"] += 1
            counts = dict.fromkeys(
                ("succeeded", "failed", "earlyStopped", "canceled", "running", "waiting"), 0
            )
            for trial in self._trials:
                counts[_COUNTED[trial.status]] += 1
            profile["trialCounts"] = counts
            self._documents.put_bytes(PROFILE, json_text(profile))

    def renew_after_fork(self) -> None:
        self._lock = threading.RLock()
        self._notices.renew_lock()
        self._documents.renew_after_fork()
        for trial in self._trials:
            trial.renew_after_fork()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            self.finish()
        else:
            self.finish("error", lifetime.traceback_text(kind, error, traceback))

    def __repr__(self) -> str:
        return f"<AutoTune {self.name}: {len(self._trials)} trials>"

    def _make_trial_directory(self) -> Path:
        for _ in range(_TRIES):
            path = self._directory / random_text(5)
            try:
                self._disk.make_directory(path)
            except FileExistsError:
                continue
            except OSError as error:
                raise from_os_error(error, os.fspath(path)) from error
            return path
        raise EmError(self.local, "no free trial id was found")


class Trial:
    """One try. Ended by `finish` or a ``with`` block; an exception makes it failed."""

    def __init__(
        self,
        search: AutoTune,
        directory: Path,
        number: int,
        parameters: dict[str, Any],
        source: str,
        disk: Disk,
        notices: Notices,
    ) -> None:
        self._search = search
        self._documents = Documents(directory, disk, notices)
        self._file = AppendFile(directory / METRICS, disk, notices)
        self._writer = RecordWriter(notices, Clock(utc=True))
        self._notices = notices
        self._last: float | None = None
        self._lock = threading.RLock()
        now = utc_text()
        self._metadata: dict[str, Any] = {
            "formatVersion": 1,
            "trialJobId": directory.name,
            "sequenceId": number,
            "status": "RUNNING",
            "hyperParameters": parameters,
            "parameterId": number,
            "parameterSource": source,
            "submitTime": now,
            "startTime": now,
            "endTime": None,
            "finalMetric": None,
            "message": "",
        }
        self._save()

    @property
    def id(self) -> str:
        """The name of its directory."""
        return str(self._metadata["trialJobId"])

    @property
    def number(self) -> int:
        """0, 1, 2... in the order of making."""
        return int(self._metadata["sequenceId"])

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self._metadata["hyperParameters"])

    @property
    def status(self) -> str:
        """``RUNNING``, ``SUCCEEDED``, ``FAILED``, ``EARLY_STOPPED``..."""
        return str(self._metadata["status"])

    def report(self, value: Any, step: Any, extra: Mapping[str, Any] | None = None) -> None:
        """Report an intermediate value of the metric. Never raises because of the disk.

        Args:
            value: a number, or an array or tensor with one element.
            step: where in the training it was measured.
            extra: further named values, to be shown only.
        """
        number = to_number(value)
        if number is not None:
            self._last = number
        self._file.append(self._record("PERIODICAL", value, step, extra))

    def finish(self, state: str = "succeeded", value: Any = None, message: str = "") -> None:
        """End the trial. A trial that has ended stays as it is.

        Args:
            state: ``succeeded``, ``failed``, ``pruned`` (or ``early_stopped``), ``canceled``.
            value: the final value; the last one reported if it isn't given. Trials that
                didn't succeed have one only if it is given.
            message: why it failed or was stopped.

        Raises:
            InvalidValueError: there is no such state.
        """
        status = _STATES.get(str(state).lower())
        if status is None:
            raise InvalidValueError("state", f"one of {', '.join(_STATES)}, not {state!r:.40}")
        with self._lock:
            if self.status not in {"RUNNING", "WAITING"}:
                return
            final = to_number(value) if value is not None else None
            if value is None and status == "SUCCEEDED":
                final = self._last
            if final is not None:
                self._file.append(self._record("FINAL", final, 0, None))
                self._metadata["finalMetric"] = final if math.isfinite(final) else None
            self._metadata["status"] = status
            self._metadata["endTime"] = utc_text()
            self._metadata["message"] = self._search._masker.text(message)  # noqa: SLF001
            self._file.close()
            self._save()
        self._search.save()

    def renew_after_fork(self) -> None:
        self._lock = threading.RLock()
        self._file.renew_after_fork()
        self._documents.renew_after_fork()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            self.finish()
        else:
            self.finish("failed", message=lifetime.traceback_text(kind, error, traceback))

    def __repr__(self) -> str:
        return f"<Trial {self.number} {self.id}: {self.status}>"

    def _record(self, kind: str, value: Any, step: Any, extra: Mapping[str, Any] | None) -> bytes:
        further = {name: item for name, item in (extra or {}).items() if name != METRIC}
        return self._writer.record({METRIC: value, **further}, step, None, kind)

    def _save(self) -> None:
        self._documents.put_bytes(METADATA, json_text(self._metadata))


def create_autotune(
    name: str,
    search_space: Mapping[str, Any],
    metric: str = METRIC,
    direction: str = "maximize",
    *,
    max_trials: int | None = None,
    max_seconds: int | None = None,
    concurrency: int | None = None,
    tuner: str | Mapping[str, Any] | None = None,
    assessor: str | Mapping[str, Any] | None = None,
    training: Mapping[str, Any] | None = None,
    disk: Disk | None = None,
) -> AutoTune:
    """Make a new search below ``EM_AUTOTUNE_PARENT_DIR`` (``.em/autotune`` if not set).

    Args:
        name: may occur again; the directory gets the time.
        search_space: parameter name to ``{"_type": "loguniform", "_value": [1e-4, 1]}``, or
            to a list of choices.
        metric: what the reported value is, for the reader; the files call it ``default``.
        direction: ``maximize`` or ``minimize``.
        max_trials: how many trials there will be; None means no limit.
        max_seconds: how long it may take; None means no limit.
        concurrency: how many trials run at a time; None where it isn't limited.
        tuner: what proposes trials: a name, or
            ``{"builtinTunerName": name, "classArgs": {...}}``.
        assessor: what stops trials early; as ``tuner``.
        training: how a trial is run, in any form; it is shown as it is.
        disk: does the input and output; for tests.

    Raises:
        InvalidNameError: no directory can have this name.
        InvalidValueError: the search space or direction isn't understood.
        EmError: the directory can't be made or written.
    """
    if direction not in _DIRECTIONS:
        raise InvalidValueError("direction", f"maximize or minimize, not {direction!r:.40}")
    space = check_search_space(search_space)
    disk = disk or Disk()
    path, start = _make_directory(name, disk)
    profile = _profile(name, start) | {
        "params": {
            "maxExecSeconds": max_seconds,
            "maxTrialNum": max_trials,
            "trialConcurrency": concurrency,
            "searchSpace": space,
            "trainingConfig": None if training is None else to_mapping(training, "training"),
            "tuner": _algorithm("Tuner", tuner or "Custom", direction),
            "assessor": None if assessor is None else _algorithm("Assessor", assessor, direction),
            "advisor": None,
            "metricName": str(metric),
        }
    }
    search = AutoTune(path, profile, disk)
    search.save()
    if not search._documents.flush():  # noqa: SLF001
        raise EmError(search.local, f"{PROFILE} can't be written")
    lifetime.remember(search)
    return search


def _profile(name: str, start: datetime) -> dict[str, Any]:
    """``profile.json`` of a search that begins, in the order of the format."""
    return {
        "formatVersion": 1,
        "id": random_text(8),
        "name": name,
        "status": "RUNNING",
        "message": "",
        "startTime": start.isoformat().replace("+00:00", "Z"),
        "endTime": None,
        "execSeconds": 0,
        "params": {},
        "nextSequenceId": 0,
        "revision": 0,
        "trialCounts": {},
    }


def json_text(value: Any) -> bytes:
    """A JSON file's bytes; NaN and infinities, which JSON lacks, become null."""
    return (json.dumps(_finite(value), ensure_ascii=False, indent=2) + "\n").encode()


def utc_text() -> str:
    """This moment in UTC, with ``Z``."""
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def _finite(value: Any) -> Any:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {key: _finite(item) for key, item in value.items()}
        case list() | tuple():
            return [_finite(item) for item in value]
        case _:
            return value


def _algorithm(role: str, given: str | Mapping[str, Any], direction: str) -> dict[str, Any]:
    key = f"builtin{role}Name"
    if isinstance(given, str):
        return {key: given, "classArgs": {"optimize_mode": direction}}
    values = to_mapping(given, role.lower())
    arguments = values.get("classArgs")
    arguments = arguments if isinstance(arguments, dict) else {}
    return {key: "Custom", **values, "classArgs": {"optimize_mode": direction, **arguments}}


def _make_directory(name: str, disk: Disk) -> tuple[Path, datetime]:
    """A directory ``<name>_<seconds since 1970>``; the next second's where that is taken."""
    start = datetime.now(UTC)
    parent = parent_directory("EM_AUTOTUNE_PARENT_DIR", ".em/autotune")
    second = int(start.timestamp())
    path = parent / check_new_name(f"{name}_{second}")
    try:
        disk.make_directories(parent)
        for later in range(_TRIES):
            path = parent / f"{name}_{second + later}"
            try:
                disk.make_directory(path)
            except FileExistsError:
                continue
            return path, start
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
    raise AlreadyExistsError(os.fspath(path))
