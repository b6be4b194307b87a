"""A YAML reader of another library reads all that is recorded, to the same values.

But for texts such as ``1e-5``: the format is PyYAML's default dumper's, byte by byte, which
leaves them plain, and readers of YAML 1.2 take them for numbers.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from em_desktop.recording import em
from em_desktop.recording.trial import METRICS

ruamel = pytest.importorskip("ruamel.yaml")

HPARAMS = {
    "lr": 1e-5,
    "huge": 1e300,
    "minus": -0.0,
    "large": 2**70,
    "yes": "yes",
    "zip": "007",
    "texts": ["-1", "1.", "0x1F", "1_000", "5e"],
    "time": "12:30:45",
    "date": "2026-11-23",
    "nothing": None,
    "flags": [True, False],
    "empty": [],
    "nested": {"a": {"b": [1, {"c": "d"}]}, "leer": {}},
    "训练": "学习率\nzweite Zeile: 'x' \"y\" #z",
    "long": "word " * 100,
    "odd": "tab\there, bell \a, end\u2028",
    "infinite": [math.inf, -math.inf],
}


def documents(project: Path) -> Iterator[Path]:
    yield from sorted((project / ".em").rglob("*.yaml"))


def read(version: str, path: Path) -> Any:
    """By ruamel.yaml as YAML 1.1 or 1.2."""
    reader = ruamel.YAML(typ="safe", pure=True)
    reader.version = version
    return reader.load(path.read_text(encoding="utf-8"))


@pytest.fixture
def recorded(project: Path) -> Path:
    """A Run, an Artifact and a search with all kinds of values."""
    data = em.create_artifact("data", labels=["x: y", "- z"], description="two\nlines")
    data.add_reference("s3://bucket/a b#c", "odd: key")
    with em.create_run(name="other", hparams=HPARAMS, labels=["a", "是"]) as run:
        run.mark_input(data)
        for step, value in enumerate((1e-5, 1e20, -0.0, 143, math.inf, 0.1 + 0.2)):
            run.log("train", {"loss": value, "a: b": 1.0, "精度": 0.5}, step, step / 2)
        run.log("系统", {}, 1)
    with em.create_autotune("search", {"x": [1, 2]}) as search:
        trial = search.trial({"x": 1})
        trial.report(1e-5, 1, extra={"f1: macro": 0.5})
        trial.finish()
    return project


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_every_file_has_the_same_values_for_another_reader(recorded: Path, version: str) -> None:
    names = []
    for path in documents(recorded):
        ours = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert json.dumps(read(version, path)) == json.dumps(ours), path
        names.append(path.name)
    assert len(names) >= 9
    assert METRICS in names
