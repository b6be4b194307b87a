"""How much each hyperparameter mattered, computed by Optuna where it is installed."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from em_desktop.domain.autotune import Direction
from em_desktop.domain.metrics import Floats
from em_desktop.domain.trial_axes import AxisScale, parameter_axis
from em_desktop.domain.trial_set import TrialSet
from em_desktop.errors import NotInstalledError

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution

PACKAGE = "optuna"
LEAST_TRIALS = 4
MOST_TRIALS = 5_000
"""Of more trials an even sample is taken; the result says so."""


@dataclass(frozen=True, slots=True)
class Column:
    """One hyperparameter of the trials that count.

    Attributes:
        name: the hyperparameter.
        scale: how its values are divided.
        low, high: smallest and largest possible value, in values; unused for categories.
        categories: how many there are; 0 for numbers.
        values: one per trial; the category's place, or the number.
    """

    name: str
    scale: AxisScale
    low: float
    high: float
    categories: int
    values: Floats


@dataclass(frozen=True, slots=True)
class ImportanceTask:
    """All that is needed to compute importances; small, and picklable.

    Attributes:
        columns: the hyperparameters, of the same trials each.
        metric: the trials' metric.
        direction: which metrics are good.
        left_out: how many succeeded trials aren't in it: they lack a hyperparameter, or
            there are more than Optuna takes in a reasonable time.
    """

    columns: tuple[Column, ...]
    metric: Floats
    direction: Direction
    left_out: int


@dataclass(frozen=True, slots=True)
class Importances:
    """How much each hyperparameter mattered.

    Attributes:
        shares: name and share, the largest first; they add up to 1. Empty where there are
            too few trials to tell.
        trials: how many trials it rests on.
        left_out: how many succeeded trials it doesn't rest on.
    """

    shares: tuple[tuple[str, float], ...]
    trials: int
    left_out: int


def importance_task(trials: TrialSet) -> ImportanceTask:
    """What to compute for these trials: of those that succeeded, all that have every parameter.

    A hyperparameter that less than half of them have, or that never varied, isn't looked at.
    """
    taking = np.flatnonzero(trials.takes_part)
    axes = []
    for name in trials.parameters:
        axis = parameter_axis(trials, name)
        known = ~np.isnan(axis.positions[taking])
        if known.sum() * 2 >= len(taking) > 0 and len(np.unique(axis.positions[taking][known])) > 1:
            axes.append(axis)
    for axis in axes:
        taking = taking[~np.isnan(axis.positions[taking])]
    sampled = taking[:: max(1, -(-len(taking) // MOST_TRIALS))]
    columns = []
    for axis in axes:
        log = axis.scale is AxisScale.LOG
        ends = (10**axis.low, 10**axis.high) if log else (axis.low, axis.high)
        values = axis.positions[sampled]
        columns.append(
            Column(
                axis.key,
                axis.scale,
                *ends,
                len(axis.categories),
                np.clip(10**values, *ends) if log else values,
            )
        )
    left_out = int(trials.takes_part.sum()) - len(sampled)
    return ImportanceTask(tuple(columns), trials.metric[sampled], trials.direction, left_out)


def compute_importances(task: ImportanceTask) -> Importances:
    """The importances by PED-ANOVA: how much a hyperparameter tells the best tenth from the rest.

    It imports Optuna and takes seconds; for another process.

    Raises:
        NotInstalledError: Optuna isn't installed.
    """
    count = len(task.metric)
    if count < LEAST_TRIALS or not task.columns:
        return Importances((), count, task.left_out)
    try:
        import optuna
    except ImportError as error:
        raise NotInstalledError(PACKAGE, str(error)) from error
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    study = optuna.create_study(direction=task.direction.value)
    distributions = {column.name: _distribution(column) for column in task.columns}
    rows = zip(*(_cells(column) for column in task.columns), strict=True)
    study.add_trials(
        optuna.trial.create_trial(
            params=dict(zip(distributions, row, strict=True)),
            distributions=distributions,
            value=value,
        )
        for row, value in zip(rows, task.metric.tolist(), strict=True)
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        evaluator = optuna.importance.PedAnovaImportanceEvaluator()
        found = optuna.importance.get_param_importances(study, evaluator=evaluator)
    return Importances(tuple(found.items()), count, task.left_out)


def _distribution(column: Column) -> BaseDistribution:
    from optuna.distributions import CategoricalDistribution, FloatDistribution

    if column.scale is AxisScale.CATEGORIES:
        return CategoricalDistribution(range(column.categories))
    return FloatDistribution(column.low, column.high, log=column.scale is AxisScale.LOG)


def _cells(column: Column) -> list[Any]:
    if column.scale is AxisScale.CATEGORIES:
        return [int(value) for value in column.values.tolist()]
    return [float(value) for value in column.values.tolist()]
