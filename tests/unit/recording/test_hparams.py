"""Hyperparameters as a mapping and as attributes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from em_desktop.errors import InvalidValueError
from em_desktop.recording import Capture, Params, Run, em


@pytest.fixture
def run(quiet: Capture) -> Run:
    return em.create_run(name="x", hparams={"lr": 0.1, "model": {"layers": [1]}}, capture=quiet)


def written(run: Run) -> Any:
    return yaml.safe_load((Path(run.local) / "hyperparameters.yaml").read_text())


def test_every_way_to_set_one_writes_it(run: Run) -> None:
    run.hparams["a"] = 1
    run.hparams.b = (2, 3)
    run.hparams.update({"c": 3}, d=4)
    assert written(run) == {
        "lr": 0.1, "model": {"layers": [1]}, "a": 1, "b": [2, 3], "c": 3, "d": 4,
    }  # fmt: skip
    del run.hparams["a"]
    del run.hparams.b
    assert list(written(run)) == ["lr", "model", "c", "d"]


def test_they_are_read_as_items_and_as_attributes(run: Run) -> None:
    assert run.hparams["lr"] == run.hparams.lr == 0.1
    assert run.hparams.get("absent") is None
    assert dict(run.hparams) == run.hparams.as_dict() == {"lr": 0.1, "model": {"layers": [1]}}
    assert len(run.hparams) == 2
    assert next(iter(run.hparams.items())) == ("lr", 0.1)
    with pytest.raises(AttributeError, match="absent"):
        _ = run.hparams.absent
    with pytest.raises(KeyError):
        _ = run.hparams["absent"]


def test_an_update_may_leave_what_is_there(run: Run) -> None:
    run.hparams.update({"lr": 0.5, "new": 1}, override=False)
    assert (run.hparams.lr, run.hparams.new) == (0.1, 1)
    run.hparams.update({"lr": 0.5})
    assert run.hparams.lr == 0.5
    run.hparams.update(new_params={"lr": 1}, override=False)  # as with the SDK, by name
    assert run.hparams.lr == 0.5


def test_a_bad_value_is_refused_and_changes_nothing(run: Run) -> None:
    with pytest.raises(InvalidValueError, match=r"hparams\.bad"):
        run.hparams.update({"good": 1, "bad": object()})
    with pytest.raises(InvalidValueError):
        run.hparams.bad = object()
    assert list(run.hparams) == list(written(run)) == ["lr", "model"]


def test_a_name_of_a_method_is_set_as_an_item_only(run: Run) -> None:
    with pytest.raises(AttributeError, match="method"):
        run.hparams.values = 3  # type: ignore[method-assign,assignment]
    run.hparams["values"] = 3
    assert written(run)["values"] == 3


def test_a_change_in_place_is_written_at_the_end(run: Run) -> None:
    run.hparams.model["layers"].append(2)
    run.finish()
    assert written(run)["model"] == {"layers": [1, 2]}


def test_a_change_in_place_that_cannot_be_written_does_not_stop_the_end(
    run: Run, caplog: pytest.LogCaptureFixture
) -> None:
    run.hparams.model["layers"].append(object())
    run.finish()
    assert run.status == "Complete"
    assert "hyperparameters" in caplog.text


class Wrapped:
    """As a model in ``DataParallel``."""

    device_ids = (0, 1)


def test_the_distribution_is_taken_from_the_framework() -> None:
    params = Params({}, lambda _values: None)
    params.parse(dist_torch_model=Wrapped())
    assert params.as_dict() == {"dist_strategy": "Wrapped", "dist_workers": 2}
