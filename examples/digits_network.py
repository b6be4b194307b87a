"""Trains a small network on images of seven-segment digits and records all of it.

    python examples/digits_network.py

NumPy alone; a few seconds. The recordings are in ``.em`` below the working directory:
``em-desktop .`` shows them.
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from em_desktop.recording import Run, em

Floats: TypeAlias = NDArray[np.float64]
Integers: TypeAlias = NDArray[np.int64]

SEGMENTS = ["1110111", "0010010", "1011101", "1011011", "0111010",
            "1101011", "1101111", "1010010", "1111111", "1111011"]  # fmt: skip
"""Which of the seven segments of a display are lit for each digit."""


def digits(count: int, noise: float, rng: np.random.Generator) -> tuple[Floats, Integers]:
    """Noisy displays, shape (count, 7), and the digits that they show."""
    clean = np.array([[int(lit) for lit in segments] for segments in SEGMENTS], dtype=float)
    labels = rng.integers(0, 10, count)
    return clean[labels] + rng.normal(0, noise, (count, 7)), labels


class Network:
    """Two layers, trained by plain gradient descent with momentum."""

    def __init__(self, hidden: int, rng: np.random.Generator) -> None:
        self.weights = [rng.normal(0, 0.5, (7, hidden)), rng.normal(0, 0.5, (hidden, 10))]
        self.moments = [np.zeros_like(weight) for weight in self.weights]

    def forward(self, images: Floats) -> tuple[Floats, Floats]:
        """Values of the hidden layer, and the probabilities of the digits."""
        hidden = np.tanh(images @ self.weights[0])
        scores = hidden @ self.weights[1]
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        return hidden, scores / scores.sum(axis=1, keepdims=True)

    def learn(self, images: Floats, labels: Integers, lr: float, momentum: float) -> None:
        hidden, error = self.forward(images)
        error[np.arange(len(labels)), labels] -= 1
        error /= len(labels)
        back = (error @ self.weights[1].T) * (1 - hidden**2)
        for weight, moment, gradient in zip(
            self.weights, self.moments, (images.T @ back, hidden.T @ error), strict=True
        ):
            moment[:] = momentum * moment - lr * gradient
            weight[:] += moment

    def score(self, images: Floats, labels: Integers) -> dict[str, float]:
        """Loss and accuracy."""
        _, probabilities = self.forward(images)
        chosen = probabilities[np.arange(len(labels)), labels]
        right = probabilities.argmax(axis=1) == labels
        return {"loss": float(-np.log(chosen + 1e-12).mean()), "accuracy": float(right.mean())}


def train(run: Run) -> Network:
    """Train with the hyperparameters of the Run."""
    settings = run.hparams
    rng = np.random.default_rng(settings.seed)
    images, labels = digits(4000, settings.noise, rng)
    check_images, check_labels = digits(1000, settings.noise, rng)
    network = Network(settings.hidden, rng)
    step = 0
    for epoch in range(settings.epochs):
        order = rng.permutation(len(labels))
        for start in range(0, len(order), settings.batch_size):
            batch = order[start : start + settings.batch_size]
            network.learn(images[batch], labels[batch], settings.lr, settings.momentum)
            step += 1
            if step % 10 == 0:
                run.log("train", network.score(images[batch], labels[batch]), step, epoch)
        scores = network.score(check_images, check_labels)
        run.log("val", scores, step, epoch)
        print(f"epoch {epoch}: loss {scores['loss']:.4f}, accuracy {scores['accuracy']:.3f}")
    run.log("test", network.score(*digits(2000, settings.noise, rng)), step)
    return network


def main() -> None:
    hparams = {
        "hidden": 32,
        "lr": 0.2,
        "momentum": 0.9,
        "batch_size": 50,
        "epochs": 12,
        "noise": 0.3,
        "seed": 7,
    }
    with em.create_run(name="digits_network", hparams=hparams, labels=["example"]) as run:
        network = train(run)
        model = em.create_artifact("digits_network_weights", labels=["example"])
        file = Path("weights.npz")
        np.savez(file, *network.weights)
        model.add_file(file)
        file.unlink()
        run.mark_output(model)
    print("recorded in", run.local)


if __name__ == "__main__":
    main()
