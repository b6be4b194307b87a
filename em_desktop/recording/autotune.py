"""An AutoTune: a search for hyperparameters, and its trials."""

from __future__ import annotations

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
from em_desktop.recording.disk import Disk
from em_desktop.recording.documents import Documents
from em_desktop.recording.keeper import SECOND_ATTEMPT, SIGN_OF_LIFE, Duty, Keeper
from em_desktop.recording.names import parent_directory, random_text
from em_desktop.recording.notices import Notices
from em_desktop.recording.search_space import check_search_space
from em_desktop.recording.secrets import Masker
from em_desktop.recording.trial import METRIC, Trial, json_text, utc_text
from em_desktop.recording.values import to_mapping

PROFILE = "profile.json"
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
_LONGEST_MESSAGE = 10_000


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
        self._failure = ""
        self._started = time.monotonic()
        self._trials: list[Trial] = []
        self._counts = dict.fromkeys(_COUNTED.values(), 0)
        self._unwritten: dict[str, Trial] = {}  # by id: those that run, or wait for the disk
        self._keeper = Keeper(
            [Duty(SECOND_ATTEMPT, self._try_again), Duty(SIGN_OF_LIFE, self._show_life)]
        )

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

    def set_dimension(self, name: str, dimension: Any) -> None:
        """Add a parameter to the search space, where that becomes known bit by bit.

        Args:
            name: the hyperparameter. One that is known stays as it is.
            dimension: as in `create_autotune`.

        Raises:
            InvalidValueError: the dimension isn't understood.
        """
        (checked,) = check_search_space({name: dimension}).values()
        with self._lock:
            space = self._profile["params"]["searchSpace"]
            if name not in space:
                space[name] = checked
                self.save()

    def note(self, attributes: Mapping[str, Any]) -> None:
        """Note further facts about the search.

        Raises:
            InvalidValueError, TooLargeError: one can't be recorded.
        """
        values = self._masker.value(to_mapping(attributes, "attributes"))
        with self._lock:
            self._profile.setdefault("userAttributes", {}).update(values)
            self.save()

    def trial(
        self, parameters: Any, source: str = "algorithm", *, start: datetime | None = None
    ) -> Trial:
        """Begin a trial.

        Args:
            parameters: hyperparameter name to value.
            source: who chose them: ``algorithm``, ``customized`` (the user) or ``resumed``.
            start: when it began; now by default.

        Raises:
            InvalidValueError, TooLargeError: a parameter can't be recorded.
            EmError: the trial's directory can't be made.
        """
        values = self._masker.value(to_mapping(parameters, "parameters"))
        with self._lock:
            number = len(self._trials)
            path = self._make_trial_directory()
            trial = Trial(
                path,
                number,
                values,
                source,
                self._disk,
                self._notices,
                self._masker,
                self._count_end,
                start,
            )
            self._trials.append(trial)
            self._unwritten[trial.id] = trial
            self._counts["running"] += 1
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
        if os.getpid() != self._owner:
            return
        with self._lock:
            if self.status == "RUNNING":
                for trial in tuple(self._unwritten.values()):
                    trial.finish("sys_canceled", message="the search ended")
                self._profile["status"] = end
                reason = message or self._failure or "the script ended before the search did"
                self._profile["message"] = self._masker.text(reason) if end == "ERROR" else ""
                self._profile["endTime"] = utc_text()
                self.save()
        self._try_again()

    def begin(self) -> None:
        """Write the profile, and begin to give signs of life.

        Raises:
            EmError: it couldn't be written.
        """
        self.save()
        if not self._documents.flush():
            raise EmError(self.local, f"{PROFILE} can't be written")
        lifetime.remember(self)
        self._keeper.start()

    def fail(self, text: str) -> None:
        """Note why the search fails, for the end of the script."""
        self._failure = text[-_LONGEST_MESSAGE:]

    def save(self) -> None:
        """Write the profile. Never raises because of the disk."""
        with self._lock:
            profile = self._profile
            profile["execSeconds"] = round(time.monotonic() - self._started, 3)
            profile["nextSequenceId"] = len(self._trials)
            profile["revision"] += 1
            profile["trialCounts"] = self._counts
            self._documents.put_bytes(PROFILE, json_text(profile))

    def renew_after_fork(self) -> None:
        self._lock = threading.RLock()
        self._notices.renew_lock()
        self._documents.renew_after_fork()
        self._keeper.forget_thread()
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

    def _try_again(self) -> None:
        """Write what waits. A search that ended is let go when nothing waits any more."""
        done = self._documents.flush()
        with self._lock:
            unwritten = tuple(self._unwritten.values())
        for trial in unwritten:
            ended = trial.has_ended  # asked first: its end may fail to be written just now
            if not trial.flush():
                done = False
            elif ended:
                with self._lock:
                    self._unwritten.pop(trial.id, None)
        if done and self.status != "RUNNING":
            self._keeper.stop()
            lifetime.forget(self)

    def _count_end(self, trial: Trial) -> None:
        with self._lock:
            self._counts["running"] -= 1
            self._counts[_COUNTED[trial.status]] += 1
            self.save()

    def _show_life(self) -> None:
        self._documents.touch(PROFILE)

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
    search.begin()
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
