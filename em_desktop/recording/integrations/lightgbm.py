"""LightGBM: a callback for ``train``, ``cv`` and the estimators.

with em.create_run(name="trees") as run:
lightgbm.train(parameters, data, 100, valid_sets=[check], valid_names=["val"],
callbacks=[RunCallback(run)])
"""

from __future__ import annotations

from typing import Any

from em_desktop.recording.integrations.parameters import note_parameters
from em_desktop.recording.run import Run

_TYPES = {"training": "train", "valid": "val", "valid_0": "val", "eval": "val"}
"""What people and LightGBM call the data that is only for checking."""


class RunCallback:
    """Records every round, of each data set under its name; and the parameters.

    The first data set without a name is ``val``. Of ``cv`` the mean of the folds is
    recorded, and beside it ``<metric> std``.

    Args:
        run: the Run; the script ends it.

    Attributes:
        order: LightGBM's order of callbacks; before early stopping, which ends the training.
        before_iteration: LightGBM's question when to call it.
    """

    order = 5
    before_iteration = False

    def __init__(self, run: Run) -> None:
        self._run = run

    def __call__(self, env: Any) -> None:
        if env.iteration == env.begin_iteration:
            note_parameters(self._run, {"rounds": env.end_iteration - env.begin_iteration})
            note_parameters(self._run, env.params, "booster")
        types: dict[str, dict[str, Any]] = {}
        for data, metric, value, _, *deviation in env.evaluation_result_list or ():
            values = types.setdefault(_TYPES.get(data, data), {})
            values[metric] = value
            if deviation:
                values[f"{metric} std"] = deviation[0]
        for type_, values in types.items():
            self._run.log(type_, values, env.iteration)
