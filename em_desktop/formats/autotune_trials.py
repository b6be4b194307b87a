"""The trials of an AutoTune: one folder each, with ``metadata.json``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Protocol, TypeAlias

from em_desktop.domain.autotune import Trial
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.domain.recordings import Value
from em_desktop.domain.trial_set import Reports
from em_desktop.formats.autotune_curves import Curve, read_curve
from em_desktop.formats.autotune_fields import (
    Fields,
    Object,
    as_object,
    as_text,
    as_time,
    as_whole,
    decoded,
    read_object,
)
from em_desktop.formats.autotune_metrics import METRICS, final_value, read_metrics
from em_desktop.formats.autotune_states import trial_status
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectInfo, ObjectSource

METADATA = "metadata.json"

_UNNUMBERED = -1
_FIRST_SNAPSHOT = 200
_SNAPSHOT_GROWTH = 4
_FEW = 50
_NEVER = datetime.max.replace(tzinfo=UTC)


def parse_trial(metadata: Object, trial_id: str, file: str) -> Reading[Trial]:
    """The trial that a ``metadata.json`` tells of.

    Args:
        metadata: the content of the file.
        trial_id: the folder's name, which always is the id.
        file: how problems name the file.

    Returns:
        the trial; its ``sequence`` is -1 where the file has none.
    """
    fields = Fields(file, metadata)
    problems: list[Problem] = []
    claimed = fields.first(_id, "trialJobId", "id", "trialId")
    if claimed not in {None, trial_id}:
        detail = f"the trial calls itself {claimed}; its folder's name counts"
        problems.append(Problem(file, ProblemKind.INCONSISTENT, detail))
    raw_status = fields.first(as_text, "status") or ""
    parameters = (
        fields.first(_parameters, "hyperParameters", "parameters", "params", "parameter", "hparams")
        or _Parameters()
    )
    sequence = fields.first(_sequence, "sequenceId", "sequence", "number")
    parameter_id = fields.first(as_whole, "parameterId")
    trial = Trial(
        id=trial_id,
        sequence=_UNNUMBERED if sequence is None else sequence,
        status=trial_status(raw_status),
        raw_status=raw_status,
        parameters=parameters.values,
        parameter_id=parameters.id if parameter_id is None else parameter_id,
        source=fields.first(as_text, "parameterSource") or parameters.source,
        submitted=fields.first(as_time, "submitTime"),
        started=fields.first(as_time, "startTime"),
        ended=fields.first(as_time, "endTime"),
        final=fields.first(final_value, "finalMetric", "finalMetricData"),
        message=fields.first(as_text, "message", "error", "errorMessage") or "",
    )
    if trial.started is None and trial.is_finished:
        trial = replace(trial, started=trial.submitted)
    return Reading(trial, (*problems, *fields.problems))


def numbered(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """The trials by number; those without one get the next, by their start and id."""
    known: list[Trial] = []
    unknown: list[Trial] = []
    for trial in trials:
        (unknown if trial.sequence == _UNNUMBERED else known).append(trial)
    known.sort(key=lambda trial: (trial.sequence, trial.id))
    unknown.sort(key=lambda trial: (trial.started or trial.submitted or _NEVER, trial.id))
    following = known[-1].sequence + 1 if known else 0
    return (*known, *(replace(trial, sequence=n) for n, trial in enumerate(unknown, following)))


def trial_of_key(key: str) -> str | None:
    """The trial whose ``metadata.json`` an object is; None for every other object."""
    trial_id, slash, name = key.partition("/")
    hidden = trial_id.startswith(".") or trial_id.endswith(".tmp")
    return trial_id if slash and name == METADATA and not hidden else None


Stamp: TypeAlias = tuple[tuple[int, int] | None, tuple[int, int] | None]
"""Time and size of a trial's two files; None for one that isn't there."""


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """What was read of a trial.

    Attributes:
        stamp: the files as they were; None where they must be read again.
        trial: None where it couldn't be read.
        problems: those of its metadata.
        curve: what it reported; None where that wasn't read yet.
        curve_problems: those of its reports.
    """

    stamp: Stamp | None
    trial: Trial | None
    problems: tuple[Problem, ...] = ()
    curve: Curve | None = None
    curve_problems: tuple[Problem, ...] = ()


class TrialMemory(Protocol):
    """Keeps what was read between starts of the program; it may lose any of it."""

    def load(self) -> dict[str, Remembered]:
        """What is kept, by the trial's id."""

    def keep(self, trials: Mapping[str, Remembered], removed: Iterable[str]) -> None:
        """Keep these too, in place of older ones, and forget those that were removed."""


class TrialReader:
    """Reads all trials of a search, and later only those that changed.

    What a reading found is remembered when it comes to its end.
    """

    def __init__(self, source: ObjectSource, memory: TrialMemory | None = None) -> None:
        self._source = source
        self._memory = memory
        self._known: dict[str, Remembered] | None = None
        self._kept: dict[str, Remembered] = {}

    def update(
        self, check: Callable[[], None] | None = None
    ) -> Iterator[Reading[tuple[Trial, ...]]]:
        """All trials by number: first a part of them, then more, at last all.

        A metadata file that is being written (empty, cut off) keeps what was read of
        it before, and is read again the next time.

        Args:
            check: called between files; what it raises ends the reading.

        Raises:
            EmError: the search's own directory can't be listed.
        """
        files = {info.key: info for info in self._source.list()}
        ids = [trial_id for key in files if (trial_id := trial_of_key(key)) is not None]
        first = self._known is None
        if first and self._memory is not None:
            self._kept = self._memory.load()
        before = self._kept if self._known is None else self._known
        known = dict[str, Remembered]()
        read_anew, snapshot_at = 0, _FIRST_SNAPSHOT
        for trial_id in ids:
            if check is not None:
                check()
            old = before.get(trial_id)
            read = self._read(trial_id, files, old)
            if read is not None:
                known[trial_id] = read
                read_anew += read is not old
            if read_anew == snapshot_at and first:
                snapshot_at *= _SNAPSHOT_GROWTH
                yield _reading(known.values())
        self._known = known
        yield _reading(known.values())

    @property
    def has_reports(self) -> bool:
        """Whether `reports` has little to read: it has read all before, or nearly all is kept."""
        known = self._known or {}
        missing = sum(one.curve is None for one in known.values())
        return bool(known) and missing <= _FEW

    def reports(
        self, trials: Iterable[Trial], check: Callable[[], None] | None = None
    ) -> Reading[Reports]:
        """What these trials reported; only files that changed since the last time are read.

        Args:
            trials: as `update` gave them last.
            check: called between files; what it raises ends the reading.
        """
        known = self._known or {}
        curves: list[Curve] = []
        problems: list[Problem] = []
        for trial in trials:
            if check is not None:
                check()
            one = known.get(trial.id)
            if one is not None and one.curve is None:
                reading = self._curve(one, trial)
                one = replace(one, curve=reading.value, curve_problems=reading.problems)
                known[trial.id] = one
            curves.append(Curve() if one is None or one.curve is None else one.curve)
            problems.extend(() if one is None else one.curve_problems)
        self._keep(known)
        pairs = [(curve.steps, curve.values) for curve in curves]
        reports = Reports.join(pairs, [curve.finals for curve in curves])
        return Reading(reports, tuple(problems))

    def _curve(self, known: Remembered, trial: Trial) -> Reading[Curve]:
        if known.stamp is not None and known.stamp[1] is None:
            return Reading(Curve())  # it had no file when the search was listed
        return read_curve(self._source, trial.id, finished=trial.is_finished)

    def _keep(self, known: Mapping[str, Remembered]) -> None:
        """Have what is new remembered beyond this program, unless something is wrong with it."""
        if self._memory is None:
            return
        sound = {
            trial_id: one
            for trial_id, one in known.items()
            if one.stamp is not None and one.curve is not None
            if not one.problems and not one.curve_problems
        }
        new = {key: one for key, one in sound.items() if self._kept.get(key) is not one}
        gone = self._kept.keys() - sound.keys()
        if new or gone:
            self._memory.keep(new, gone)
        self._kept = sound

    def _read(
        self, trial_id: str, files: Mapping[str, ObjectInfo], known: Remembered | None
    ) -> Remembered | None:
        """One trial; ``known`` itself if its files are those that were read before."""
        key = f"{trial_id}/{METADATA}"
        stamp = (_stamp(files[key]), _stamp(files.get(f"{trial_id}/{METRICS}")))
        if known is not None and known.stamp == stamp:
            return known
        loaded = read_object(self._source, key)
        if loaded.value is None:
            if any(problem.kind is ProblemKind.MISSING for problem in loaded.problems):
                return None  # removed since it was listed
            return Remembered(None, None if known is None else known.trial, loaded.problems)
        parsed = parse_trial(loaded.value, trial_id, key)
        trial = parsed.value
        if trial.final is None and stamp[1] is not None:
            trial = replace(trial, final=self._reported_final(trial))
        return Remembered(stamp, trial, (*loaded.problems, *parsed.problems))

    def _reported_final(self, trial: Trial) -> float | None:
        metrics = read_metrics(self._source, trial.id, finished=trial.is_finished, final_only=True)
        final = metrics.value.final
        return None if final is None else final.value


def _reading(known: Iterable[Remembered]) -> Reading[tuple[Trial, ...]]:
    known = tuple(known)
    trials = numbered(one.trial for one in known if one.trial is not None)
    return Reading(trials, tuple(problem for one in known for problem in one.problems))


def _stamp(info: ObjectInfo | None) -> tuple[int, int] | None:
    return None if info is None else (info.mtime_ns, info.size)


@dataclass(frozen=True, slots=True)
class _Parameters:
    values: dict[str, Value] = field(default_factory=dict)
    id: int | None = None
    source: str = ""


def _parameters(value: Any) -> _Parameters | None:
    """An object, JSON text, or a list of either (the last counts); NNI wraps the object."""
    found = decoded(value)
    if isinstance(found, list):
        return _parameters(found[-1]) if found else None
    if not isinstance(found, Mapping):
        return None
    values = {str(key): item for key, item in found.items()}
    wrapper = Fields("", values)
    inner = wrapper.first(as_object, "parameters")
    number = wrapper.first(as_whole, "parameter_id")
    source = wrapper.first(as_text, "parameter_source")
    if inner is None or (number is None and source is None):
        return _Parameters(values)
    return _Parameters(dict(inner), number, source or "")


def _id(value: Any) -> str | None:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _sequence(value: Any) -> int | None:
    number = as_whole(value)
    return number if number is not None and number >= 0 else None
