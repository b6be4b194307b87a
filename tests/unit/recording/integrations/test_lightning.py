"""The real Lightning."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from em_desktop.recording import Run, em
from tests.unit.recording.conftest import QUIET
from tests.unit.recording.integrations.conftest import parameters_of, series, steps

torch = pytest.importorskip("torch")
lightning = pytest.importorskip("lightning.pytorch")

from em_desktop.recording.integrations.lightning import RunCallback, RunLogger  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")

X = torch.linspace(-1, 1, 64).reshape(-1, 1)


class Line(lightning.LightningModule):  # type: ignore[name-defined]
    """A line through points; it may fail at an epoch."""

    def __init__(self, lr: float = 0.1, fails_at: int = -1) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.layer = torch.nn.Linear(1, 1)

    def _loss(self, batch: Any) -> Any:
        (x,) = batch
        return ((self.layer(x) - 2 * x - 1) ** 2).mean()

    def training_step(self, batch: Any, index: int) -> Any:
        if self.current_epoch == self.hparams["fails_at"]:
            raise ArithmeticError("the loss exploded")
        loss = self._loss(batch)
        self.log("train_loss", loss, on_epoch=True, on_step=False)
        return loss

    def validation_step(self, batch: Any, index: int) -> None:
        self.log("val/loss", self._loss(batch))

    def test_step(self, batch: Any, index: int) -> None:
        self.log("test_loss", self._loss(batch))

    def configure_optimizers(self) -> Any:
        return torch.optim.SGD(self.parameters(), lr=self.hparams["lr"])


def data() -> Any:
    return torch.utils.data.DataLoader(torch.utils.data.TensorDataset(X), batch_size=16)


def trainer(project: Path, **options: Any) -> Any:
    return lightning.Trainer(
        default_root_dir=project, max_epochs=3, accelerator="cpu", devices=1,
        enable_progress_bar=False, enable_model_summary=False, enable_checkpointing=False,
        **options,
    )  # fmt: skip


def test_the_logger_records_by_type_with_step_and_epoch(run: Run, project: Path) -> None:
    fitting = trainer(project, logger=RunLogger(run), log_every_n_steps=1)
    fitting.fit(Line(), data(), data())
    (told,) = fitting.test(ckpt_path=None, model=Line(), dataloaders=data(), verbose=False)
    assert len(series(run, "train", "loss")) == 3
    losses = series(run, "val", "loss")
    assert len(losses) == 3
    assert losses[-1] < losses[0]
    assert [record["sequence"]["epoch"] for record in run.metrics["val"]] == [0, 1, 2]
    assert steps(run, "val") == [3, 7, 11]  # Lightning counts steps from 0
    assert series(run, "test", "loss") == pytest.approx([told["test_loss"]])
    assert parameters_of(run)["lr"] == 0.1


def test_the_callback_records_beside_another_logger(run: Run, project: Path) -> None:
    fitting = trainer(project, logger=False, callbacks=[RunCallback(run)])
    model = Line(lr=0.05)
    fitting.fit(model, data(), data())
    assert len(series(run, "val", "loss")) == 3
    assert steps(run, "train") == [4, 8, 12]
    last = fitting.callback_metrics
    assert series(run, "train", "loss")[-1] == pytest.approx(float(last["train_loss"]))
    parameters = parameters_of(run)
    assert parameters["lr"] == 0.05
    assert parameters["trainer"]["max_epochs"] == 3
    assert parameters["model"] == {"name": "Line", "parameters": 2}


def test_a_training_that_fails_makes_the_run_an_error(project: Path) -> None:
    def train() -> None:
        with em.create_run(name="fails", capture=QUIET) as run:
            fitting = trainer(project, logger=RunLogger(run), callbacks=[RunCallback(run)])
            fitting.fit(Line(fails_at=1), data())

    with pytest.raises(ArithmeticError):
        train()
    (directory,) = (project / ".em" / "runs").iterdir()
    assert "status: Error" in (directory / "metadata.yaml").read_text()
    assert "the loss exploded" in (directory / "traceback.txt").read_text()
