"""Mutated AutoTune files never raise and never take long."""

from __future__ import annotations

import random
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from em_desktop.domain.autotune import best_trial, optimization_curve
from em_desktop.formats import autotune
from em_desktop.stores.memory.source import MemorySource

NOW = datetime(2026, 11, 23, tzinfo=UTC)
ROUNDS = 300
LONGEST = 20.0
VALUE = re.compile(rb':\s*("[^"]*"|[\d.eE+-]+|null|true|false|\[[^\]]*\]|\{[^}]*\})')
STRANGE = (
    *(
        b"null",
        b"[]",
        b"{}",
        b'"x"',
        b"NaN",
        b"-Infinity",
        b"1e999",
        b"1" * 5000,
        b'"5h' + b"5" * 9000,
    ),
    *(
        b"[" * 200,
        b'{"a":' * 50,
        b"\xff\xfe",
        b"\x00",
        b'"\\ud800"',
        b'"1e400"',
        b'"[1,2]"',
        b"\n",
        b":",
    ),
    *(
        b"&a [*a]",
        b"!!python/object:os.system x",
        b'"9999-12-31T23:59:59-23:59"',
        b'"{\\"default\\": [1]}"',
    ),
)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """``data`` with a few bytes or values cut out, put in or replaced."""
    result = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        place = dice.randrange(len(result) + 1)
        values = list(VALUE.finditer(bytes(result)))
        match dice.randrange(5):
            case 0:
                del result[place : place + dice.randint(1, 20)]
            case 1:
                del result[place:]
            case 2:
                result[place:place] = dice.choice(STRANGE)
            case _ if values:
                value = dice.choice(values)
                result[value.start(1) : value.end(1)] = dice.choice(STRANGE)
    return bytes(result)


def read_everything(source: MemorySource) -> None:
    search = autotune.read_search(source).value
    trials = autotune.read_trials(source).value
    search.running_time_at(NOW)
    best_trial(trials, search.direction)
    optimization_curve(trials, search.direction)
    for parameter in search.space:
        assert parameter.bounds is None or len(parameter.bounds) == 2
        assert parameter.moments is None or len(parameter.moments) == 2
    for trial in trials:
        metrics = autotune.read_trial_metrics(source, trial.id).value
        assert len(metrics.steps) == len(metrics.values)
        trial.duration_at(NOW)


@pytest.mark.parametrize("name", ["keras-style-name", "timeout", "running", "nni-style-keys"])
def test_no_mutation_of_a_search_raises_or_takes_long(samples: Path, name: str) -> None:
    dice = random.Random(name)
    directory = samples / "autotune" / name
    trials = sorted(path.name for path in directory.iterdir() if path.is_dir())
    for _ in range(ROUNDS):
        trial = dice.choice(trials)
        files = ["profile.json", f"{trial}/metadata.json", f"{trial}/metrics.yaml"]
        objects = {
            key: mutated((directory / key).read_bytes(), dice)
            for key in files
            if (directory / key).exists()
        }
        started = time.perf_counter()
        read_everything(MemorySource(f"searches/{name}_1698219235", objects))
        assert time.perf_counter() - started < LONGEST, objects
