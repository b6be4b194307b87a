"""Searches good settings for a random forest of stumps, and stops bad trials early.

    python examples/search_forest.py

Pure Python; about ten seconds. The search appears as an AutoTune with all its trials.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from em_desktop.recording import AutoTune, Trial, em

Point: TypeAlias = tuple[list[float], int]

SPACE = {
    "stumps": {"_type": "choice", "_value": [10, 20, 40]},
    "features": {"_type": "randint", "_value": [1, 5]},
    "share": {"_type": "uniform", "_value": [0.1, 0.9]},
}
TRIALS = 16
ROUNDS = 5


def points(count: int, seed: int) -> list[Point]:
    """Points with four features; the class is whether two of them are far from the middle."""
    chance = random.Random(seed)
    result = []
    for _ in range(count):
        features = [chance.uniform(-1, 1) for _ in range(4)]
        result.append((features, int(features[0] + 0.7 * features[2] > 0.1)))
    return result


@dataclass(frozen=True, slots=True)
class Stump:
    """Says class 1 where a feature is above a limit, or below it."""

    feature: int
    limit: float
    above: bool

    def __call__(self, features: list[float]) -> int:
        return int((features[self.feature] > self.limit) == self.above)


def best_stump(data: list[Point], features: list[int], chance: random.Random) -> Stump:
    """The best of some stumps for this data."""
    candidates = [
        Stump(feature, chance.uniform(-1, 1), above)
        for feature in features
        for above in (True, False)
        for _ in range(8)
    ]
    return max(candidates, key=lambda stump: sum(stump(x) == y for x, y in data))


def accuracies(parameters: dict[str, float], seed: int) -> Iterator[float]:
    """Grow a forest in rounds; the accuracy after each."""
    chance = random.Random(seed)
    data, check = points(300, seed=1), points(300, seed=2)
    forest: list[Stump] = []
    for _ in range(ROUNDS):
        for _ in range(int(parameters["stumps"]) // ROUNDS):
            some = chance.sample(data, int(len(data) * parameters["share"]))
            chosen = chance.sample(range(4), int(parameters["features"]))
            forest.append(best_stump(some, chosen, chance))
        votes = [sum(stump(x) for stump in forest) / len(forest) for x, _ in check]
        right = sum((vote > 0.5) == bool(y) for vote, (_, y) in zip(votes, check, strict=True))
        yield right / len(check)


def propose(chance: random.Random) -> dict[str, float]:
    """Random settings out of the search space."""
    return {
        "stumps": chance.choice([10, 20, 40]),
        "features": chance.randrange(1, 5),
        "share": round(chance.uniform(0.1, 0.9), 3),
    }


def run_trial(trial: Trial, best: list[float]) -> None:
    """One trial; it is stopped where it is far behind the best one at the same round."""
    reached = []
    for number, accuracy in enumerate(accuracies(trial.parameters, seed=trial.number), 1):
        trial.report(accuracy, number)
        reached.append(accuracy)
        if len(best) >= number and accuracy < best[number - 1] - 0.1:
            trial.finish("pruned", message=f"far behind the best after {number} rounds")
            return
    trial.finish()
    if not best or reached[-1] > best[-1]:
        best[:] = reached


def search(tune: AutoTune) -> None:
    chance = random.Random(3)
    best: list[float] = []
    for _ in range(TRIALS):
        trial = tune.trial(propose(chance))
        run_trial(trial, best)
        print(f"trial {trial.number}: {trial.parameters} {trial.status}")
    print(f"best accuracy {best[-1]:.3f}")


def main() -> None:
    with em.create_autotune(
        "forest", SPACE, metric="accuracy", max_trials=TRIALS, concurrency=1, tuner="Random"
    ) as tune:
        search(tune)
    print("recorded in", tune.local)


if __name__ == "__main__":
    main()
