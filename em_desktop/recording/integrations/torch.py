"""Plain PyTorch: what a training loop of one's own doesn't say by itself.

with em.create_run(name="mnist") as run:
describe(run, model, optimizer)
with watch(run, model, optimizer, every=100):
for step, (x, y) in enumerate(data):
...
run.log("train", {"loss": loss}, step)
save_model(run, model)
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from em_desktop.recording.artifact import Artifact, create_artifact
from em_desktop.recording.integrations.parameters import note_parameters
from em_desktop.recording.run import Run

_GRADIENTS = "gradients"


def describe(
    run: Run, model: torch.nn.Module | None = None, optimizer: torch.optim.Optimizer | None = None
) -> None:
    """Record the model's size and the optimizer's settings as hyperparameters.

    Args:
        run: the Run.
        model: its class, number of parameters, devices and types.
        optimizer: its class and the settings of its first group of parameters.
    """
    if model is not None:
        parameters = list(model.parameters())
        facts = {
            "name": type(model).__name__,
            "parameters": sum(each.numel() for each in parameters),
            "trainable": sum(each.numel() for each in parameters if each.requires_grad),
            "devices": sorted({str(each.device) for each in parameters}),
            "types": sorted({str(each.dtype).removeprefix("torch.") for each in parameters}),
        }
        note_parameters(run, facts, "model")
    if optimizer is not None:
        settings = {
            name: value for name, value in optimizer.param_groups[0].items() if name != "params"
        }
        note_parameters(run, {"name": type(optimizer).__name__, **settings}, "optimizer")


@contextmanager
def watch(
    run: Run, model: torch.nn.Module, optimizer: torch.optim.Optimizer, every: int = 100
) -> Iterator[None]:
    """Record the norms of gradients and weights and the learning rate, inside of the block.

    They are of the type ``gradients``: ``gradient_norm`` and ``weight_norm`` of all of the
    model, and ``learning_rate`` (``learning_rate 2``... of further groups).

    Args:
        run: the Run.
        model: what is trained.
        optimizer: what trains it. Its ``step`` is counted, from 1.
        every: at each step of this number. Other steps cost nothing.
    """
    count = 0

    def after_step(optimizer: torch.optim.Optimizer, *_: Any) -> None:
        nonlocal count
        count += 1
        if count % every == 0:
            run.log(_GRADIENTS, _norms(model) | _rates(optimizer), count)

    handle = optimizer.register_step_post_hook(after_step)
    try:
        yield
    finally:
        handle.remove()


def save_model(run: Run, model: torch.nn.Module, name: str = "model") -> Artifact:
    """Save a model's weights (``state_dict``) as an Artifact that the Run makes.

    Raises:
        EmError: the Artifact can't be written.
    """
    artifact = create_artifact(name)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "weights.pt"
        torch.save(model.state_dict(), file)
        artifact.add_file(file)
    run.mark_output(artifact)
    return artifact


@torch.no_grad()
def _norms(model: torch.nn.Module) -> dict[str, float]:
    parameters = list(model.parameters())
    gradients = [each.grad for each in parameters if each.grad is not None]
    return {"gradient_norm": _norm(gradients), "weight_norm": _norm(parameters)}


def _norm(tensors: list[Any]) -> float:
    if not tensors:
        return 0.0
    norms = [torch.linalg.vector_norm(each.float()).cpu() for each in tensors]
    return float(torch.linalg.vector_norm(torch.stack(norms)))


def _rates(optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    groups = enumerate(optimizer.param_groups, 1)
    return {
        "learning_rate" if number == 1 else f"learning_rate {number}": group.get("lr")
        for number, group in groups
    }
