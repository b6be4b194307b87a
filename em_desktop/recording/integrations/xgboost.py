"""XGBoost: a callback for ``train``, ``cv`` and the estimators.

with em.create_run(name="trees") as run:
xgboost.train(parameters, data, 100, evals=[(data, "train"), (check, "val")],
callbacks=[RunCallback(run)])
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import xgboost

from em_desktop.recording.integrations.parameters import note_parameters
from em_desktop.recording.run import Run

_TYPES = {"eval": "val", "valid": "val", "validation_0": "val"}
"""What people and the estimators call the data that is only for checking."""


class RunCallback(xgboost.callback.TrainingCallback):
    """Records every round, of each data set under its name; and the booster's settings.

    The estimators call their ``eval_set`` ``validation_0`` and so on; the first is ``val``.
    Of ``cv`` the mean of the folds is recorded, and beside it ``<metric> std``.

    Args:
        run: the Run; the script ends it.
    """

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    def before_training(self, model: Any) -> Any:
        save = getattr(model, "save_config", None)  # cv has a pack of boosters
        if save is not None:
            learner = json.loads(save()).get("learner", {})
            facts = {
                "objective": learner.get("objective", {}).get("name"),
                "booster": learner.get("gradient_booster", {}).get("name"),
            }
            facts |= _tree_parameters(learner)
            note_parameters(self._run, facts, "booster")
        return model

    def after_iteration(self, model: Any, epoch: int, evals_log: Mapping[str, Any]) -> bool:
        del model
        for data, metrics in evals_log.items():
            values: dict[str, Any] = {}
            for name, history in metrics.items():
                last = history[-1]
                if isinstance(last, tuple):
                    values[name], values[f"{name} std"] = last
                else:
                    values[name] = last
            self._run.log(_TYPES.get(data, data), values, epoch)
        return False

    def after_training(self, model: Any) -> Any:
        best = model.attr("best_iteration")  # only where early stopping was asked for
        if best is not None:
            note_parameters(self._run, {"best_iteration": _number(best)})
        return model


def _tree_parameters(learner: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of the trees; XGBoost writes all of them as text."""
    found = learner.get("gradient_booster", {}).get("tree_train_param", {})
    return {name: _number(text) for name, text in found.items()}


def _number(text: Any) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except (TypeError, ValueError):
            continue
    return text
