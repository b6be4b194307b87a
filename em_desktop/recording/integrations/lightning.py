"""Lightning: a logger, and a callback for who has another logger already.

    with em.create_run(name="mnist", processes="first") as run:
        trainer = Trainer(logger=RunLogger(run), callbacks=[RunCallback(run)])
        trainer.fit(model, data)

With several processes make the Run with ``processes="first"``: only that of rank 0 records.
"""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Mapping
from typing import Any

from lightning.pytorch import Callback, LightningModule, Trainer
from lightning.pytorch.loggers import Logger
from lightning.pytorch.utilities.rank_zero import rank_zero_only

from em_desktop.recording.integrations.parameters import note_parameters
from em_desktop.recording.metric_names import by_type
from em_desktop.recording.run import Run


class RunLogger(Logger):
    """Records what a module logs: ``self.log("val_loss", x)`` is ``loss`` of the type ``val``.

    Args:
        run: the Run; the script ends it.
    """

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    @property
    def name(self) -> str:
        return self._run.name

    @property
    def version(self) -> str:
        return self._run.alternative_name

    @property
    def save_dir(self) -> str | None:
        return None  # checkpoints go where the Trainer is told to put them

    @property
    def experiment(self) -> Run:
        """The Run."""
        return self._run

    @rank_zero_only
    def log_hyperparams(
        self, params: Mapping[str, Any] | Namespace, *args: Any, **kwargs: Any
    ) -> None:
        note_parameters(self._run, vars(params) if isinstance(params, Namespace) else params)

    @rank_zero_only
    def log_metrics(self, metrics: Mapping[str, Any], step: int | None = None) -> None:
        _record(self._run, metrics, step)


class RunCallback(Callback):
    """Records the trainer's settings, each epoch's metrics, and why a training failed.

    Args:
        run: the Run; the script ends it.
        metrics: whether the metrics are recorded; not where a `RunLogger` does it.
    """

    def __init__(self, run: Run, *, metrics: bool = True) -> None:
        self._run = run
        self._records = metrics

    def on_fit_start(self, trainer: Trainer, pl_module: LightningModule) -> None:
        if not trainer.is_global_zero:
            return
        note_parameters(self._run, dict(pl_module.hparams))
        facts = {
            "max_epochs": trainer.max_epochs,
            "max_steps": trainer.max_steps,
            "precision": trainer.precision,
            "accelerator": type(trainer.accelerator).__name__,
            "strategy": type(trainer.strategy).__name__,
            "devices": trainer.num_devices,
            "accumulate_grad_batches": trainer.accumulate_grad_batches,
            "gradient_clip_val": trainer.gradient_clip_val,
        }
        note_parameters(self._run, facts, "trainer")
        parameters = [parameter.numel() for parameter in pl_module.parameters()]
        note_parameters(
            self._run, {"name": type(pl_module).__name__, "parameters": sum(parameters)}, "model"
        )

    def on_train_epoch_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        self._take(trainer)

    def on_test_epoch_end(self, trainer: Trainer, pl_module: LightningModule) -> None:
        self._take(trainer)

    def on_exception(
        self, trainer: Trainer, pl_module: LightningModule, exception: BaseException
    ) -> None:
        if trainer.is_global_zero:
            import traceback

            self._run.fail("".join(traceback.format_exception(exception)))

    def _take(self, trainer: Trainer) -> None:
        if self._records and trainer.is_global_zero:
            _record(self._run, trainer.callback_metrics, trainer.global_step, trainer.current_epoch)


def _record(run: Run, metrics: Mapping[str, Any], step: int | None, epoch: Any = None) -> None:
    values = dict(metrics)
    found = values.pop("epoch", epoch)  # Lightning's own, beside each logged value
    epoch = int(found) if isinstance(found, int | float) else epoch
    for type_, rest in by_type(values).items():
        run.log(type_, rest, step, epoch)
