"""Fits a line by gradient descent, stops, and goes on later from an earlier step.

    python examples/continue_regression.py

Pure Python. The Run shows two segments: what is continued is appended, nothing is lost.
"""

from __future__ import annotations

import random

from em_desktop.recording import Run, em

SLOPE, INTERCEPT = 2.5, -1.0


def samples(count: int, seed: int) -> list[tuple[float, float]]:
    """Points near a line."""
    chance = random.Random(seed)
    points = []
    for _ in range(count):
        x = chance.uniform(-1, 1)
        points.append((x, SLOPE * x + INTERCEPT + chance.gauss(0, 0.1)))
    return points


def loss_of(points: list[tuple[float, float]], slope: float, intercept: float) -> float:
    """The mean squared error."""
    return sum((slope * x + intercept - y) ** 2 for x, y in points) / len(points)


def fit(run: Run, line: tuple[float, float], first: int, last: int) -> tuple[float, float]:
    """Descend from one step to another; the line that was found."""
    points, check = samples(200, seed=1), samples(50, seed=2)
    slope, intercept = line
    for step in range(first, last):
        errors = [(slope * x + intercept - y, x) for x, y in points]
        slope -= run.hparams.lr * 2 * sum(error * x for error, x in errors) / len(errors)
        intercept -= run.hparams.lr * 2 * sum(error for error, _ in errors) / len(errors)
        run.log("train", {"loss": loss_of(points, slope, intercept)}, step)
        if step % 10 == 0:
            run.log("val", {"loss": loss_of(check, slope, intercept), "slope": slope}, step)
    return slope, intercept


def main() -> None:
    with em.create_run(name="regression", hparams={"lr": 0.02}, labels=["example"]) as run:
        line = fit(run, (0.0, 0.0), 0, 120)
    print("first part:", line)
    with em.load_run(run.local) as again:
        again.hparams.update({"lr": 0.1})
        line = fit(again, line, 100, 250)
    print("second part:", line)
    print("recorded in", again.local)


if __name__ == "__main__":
    main()
