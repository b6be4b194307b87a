"""A study of Optuna as it is in memory, whichever storage it has."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from em_desktop.importers.found import FoundSearch, FoundTrial, Notes, Report
from em_desktop.importers.imported import Imported
from em_desktop.importers.kinds import Kind
from em_desktop.importers.optuna import take_attribute, take_parameter
from em_desktop.importers.write import Importer
from em_desktop.recording.integrations.optuna_terms import STATES

if TYPE_CHECKING:
    from optuna.study import Study


def convert_study(study: Study, target: str | os.PathLike[str]) -> Imported:
    """Turn a study into a search in a folder. A second time only what is new is added.

    For studies in databases other than SQLite, in memory, behind a server; files of a
    study are read by ``em-desktop import``, without Optuna.

    Args:
        study: the study.
        target: the folder; it is made where it isn't there.

    Returns:
        What was done; what went wrong is in it.
    """
    return Importer(Path(target), Kind.OPTUNA.value).put(read_study(study))


def read_study(study: Study) -> FoundSearch:
    """What a study holds."""
    name = study.study_name
    search = FoundSearch(f"study#{name}", name, notes=Notes(name))
    search.directions = [direction.name.lower() for direction in study.directions]
    search.tuner = type(study.sampler).__name__
    search.assessor = type(study.pruner).__name__
    search.attributes = dict(study.user_attrs)
    from optuna.distributions import distribution_to_json

    for found in study.get_trials(deepcopy=False):
        trial = FoundTrial(found.number, STATES.get(found.state.name, "UNKNOWN"))
        trial.start = None if found.datetime_start is None else found.datetime_start.timestamp()
        trial.end = None if found.datetime_complete is None else found.datetime_complete.timestamp()
        trial.values = list(found.values or ())
        for step, value in found.intermediate_values.items():
            trial.reports[step] = Report(step, value)
        for name_, distribution in found.distributions.items():
            internal = distribution.to_internal_repr(found.params[name_])
            take_parameter(search, trial, name_, internal, distribution_to_json(distribution))
        for own, attributes in ((True, found.user_attrs), (False, found.system_attrs)):
            for name_, value in attributes.items():
                take_attribute(trial, name_, value, own=own)
        search.trials.append(trial)
    return search
