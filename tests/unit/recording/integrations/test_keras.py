"""The real Keras, on whatever backend is installed."""

from __future__ import annotations

import os
from typing import Any

import pytest

from em_desktop.recording import Run
from tests.unit.recording.integrations.conftest import parameters_of, series, steps

os.environ.setdefault("KERAS_BACKEND", "torch")
keras = pytest.importorskip("keras")
np = pytest.importorskip("numpy")

from em_desktop.recording.integrations.keras import EvaluateCallback, FitCallback  # noqa: E402

pytestmark = pytest.mark.filterwarnings("default")
"""Warnings of the framework are its own affair."""

X = np.linspace(-1, 1, 96).reshape(-1, 1).astype("float32")
Y = 2 * X + 1


@pytest.fixture
def model() -> Any:
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(4), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.05), loss="mse", metrics=["mae"])
    return model


def fit(model: Any, callback: Any, epochs: int = 3) -> Any:
    return model.fit(
        X, Y, batch_size=16, epochs=epochs, validation_split=1 / 3, verbose=0, callbacks=[callback]
    ).history


def test_epochs_are_recorded_by_type(run: Run, model: Any) -> None:
    history = fit(model, FitCallback(run))
    for type_, prefix in (("train", ""), ("val", "val_")):
        for name in ("loss", "mae"):
            assert series(run, type_, name) == pytest.approx(history[prefix + name])
        assert steps(run, type_) == [4, 8, 12]
    assert series(run, "train", "learning_rate") == pytest.approx([0.05] * 3)
    assert [record["sequence"]["epoch"] for record in run.metrics["val"]] == [0, 1, 2]


def test_settings_of_the_model_become_parameters(run: Run, model: Any) -> None:
    run.hparams.update({"epochs": "said by the script"})
    fit(model, FitCallback(run), epochs=1)
    parameters = parameters_of(run)
    assert parameters["epochs"] == "said by the script"
    assert parameters["optimizer"]["learning_rate"] == pytest.approx(0.05)
    assert parameters["model"]["parameters"] == 13
    assert parameters["model"]["loss"] == "mse"


def test_batches_are_recorded_when_asked_and_fit_again_counts_on(run: Run, model: Any) -> None:
    callback = FitCallback(run, every=2)
    fit(model, callback, epochs=2)
    assert steps(run, "train") == [2, 4, 6, 8]
    fit(model, callback, epochs=1)
    assert steps(run, "train") == [2, 4, 6, 8, 10, 12]
    assert steps(run, "val") == [4, 8, 12]


def test_an_evaluation_is_recorded_but_not_the_validation_inside_of_fit(
    run: Run, model: Any
) -> None:
    callback = EvaluateCallback(run, step=7)
    fit(model, callback, epochs=1)
    assert "test" not in run.metrics
    told = model.evaluate(X, Y, verbose=0, return_dict=True, callbacks=[callback])
    assert series(run, "test", "loss") == pytest.approx([told["loss"]])
    assert steps(run, "test") == [7]
