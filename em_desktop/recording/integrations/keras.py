"""Keras 3: what ``fit`` and ``evaluate`` measure.

with em.create_run(name="mnist") as run:
model.fit(x, y, validation_split=0.1, callbacks=[FitCallback(run)])
model.evaluate(x_test, y_test, callbacks=[EvaluateCallback(run)])
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import keras

from em_desktop.recording.integrations.parameters import note_parameters
from em_desktop.recording.run import Run

_VALIDATION = "val_"


class FitCallback(keras.callbacks.Callback):
    """Records each epoch of ``fit``, the optimizer's settings and the size of the model.

    What Keras calls ``val_loss`` is ``loss`` of the type ``val``. The step is the number of
    batches so far; ``fit`` called again goes on counting.

    Args:
        run: the Run; the script ends it.
        every: also each batch of this number, as ``train``; only epochs by default.
    """

    def __init__(self, run: Run, every: int | None = None) -> None:
        super().__init__()
        self._run = run
        self._every = every
        self._step = 0
        self._epoch = 0
        self._recorded = -1

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        model, optimizer = self.model, self.model.optimizer
        note_parameters(self._run, {"epochs": self.params.get("epochs")})
        note_parameters(self._run, optimizer.get_config(), "optimizer")
        loss = getattr(model, "loss", None)
        facts = {"name": model.name, "loss": loss, "backend": keras.backend.backend()}
        if model.built:
            facts["parameters"] = model.count_params()
        note_parameters(self._run, facts, "model")

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Mapping[str, Any] | None = None) -> None:
        self._step += 1
        if self._every and self._step % self._every == 0:
            self._run.log("train", logs or {}, self._step, self._epoch)
            self._recorded = self._step

    def on_epoch_end(self, epoch: int, logs: Mapping[str, Any] | None = None) -> None:
        logs = logs or {}
        train = {name: value for name, value in logs.items() if not name.startswith(_VALIDATION)}
        rest = {
            name.removeprefix(_VALIDATION): value
            for name, value in logs.items()
            if name.startswith(_VALIDATION)
        }
        if train and self._recorded != self._step:
            rate = getattr(self.model.optimizer, "learning_rate", None)
            self._run.log("train", train | _rate(rate), self._step, epoch)
        if rest:
            self._run.log("val", rest, self._step, epoch)


class EvaluateCallback(keras.callbacks.Callback):
    """Records what ``evaluate`` measured.

    Args:
        run: the Run; the script ends it.
        type: the metric type.
        step: which step of the training the model is from.
    """

    def __init__(self, run: Run, type: str = "test", step: int = 0) -> None:  # noqa: A002
        super().__init__()
        self._run = run
        self._type = type
        self._step = step
        self._fits = False

    def on_train_begin(self, logs: Mapping[str, Any] | None = None) -> None:
        self._fits = True

    def on_train_end(self, logs: Mapping[str, Any] | None = None) -> None:
        self._fits = False

    def on_test_end(self, logs: Mapping[str, Any] | None = None) -> None:
        if logs and not self._fits:  # the validation inside of fit isn't an evaluation
            self._run.log(self._type, logs, self._step)


def _rate(rate: Any) -> dict[str, Any]:
    return {} if rate is None else {"learning_rate": keras.ops.convert_to_numpy(rate)}
