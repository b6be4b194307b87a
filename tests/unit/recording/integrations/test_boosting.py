"""The real XGBoost and LightGBM."""

from __future__ import annotations

from typing import Any

import pytest

from em_desktop.recording import Run
from tests.unit.recording.integrations.conftest import parameters_of, series, steps

np = pytest.importorskip("numpy")

ROUNDS = 12


@pytest.fixture(scope="module")
def data() -> tuple[Any, Any]:
    random = np.random.default_rng(1)
    x = random.normal(size=(300, 4))
    return x, (x[:, 0] + 0.5 * x[:, 1] + random.normal(0, 0.3, 300) > 0).astype(int)


@pytest.fixture
def lightgbm() -> Any:
    """The module; its wheel lacks a library that most systems have."""
    try:
        return pytest.importorskip("lightgbm")
    except OSError as error:
        pytest.skip(f"NOT TESTED: LightGBM doesn't load: {error}")


def test_xgboost_records_each_round_of_each_data_set(run: Run, data: tuple[Any, Any]) -> None:
    xgboost = pytest.importorskip("xgboost")
    from em_desktop.recording.integrations.xgboost import RunCallback

    x, y = data
    sets = [
        (xgboost.DMatrix(x[:200], y[:200]), "train"),
        (xgboost.DMatrix(x[200:], y[200:]), "eval"),
    ]
    told: dict[str, Any] = {}
    parameters = {"objective": "binary:logistic", "max_depth": 3, "nthread": 1}
    xgboost.train(
        parameters, sets[0][0], ROUNDS, evals=sets, evals_result=told, verbose_eval=False,
        callbacks=[RunCallback(run)],
    )  # fmt: skip
    assert series(run, "train", "logloss") == told["train"]["logloss"]
    assert series(run, "val", "logloss") == told["eval"]["logloss"]
    assert steps(run, "val") == list(range(ROUNDS))
    booster = parameters_of(run)["booster"]
    assert booster["objective"] == "binary:logistic"
    assert booster["max_depth"] == 3


def test_xgboost_estimators_stop_early_and_say_where(run: Run, data: tuple[Any, Any]) -> None:
    xgboost = pytest.importorskip("xgboost")
    from em_desktop.recording.integrations.xgboost import RunCallback

    x, y = data
    model = xgboost.XGBClassifier(
        n_estimators=200, early_stopping_rounds=3, n_jobs=1, callbacks=[RunCallback(run)]
    )
    model.fit(x[:200], y[:200], eval_set=[(x[200:], y[200:])], verbose=False)
    assert series(run, "val", "logloss") == model.evals_result()["validation_0"]["logloss"]
    assert len(steps(run, "val")) < 200
    assert parameters_of(run)["best_iteration"] == model.best_iteration


def test_xgboost_records_the_mean_of_the_folds(run: Run, data: tuple[Any, Any]) -> None:
    xgboost = pytest.importorskip("xgboost")
    from em_desktop.recording.integrations.xgboost import RunCallback

    matrix = xgboost.DMatrix(*data)
    parameters = {"objective": "binary:logistic", "nthread": 1}
    table = xgboost.cv(
        parameters, matrix, 5, nfold=3, as_pandas=False, callbacks=[RunCallback(run)]
    )
    assert series(run, "test", "logloss") == pytest.approx(table["test-logloss-mean"])
    assert series(run, "test", "logloss std") == pytest.approx(table["test-logloss-std"])


def test_lightgbm_records_each_round_of_each_data_set(
    run: Run, data: tuple[Any, Any], lightgbm: Any
) -> None:
    from em_desktop.recording.integrations.lightgbm import RunCallback

    x, y = data
    train = lightgbm.Dataset(x[:200], y[:200])
    check = lightgbm.Dataset(x[200:], y[200:], reference=train)
    told: dict[str, Any] = {}
    parameters = {"objective": "binary", "num_leaves": 7, "verbose": -1, "num_threads": 1}
    lightgbm.train(
        parameters, train, ROUNDS, valid_sets=[train, check], valid_names=["train", "check"],
        callbacks=[lightgbm.record_evaluation(told), RunCallback(run)],
    )  # fmt: skip
    assert series(run, "train", "binary_logloss") == told["train"]["binary_logloss"]
    assert series(run, "check", "binary_logloss") == told["check"]["binary_logloss"]
    assert steps(run, "check") == list(range(ROUNDS))
    assert parameters_of(run)["booster"]["num_leaves"] == 7
    assert parameters_of(run)["rounds"] == ROUNDS


def test_the_round_in_which_lightgbm_stops_is_recorded(
    run: Run, data: tuple[Any, Any], lightgbm: Any
) -> None:
    pytest.importorskip("sklearn")
    from em_desktop.recording.integrations.lightgbm import RunCallback

    x, y = data
    model = lightgbm.LGBMClassifier(n_estimators=200, verbose=-1, n_jobs=1)
    stop = lightgbm.early_stopping(3, verbose=False)
    model.fit(
        x[:200], y[:200], eval_X=(x[200:],), eval_y=(y[200:],), callbacks=[stop, RunCallback(run)]
    )
    told = model.evals_result_["valid_0"]["binary_logloss"]
    assert series(run, "val", "binary_logloss") == told
    assert len(told) < 200


def test_lightgbm_records_the_mean_of_the_folds(
    run: Run, data: tuple[Any, Any], lightgbm: Any
) -> None:
    pytest.importorskip("sklearn")
    from em_desktop.recording.integrations.lightgbm import RunCallback

    parameters = {"objective": "binary", "verbose": -1, "num_threads": 1}
    table = lightgbm.cv(
        parameters, lightgbm.Dataset(*data), 5, nfold=3, callbacks=[RunCallback(run)]
    )
    assert series(run, "val", "binary_logloss") == table["valid binary_logloss-mean"]
    assert series(run, "val", "binary_logloss std") == table["valid binary_logloss-stdv"]
