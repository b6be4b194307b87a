"""Optuna studies in journal files: one JSON object for each thing that happened."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import TooLargeError
from em_desktop.importers.found import FoundSearch, FoundTrial, Notes, Report
from em_desktop.importers.lines import whole_lines
from em_desktop.importers.optuna import take_attribute, take_parameter
from em_desktop.importers.sources import as_integer, as_number, json_value, seconds_of
from em_desktop.recording.integrations.optuna_terms import STATES

_NUMBERED = dict(enumerate(STATES.values()))
_DIRECTIONS = {1: "minimize", 2: "maximize"}
_MOST_TRIALS = 1_000_000


def is_journal(beginning: bytes) -> bool:
    """Whether a file begins as a journal does."""
    return beginning.startswith(b'{"op_code"')


def read(source: Path) -> Iterator[FoundSearch]:
    """The studies of a journal.

    Raises:
        EmError: it can't be read.
    """
    yield from _Playback(source).studies()


@dataclass(slots=True)
class _Playback:
    """Plays a journal back."""

    source: Path
    _studies: list[FoundSearch | None] = field(default_factory=list)
    _trials: list[tuple[int, FoundTrial]] = field(default_factory=list)
    _notes: Notes = field(default_factory=Notes)

    def studies(self) -> Iterator[FoundSearch]:
        """The studies as they are at the end of the journal; deleted ones aren't there."""
        for _, line in whole_lines(self.source, self._notes):
            entry = json_value(line)
            if isinstance(entry, dict):
                self._play(entry)
            else:
                self._notes.add("lines that can't be read", ProblemKind.MALFORMED)
        for study in self._studies:
            if study is not None:
                for each in self._notes.problems():
                    study.notes.add(each.detail, each.kind)
                yield study

    def _play(self, entry: dict[Any, Any]) -> None:
        code = entry.get("op_code")
        if code == 0:
            self._create_study(entry)
        elif code in {1, 2, 4}:
            index = as_integer(entry.get("study_id"))
            if index is None or not 0 <= index < len(self._studies):
                return
            study = self._studies[index]
            if code == 1:
                self._studies[index] = None
            elif study is not None and code == 2 and isinstance(entry.get("user_attr"), dict):
                study.attributes |= entry["user_attr"]
            elif code == 4:
                self._create_trial(index, study, entry)
        elif code in {5, 6, 7, 8, 9}:
            index = as_integer(entry.get("trial_id"))
            if index is not None and 0 <= index < len(self._trials):
                study_index, trial = self._trials[index]
                study = self._studies[study_index]
                if study is not None:
                    _change_trial(study, trial, code, entry)

    def _create_study(self, entry: dict[Any, Any]) -> None:
        name = str(entry.get("study_name"))
        study = FoundSearch(f"{self.source.absolute()}#{name}", name, notes=Notes(name))
        given = entry.get("directions")
        codes = given if isinstance(given, list) else []
        study.directions = [
            _DIRECTIONS.get(code, "minimize") for code in codes if isinstance(code, int)
        ]
        self._studies.append(study)

    def _create_trial(self, index: int, study: FoundSearch | None, entry: dict[Any, Any]) -> None:
        if len(self._trials) >= _MOST_TRIALS:
            raise TooLargeError(str(self.source), f"more than {_MOST_TRIALS:,} trials")
        count = len(study.trials) if study is not None else 0
        state = as_integer(entry.get("state", 0))
        trial = FoundTrial(count, _NUMBERED.get(state if state is not None else 0, "UNKNOWN"))
        self._trials.append((index, trial))
        if study is None:
            return
        study.trials.append(trial)
        _take_state(trial, entry)
        value = entry.get("value")
        if value is not None and not trial.values:
            _take_state(trial, {"values": [value]})
        distributions = _mapping(entry.get("distributions"))
        for name, value in _mapping(entry.get("params")).items():
            take_parameter(study, trial, name, value, distributions.get(name))
        for kind, own in (("user_attrs", True), ("system_attrs", False)):
            for name, value in _mapping(entry.get(kind)).items():
                take_attribute(trial, name, value, own=own)
        for step, value in _mapping(entry.get("intermediate_values")).items():
            number = as_number(value)
            if step.isascii() and step.isdecimal() and len(step) < 18 and number is not None:
                trial.reports[int(step)] = Report(int(step), number)


def _change_trial(study: FoundSearch, trial: FoundTrial, code: Any, entry: dict[Any, Any]) -> None:
    if code == 5:
        name = str(entry.get("param_name"))
        value = entry.get("param_value_internal")
        take_parameter(study, trial, name, value, entry.get("distribution"))
    elif code == 6:
        state = as_integer(entry.get("state"))
        if state is not None:
            trial.status = _NUMBERED.get(state, "UNKNOWN")
        _take_state(trial, entry)
    elif code == 7:
        step, number = as_integer(entry.get("step")), as_number(entry.get("intermediate_value"))
        if step is not None and number is not None:
            trial.reports[step] = Report(step, number)
    else:
        for name, value in _mapping(entry.get("user_attr" if code == 8 else "system_attr")).items():
            take_attribute(trial, name, value, own=code == 8)


def _take_state(trial: FoundTrial, entry: dict[Any, Any]) -> None:
    trial.start = seconds_of(entry.get("datetime_start")) or trial.start
    trial.end = seconds_of(entry.get("datetime_complete")) or trial.end
    values = entry.get("values")
    if isinstance(values, list):
        trial.values = [number for number in map(as_number, values) if number is not None]


def _mapping(value: Any) -> dict[str, Any]:
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}
