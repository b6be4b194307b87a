"""The real PyTorch in a loop of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from em_desktop.recording import Run
from tests.unit.recording.integrations.conftest import parameters_of, series, steps

torch = pytest.importorskip("torch")

from em_desktop.recording.integrations.torch import describe, save_model, watch  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture
def model() -> Any:
    torch.manual_seed(1)
    return torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 1))


def train(model: Any, optimizer: Any, count: int) -> list[float]:
    """The norm of all gradients at each step."""
    norms = []
    for _ in range(count):
        optimizer.zero_grad()
        (model(torch.randn(8, 3)) ** 2).mean().backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(model.parameters(), 1e9)))
        optimizer.step()
    return norms


def test_model_and_optimizer_are_described(run: Run, model: Any) -> None:
    describe(run, model, torch.optim.AdamW(model.parameters(), lr=0.01))
    parameters = parameters_of(run)
    assert parameters["model"] == {
        "name": "Sequential",
        "parameters": 21,
        "trainable": 21,
        "devices": ["cpu"],
        "types": ["float32"],
    }
    assert parameters["optimizer"]["name"] == "AdamW"
    assert (parameters["optimizer"]["lr"], parameters["optimizer"]["betas"]) == (0.01, [0.9, 0.999])


def test_norms_are_recorded_inside_of_the_block_only(run: Run, model: Any) -> None:
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    with watch(run, model, optimizer, every=2):
        norms = train(model, optimizer, 6)
    train(model, optimizer, 4)
    assert steps(run, "gradients") == [2, 4, 6]
    assert series(run, "gradients", "gradient_norm") == pytest.approx(norms[1::2], rel=1e-5)
    assert series(run, "gradients", "learning_rate") == [0.1] * 3


def test_weights_become_an_artifact_of_the_run(run: Run, model: Any) -> None:
    artifact = save_model(run, model)
    weights = torch.load(Path(artifact.local) / "weights.pt", weights_only=True)
    assert torch.equal(weights["0.weight"], model[0].weight)
    assert [entry["name"] for entry in run.associations["output"]] == [artifact.alternative_name]


def test_a_tensor_is_a_value_wherever_it_is(run: Run) -> None:
    run.log("train", {"loss": torch.tensor([0.5], requires_grad=True)}, torch.tensor(3))
    assert series(run, "train", "loss") == [0.5]
    assert steps(run, "train") == [3]
