"""The trials of an Optuna study as trials of a search."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any

from optuna.distributions import BaseDistribution, distribution_to_json
from optuna.trial import FrozenTrial, TrialState

from em_desktop.errors import EmError
from em_desktop.recording.autotune import AutoTune
from em_desktop.recording.integrations.optuna_terms import STATES, dimension
from em_desktop.recording.integrations.parameters import recordable
from em_desktop.recording.trial import Trial

_log = logging.getLogger("em_desktop.recording")


class TrialBook:
    """The trials of a study and those of its search. Nothing here raises into the study."""

    def __init__(self, search: AutoTune) -> None:
        self._search = search
        self._trials: dict[int, Trial] = {}

    def take(self, found: FrozenTrial) -> None:
        """Record a trial that has ended, whole."""
        trial = self.begin(found)
        if trial is None:
            return
        for step, value in found.intermediate_values.items():
            trial.report(value, step, time="")
        self.note(found._trial_id, found.user_attrs)  # noqa: SLF001
        self.end(found)

    def begin(self, found: FrozenTrial) -> Trial | None:
        """Record that a trial runs, with the parameters that it has; None if that failed."""
        fixed = "fixed_params" in found.system_attrs
        source = "customized" if fixed else "algorithm"
        parameters = recordable(found.params)
        try:
            trial = self._search.trial(parameters, source, start=found.datetime_start)
        except EmError as error:
            _log.warning("trial %s isn't recorded: %s", found.number, error)
            return None
        self._trials[found._trial_id] = trial  # noqa: SLF001
        for name, distribution in found.distributions.items():
            self._know(name, distribution)
        return trial

    def suggest(self, id_: int, name: str, internal: float, known: BaseDistribution) -> None:
        """Record a parameter that was chosen."""
        trial = self._trials.get(id_)
        if trial is not None:
            trial.set_parameter(name, recordable(known.to_external_repr(internal)))
            self._know(name, known)

    def report(self, id_: int, step: int, value: float) -> None:
        """Record an intermediate value."""
        trial = self._trials.get(id_)
        if trial is not None:
            trial.report(value, step)

    def note(self, id_: int, attributes: Mapping[str, Any]) -> None:
        """Record what the user noted with a trial."""
        trial = self._trials.get(id_)
        if trial is not None and attributes:
            trial.note(recordable(attributes))

    def end(self, found: FrozenTrial) -> None:
        """Record how a trial ended. A pruned one's value is only its last report."""
        trial = self._trials.pop(found._trial_id, None)  # noqa: SLF001
        if trial is None:
            return
        state = STATES[found.state.name].lower()
        values = (found.values or []) if found.state is TrialState.COMPLETE else []
        others = {f"goal {number}": value for number, value in enumerate(values[1:], 2)}
        final = values[0] if values else None
        trial.finish(state, final, extra=others, end=found.datetime_complete)

    def _know(self, name: str, distribution: BaseDistribution) -> None:
        text = json.loads(distribution_to_json(distribution))
        found = dimension(text["name"], text["attributes"])
        if found is not None:
            try:
                self._search.set_dimension(name, recordable(found))
            except EmError as error:
                _log.warning("the range of %s isn't recorded: %s", name, error)
