"""Hugging Face Transformers: a callback for ``Trainer``.

with em.create_run(name="sentiment", processes="first") as run:
trainer = Trainer(model, arguments, train_dataset=data, callbacks=[RunCallback(run)])
trainer.train()
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from em_desktop.recording.integrations.parameters import note_parameters
from em_desktop.recording.run import Run

_PREFIXES = (("eval_", "val"), ("test_", "test"), ("train_", "summary"))
"""What Trainer puts before a name. Its ``train_...`` tell of the whole training at the end."""


class RunCallback(TrainerCallback):
    """Records what ``Trainer`` logs, its arguments and the model's configuration.

    ``eval_loss`` is ``loss`` of the type ``val``; ``train_runtime`` and what comes with it
    at the end of the training are of the type ``summary``.

    Args:
        run: the Run; the script ends it.
    """

    def __init__(self, run: Run) -> None:
        self._run = run

    def on_train_begin(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        **kwargs: Any,
    ) -> None:
        if not state.is_world_process_zero:
            return
        note_parameters(self._run, args.to_sanitized_dict())
        model = kwargs.get("model")
        config = getattr(model, "config", None)
        if config is not None and hasattr(config, "to_diff_dict"):
            note_parameters(self._run, config.to_diff_dict(), "model")
        if model is not None:
            count = sum(parameter.numel() for parameter in model.parameters())
            note_parameters(self._run, {"model_parameters": count})

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        if state.is_world_process_zero and logs:
            self._record(logs, state)

    def on_predict(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        metrics: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        if state.is_world_process_zero and metrics:
            self._record(metrics, state)

    def _record(self, metrics: Mapping[str, Any], state: TrainerState) -> None:
        default = "summary" if any(name.startswith("train_") for name in metrics) else "train"
        types: dict[str, dict[str, Any]] = {}
        for name, value in metrics.items():
            if name in {"epoch", "step"}:
                continue
            type_, rest = default, name
            for prefix, meant in _PREFIXES:
                if name.startswith(prefix):
                    type_, rest = meant, name.removeprefix(prefix)
            types.setdefault(type_, {})[rest] = value
        for type_, values in types.items():
            self._run.log(type_, values, state.global_step, state.epoch)
