"""scikit-learn: fit an estimator or a search, and record it.

with em.create_run(name="digits") as run:
model = record(run, LogisticRegression(), x, y, test=(x_test, y_test))

search = record_search(GridSearchCV(SVC(), {"C": [1, 10]}), x, y, name="digits")
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from sklearn.base import is_classifier, is_regressor

from em_desktop.recording.autotune import create_autotune
from em_desktop.recording.integrations.parameters import note_parameters, recordable
from em_desktop.recording.run import Run

Estimator = TypeVar("Estimator")
Data = tuple[Any, Any]

_CURVES = {
    "loss_curve_": ("train", "loss"),
    "train_score_": ("train", "loss"),  # of gradient boosting; the loss in spite of its name
    "validation_scores_": ("val", "score"),
    "validation_score_": ("val", "score"),
}
"""What estimators that learn in rounds keep of them: metric type and name."""


def record(
    run: Run,
    estimator: Estimator,
    x: Any,
    y: Any = None,
    *,
    validation: Data | None = None,
    test: Data | None = None,
    **fit_arguments: Any,
) -> Estimator:
    """Fit an estimator and record its parameters, its curves, its scores and the time.

    Args:
        run: the Run; the script ends it.
        estimator: anything with ``fit``; a pipeline too.
        x: what to learn from.
        y: what to learn.
        validation: further data to score; as ``val``.
        test: further data to score; as ``test``.
        fit_arguments: passed on to ``fit``.

    Returns:
        The fitted estimator.
    """
    import time

    model: Any = estimator
    note_parameters(run, {"estimator": type(model).__name__})
    note_parameters(run, _parameters(model))
    start = time.perf_counter()
    model.fit(x, y, **fit_arguments)
    seconds = time.perf_counter() - start
    last = _record_curves(run, model)
    for type_, data in (("train", (x, y)), ("val", validation), ("test", test)):
        if data is not None:
            scores = _scores(run, model, *data)
            further = {"fit_seconds": seconds} if type_ == "train" else {}
            if scores or further:
                run.log(type_, scores | further, last)
    fitted: Estimator = model
    return fitted


def record_search(search: Estimator, x: Any, y: Any = None, *, name: str, **fit: Any) -> Estimator:
    """Fit a search (``GridSearchCV``, ``RandomizedSearchCV``...) and record its trials.

    Each candidate is a trial. Its metric is the mean score of the folds, which are its
    reports in order. A candidate whose fits failed is a failed trial.

    Args:
        search: the search.
        x: what to learn from.
        y: what to learn.
        name: of the recorded search, which is an AutoTune.
        fit: passed on to ``fit``.

    Returns:
        The fitted search.
    """
    model: Any = search
    grid = getattr(model, "param_grid", None) or getattr(model, "param_distributions", None)
    scoring = getattr(model, "refit", None) if isinstance(getattr(model, "refit", 0), str) else ""
    with create_autotune(
        name,
        _space(grid),
        metric=scoring or "score",
        direction="maximize",  # scores of scikit-learn are good when they are large
        tuner=type(model).__name__,
    ) as recorded:
        model.fit(x, y, **fit)
        results = model.cv_results_
        suffix = scoring or "score"
        folds = sorted(
            (key for key in results if key.startswith("split") and key.endswith(f"_test_{suffix}")),
            key=lambda key: int(key.removeprefix("split").partition("_")[0]),
        )
        for number, parameters in enumerate(results["params"]):
            trial = recorded.trial(recordable(parameters))
            for fold, key in enumerate(folds):
                trial.report(results[key][number], fold)
            mean = float(results[f"mean_test_{suffix}"][number])
            extra = {
                key: results[key][number]
                for key in (f"std_test_{suffix}", "mean_fit_time", f"mean_train_{suffix}")
                if key in results
            }
            if math.isfinite(mean):
                trial.finish(value=mean, extra=extra)
            else:
                trial.finish("failed", message="the fits of this candidate failed")
        if hasattr(model, "best_params_"):
            recorded.note({"best_params": recordable(model.best_params_)})
    fitted: Estimator = model
    return fitted


def _parameters(model: Any) -> dict[str, Any]:
    """All parameters, nested by the estimators of a pipeline: ``scale__with_mean``."""
    get = getattr(model, "get_params", None)
    if get is None:
        return {}
    nested: dict[str, Any] = {}
    for name, value in sorted(get(deep=True).items()):
        *owners, last = name.split("__")
        place = nested
        for owner in owners:
            inner = place.get(owner)
            if not isinstance(inner, dict):
                kind = {} if inner is None else {"estimator": type(inner).__name__}
                inner = place[owner] = kind
            place = inner
        if name != "steps":
            place[last] = value
    return nested


def _record_curves(run: Run, model: Any) -> int:
    """Record what the estimator (the last one of a pipeline) kept; the last step."""
    steps = getattr(model, "steps", None)
    inner = steps[-1][1] if isinstance(steps, Sequence) and steps else model
    last = 0
    for attribute, (type_, name) in _CURVES.items():
        curve = getattr(inner, attribute, None)
        if curve is None:
            continue
        for step, value in enumerate(curve, 1):
            run.log(type_, {name: value}, step)
            last = max(last, step)
    return last


def _scores(run: Run, model: Any, x: Any, y: Any) -> dict[str, float]:
    """What fits the kind of task; only the estimator's own score where that isn't known.

    What can't be scored is told, and costs nothing of the training.
    """
    try:
        if y is not None and is_classifier(model):
            return _classification(model, x, y)
        if y is not None and is_regressor(model):
            return _regression(model, x, y)
        if hasattr(model, "score"):
            return {"score": float(model.score(x) if y is None else model.score(x, y))}
    except (TypeError, ValueError, AttributeError) as error:
        run.notice("scores", f"{type(model).__name__} can't be scored: {error}")
    return {}


def _regression(model: Any, x: Any, y: Any) -> dict[str, float]:
    from sklearn.metrics import mean_absolute_error, mean_squared_error, r2_score

    predicted = model.predict(x)
    return {
        "r2": float(r2_score(y, predicted)),
        "rmse": math.sqrt(float(mean_squared_error(y, predicted))),
        "mae": float(mean_absolute_error(y, predicted)),
    }


def _classification(model: Any, x: Any, y: Any) -> dict[str, float]:
    from sklearn.metrics import accuracy_score, f1_score, log_loss

    predicted = model.predict(x)
    scores = {
        "accuracy": float(accuracy_score(y, predicted)),
        "f1_macro": float(f1_score(y, predicted, average="macro")),
    }
    if hasattr(model, "predict_proba"):
        scores["log_loss"] = float(log_loss(y, model.predict_proba(x), labels=model.classes_))
    return scores


def _space(grid: Any) -> dict[str, Any]:
    """Lists of values are choices; of SciPy's distributions some are known."""
    grids = grid if isinstance(grid, Sequence) else [grid]
    choices: dict[str, list[Any]] = {}
    space: dict[str, Any] = {}
    for each in grids:
        for name, values in each.items() if isinstance(each, Mapping) else ():
            if hasattr(values, "rvs"):
                dimension = _distribution(values)
                if dimension is not None:
                    space[str(name)] = dimension
            elif hasattr(values, "__iter__"):
                known = choices.setdefault(str(name), [])
                known += [item for item in map(recordable, values) if item not in known]
    return space | {name: values for name, values in choices.items() if values}


def _distribution(frozen: Any) -> dict[str, Any] | None:
    """A distribution of SciPy as search spaces have it; None for one that isn't known."""
    name = getattr(getattr(frozen, "dist", None), "name", "")
    if name in {"loguniform", "reciprocal", "uniform"}:
        low, high = frozen.support()
        kind = "uniform" if name == "uniform" else "loguniform"
        return {"_type": kind, "_value": [float(low), float(high)]}
    if name == "randint":
        low, high = frozen.support()
        return {"_type": "randint", "_value": [int(low), int(high) + 1]}
    if name == "norm":
        return {"_type": "normal", "_value": [float(frozen.mean()), float(frozen.std())]}
    return None
