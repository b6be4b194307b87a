"""Other tools reading the same curves through their Python API, where they are installed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from em_desktop.domain.metrics import Floats

Tool = Callable[[Path, Sequence[Floats]], Callable[[], None]]
"""Writes curves into a directory; gives what reads all of them."""


def installed_tools() -> dict[str, Tool]:
    """By name. They are no dependencies but the extra ``bench``."""
    found: dict[str, Tool] = {}
    if find_spec("tensorboard"):
        found["TensorBoard"] = _tensorboard
    if find_spec("mlflow") and find_spec("sqlalchemy"):
        found["MLflow"] = _mlflow
    return found


def _tensorboard(directory: Path, curves: Sequence[Floats]) -> Callable[[], None]:
    accumulator: Any = import_module("tensorboard.backend.event_processing.event_accumulator")
    event: Any = import_module("tensorboard.compat.proto.event_pb2")
    summary: Any = import_module("tensorboard.compat.proto.summary_pb2")
    files: Any = import_module("tensorboard.summary.writer.event_file_writer")
    for number, curve in enumerate(curves):
        writer = files.EventFileWriter(str(directory / str(number)))
        for step, value in enumerate(curve.tolist()):
            scalar = summary.Summary.Value(tag="loss", simple_value=value)
            writer.add_event(event.Event(step=step, summary=summary.Summary(value=[scalar])))
        writer.close()

    def read() -> None:
        for number, curve in enumerate(curves):
            run = accumulator.EventAccumulator(str(directory / str(number)), {"scalars": 0})
            run.Reload()
            assert len(run.Scalars("loss")) == len(curve)

    return read


def _mlflow(directory: Path, curves: Sequence[Floats]) -> Callable[[], None]:
    entities: Any = import_module("mlflow.entities")
    client: Any = import_module("mlflow.tracking").MlflowClient(f"sqlite:///{directory}/store.db")
    experiment = client.create_experiment("bench")
    runs = []
    for curve in curves:
        run = client.create_run(experiment).info.run_id
        runs.append(run)
        values = curve.tolist()
        for start in range(0, len(values), 1000):
            part = enumerate(values[start : start + 1000], start)
            client.log_batch(run, [entities.Metric("loss", value, 0, step) for step, value in part])

    def read() -> None:
        for run, curve in zip(runs, curves, strict=True):
            assert len(client.get_metric_history(run, "loss")) == len(curve)

    return read
