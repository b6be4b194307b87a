"""Estimators and searches of the real scikit-learn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from em_desktop.domain.autotune import Direction, TrialStatus, best_trial
from em_desktop.formats.autotune import read_search, read_trial_metrics
from em_desktop.formats.source import DirectorySource
from em_desktop.recording import Run
from tests.unit.recording.integrations.conftest import (
    parameters_of,
    series,
    steps,
    the_search,
    trials_of,
)

pytest.importorskip("sklearn")
np = pytest.importorskip("numpy")

from scipy.stats import loguniform, randint  # noqa: E402
from sklearn.cluster import KMeans  # noqa: E402
from sklearn.datasets import load_diabetes, load_iris  # noqa: E402
from sklearn.ensemble import GradientBoostingClassifier  # noqa: E402
from sklearn.linear_model import LogisticRegression, Ridge  # noqa: E402
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import StandardScaler  # noqa: E402
from sklearn.svm import SVC  # noqa: E402

from em_desktop.recording.integrations.sklearn import record, record_search  # noqa: E402

X, Y = load_iris(return_X_y=True)


def test_a_pipeline_is_fitted_and_its_scores_are_those_of_the_model(run: Run) -> None:
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=0.5))
    model = record(run, pipeline, X[::2], Y[::2], test=(X[1::2], Y[1::2]))
    assert model is pipeline
    assert series(run, "test", "accuracy") == [model.score(X[1::2], Y[1::2])]
    assert series(run, "train", "accuracy") == [model.score(X[::2], Y[::2])]
    assert series(run, "test", "log_loss")[0] > 0
    parameters = parameters_of(run)
    assert parameters["estimator"] == "Pipeline"
    assert parameters["logisticregression"]["estimator"] == "LogisticRegression"
    assert parameters["logisticregression"]["C"] == 0.5
    assert parameters["standardscaler"]["with_mean"] is True


def test_the_rounds_of_boosting_are_a_curve(run: Run) -> None:
    model = record(run, GradientBoostingClassifier(n_estimators=7, random_state=1), X, Y)
    assert series(run, "train", "loss") == list(model.train_score_)
    assert steps(run, "train") == [*range(1, 8), 7]


def test_a_regressor_has_the_scores_of_regression(run: Run) -> None:
    x, y = load_diabetes(return_X_y=True)
    model = record(run, Ridge(), x[:300], y[:300], validation=(x[300:], y[300:]))
    assert series(run, "val", "r2") == [pytest.approx(model.score(x[300:], y[300:]))]
    assert series(run, "val", "rmse")[0] > series(run, "val", "mae")[0] > 0


def test_what_has_no_target_has_its_own_score(run: Run) -> None:
    model = record(run, KMeans(2, random_state=1, n_init=1), X)
    assert series(run, "train", "score") == [model.score(X)]


def test_what_cannot_be_scored_costs_nothing(run: Run, caplog: pytest.LogCaptureFixture) -> None:
    model = record(run, LogisticRegression(max_iter=1000), X, Y, test=(X[:, :2], Y))
    assert model.predict(X).shape == Y.shape
    assert "test" not in run.metrics
    assert "LogisticRegression can't be scored" in caplog.text


def test_a_grid_search_is_a_search_with_its_candidates(project: Path) -> None:
    grid: dict[str, Any] = {"C": [0.1, 1.0, 10.0], "kernel": ["linear", "rbf"]}
    search = record_search(GridSearchCV(SVC(), grid, cv=3), X, Y, name="iris")
    source = DirectorySource(the_search(project))
    profile = read_search(source).value
    assert profile.direction is Direction.MAXIMIZE
    assert {each.name: each.distribution for each in profile.space} == {
        "C": "choice",
        "kernel": "choice",
    }
    found = trials_of(the_search(project))
    assert [trial.parameters for trial in found] == search.cv_results_["params"]
    assert [trial.final for trial in found] == list(search.cv_results_["mean_test_score"])
    best = best_trial(found, profile.direction)
    assert best is not None
    assert best.parameters == search.best_params_
    folds = read_trial_metrics(source, found[0].id).value
    assert list(folds.values) == [search.cv_results_[f"split{n}_test_score"][0] for n in range(3)]


@pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.FitFailedWarning", "ignore:One or more of the test scores"
)
def test_distributions_are_ranges_and_a_failed_candidate_is_a_failed_trial(project: Path) -> None:
    space = {"C": loguniform(1e-3, 10), "degree": randint(1, 5), "gamma": ["scale", -1.0]}
    search = RandomizedSearchCV(SVC(), space, n_iter=6, cv=2, random_state=3, error_score=np.nan)
    record_search(search, X, Y, name="iris")
    profile = json.loads((the_search(project) / "profile.json").read_text())
    assert profile["params"]["searchSpace"] == {
        "C": {"_type": "loguniform", "_value": [0.001, 10.0]},
        "degree": {"_type": "randint", "_value": [1, 5]},
        "gamma": {"_type": "choice", "_value": ["scale", -1.0]},
    }
    for trial in trials_of(the_search(project)):
        failed = trial.parameters["gamma"] == -1.0
        assert trial.status is (TrialStatus.FAILED if failed else TrialStatus.SUCCEEDED)
    assert profile["trialCounts"]["failed"] > 0


def test_an_error_of_fit_ends_the_search_as_an_error(project: Path) -> None:
    with pytest.raises(ValueError, match="inconsistent"):
        record_search(GridSearchCV(SVC(), {"C": [1]}), X, Y[:10], name="iris")
    profile = json.loads((the_search(project) / "profile.json").read_text())
    assert profile["status"] == "ERROR"
