"""The real Transformers: a tiny BERT that is made here, nothing is downloaded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from em_desktop.recording import Run
from tests.unit.recording.integrations.conftest import parameters_of, series, steps

torch: Any = pytest.importorskip("torch")
transformers = pytest.importorskip("transformers")
pytest.importorskip("accelerate")

from em_desktop.recording.integrations.transformers import RunCallback  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")


class Words(torch.utils.data.Dataset):
    """Sentences of random words; the label is whether the first is an early one."""

    def __len__(self) -> int:
        return 32

    def __getitem__(self, index: int) -> dict[str, Any]:
        random = torch.Generator().manual_seed(index)
        words = torch.randint(0, 50, (8,), generator=random)
        return {"input_ids": words, "labels": int(words[0] < 25)}


def test_a_trainer_records_training_validation_and_test(run: Run, project: Path) -> None:
    torch.manual_seed(1)
    config = transformers.BertConfig(
        vocab_size=50, hidden_size=16, num_hidden_layers=1, num_attention_heads=2,
        intermediate_size=16, num_labels=2, max_position_embeddings=8,
    )  # fmt: skip
    arguments = transformers.TrainingArguments(
        output_dir=str(project / "out"), num_train_epochs=2, per_device_train_batch_size=8,
        logging_steps=2, eval_strategy="epoch", save_strategy="no", report_to=[],
        use_cpu=True, learning_rate=1e-3, disable_tqdm=True,
    )  # fmt: skip
    trainer = transformers.Trainer(
        transformers.BertForSequenceClassification(config), arguments,
        train_dataset=Words(), eval_dataset=Words(), callbacks=[RunCallback(run)],
    )  # fmt: skip
    trainer.train()
    told = trainer.predict(Words()).metrics
    history = trainer.state.log_history
    assert series(run, "train", "loss") == [entry["loss"] for entry in history if "loss" in entry]
    assert steps(run, "train") == [2, 4, 6, 8]
    assert series(run, "val", "loss") == [
        entry["eval_loss"] for entry in history if "eval_loss" in entry
    ]
    assert steps(run, "val") == [4, 8]
    assert [record["sequence"]["epoch"] for record in run.metrics["val"]] == [1.0, 2.0]
    assert series(run, "test", "loss") == pytest.approx([told["test_loss"]])
    assert len(series(run, "summary", "runtime")) == 1
    parameters = parameters_of(run)
    assert parameters["learning_rate"] == 1e-3
    assert parameters["model"]["hidden_size"] == 16
    assert parameters["model_parameters"] == trainer.model.num_parameters()
