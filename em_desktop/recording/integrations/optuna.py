"""Optuna: a study is recorded as it runs.

from em_desktop.recording.integrations.optuna import record_study

with record_study("digits", direction="maximize") as study:
study.optimize(objective, n_trials=50)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Literal, TypeAlias

import optuna
from optuna.storages import BaseStorage, get_storage
from optuna.study import Study
from optuna.trial import FrozenTrial

from em_desktop.recording.autotune import AutoTune, create_autotune
from em_desktop.recording.integrations.optuna_storage import RecordingStorage
from em_desktop.recording.integrations.optuna_trials import TrialBook
from em_desktop.recording.integrations.parameters import recordable

Direction: TypeAlias = Literal["minimize", "maximize"]


@contextmanager
def record_study(
    name: str,
    *,
    direction: Direction | None = None,
    directions: Sequence[Direction] | None = None,
    sampler: optuna.samplers.BaseSampler | None = None,
    pruner: optuna.pruners.BasePruner | None = None,
    storage: str | BaseStorage | None = None,
    load_if_exists: bool = False,
    max_trials: int | None = None,
) -> Iterator[Study]:
    """A study whose trials are recorded as a search while they run.

    Trials that a loaded study has already are recorded at the beginning. The end of the
    block ends the search; an exception in it makes it an error.

    Args:
        name: of the study and of the search.
        direction: ``minimize`` or ``maximize``; as for ``optuna.create_study``.
        directions: one for each goal; the first goal is the search's metric.
        sampler: as for ``optuna.create_study``.
        pruner: as for ``optuna.create_study``.
        storage: as for ``optuna.create_study``.
        load_if_exists: as for ``optuna.create_study``.
        max_trials: how many trials there will be, for the progress that is shown.

    Raises:
        InvalidNameError, EmError: as `create_autotune`.
    """
    inner = get_storage(storage)
    study = optuna.create_study(
        storage=inner,
        study_name=name,
        direction=direction,
        directions=directions,
        sampler=sampler,
        pruner=pruner,
        load_if_exists=load_if_exists,
    )
    with create_search(study, max_trials=max_trials) as search:
        recorder = RecordingStorage(inner, search)
        for trial in study.get_trials(deepcopy=False):
            if trial.state.is_finished():
                recorder.book.take(trial)
        yield optuna.load_study(
            study_name=study.study_name,
            storage=recorder,
            sampler=study.sampler,
            pruner=study.pruner,
        )


def create_search(study: Study, name: str = "", *, max_trials: int | None = None) -> AutoTune:
    """A new search for a study: its direction, sampler, pruner and attributes.

    Args:
        study: the study.
        name: of the search; the study's by default.
        max_trials: as for `create_autotune`.

    Raises:
        InvalidNameError, EmError: as `create_autotune`.
    """
    search = create_autotune(
        name or study.study_name,
        {},
        direction=study.directions[0].name.lower(),
        max_trials=max_trials,
        tuner=type(study.sampler).__name__,
        assessor=type(study.pruner).__name__,
    )
    if study.user_attrs:
        search.note(recordable(study.user_attrs))
    return search


class StudyCallback:
    """Records each trial into a search when it ends, for studies of any storage.

        with create_search(study) as search:
            study.optimize(objective, n_trials=50, callbacks=[StudyCallback(search)])

    Of a study that several processes work on, each records its own trials.
    """

    def __init__(self, search: AutoTune) -> None:
        self._book = TrialBook(search)

    def __call__(self, study: Study, trial: FrozenTrial) -> None:
        del study
        self._book.take(trial)
