"""What trials reported, as arrays: quick for files as we write them, right for all others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from em_desktop.domain.metrics import Floats
from em_desktop.domain.problems import Problem, ProblemKind
from em_desktop.errors import EmError, NotFoundError
from em_desktop.formats.autotune_metrics import LIMITS, METRICS, parse_metrics
from em_desktop.formats.decoding import decode
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectSource

_NUMBER = rb"-?(?:\d+(?:\.\d*)?(?:e[-+]?\d+)?|\.inf)|\.nan"
_RECORD = re.compile(
    rb"- type: (PERIODICAL|FINAL)\n"
    rb"  value:\n    default: ("
    + _NUMBER
    + rb")\n((?:    [A-Za-z_][\w/-]*: (?:"
    + _NUMBER
    + rb")\n)*)"
    rb"  sequence:\n    epoch: (?:null|\d+)\n    step: (\d+)\n    timestamp: (?:null|'[^'\n]*')\n"
)
"""One record as `recording` writes it; whatever differs is left to the parser."""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """The intermediate values of a trial.

    Attributes:
        steps: rising, each once.
        values: one per step; NaN where the report has no value.
        finals: the further values of the final report.
    """

    steps: Floats = field(default_factory=lambda: np.empty(0))
    values: Floats = field(default_factory=lambda: np.empty(0))
    finals: Mapping[str, float] = field(default_factory=dict)


def read_curve(source: ObjectSource, trial_id: str, *, finished: bool) -> Reading[Curve]:
    """The curve of the trial of this id; an empty one, without a problem, where it has no file.

    Args:
        source: the objects of the AutoTune.
        trial_id: the trial's folder.
        finished: whether the trial has ended; see `parse_metrics`.
    """
    key = f"{trial_id}/{METRICS}"
    try:
        data = source.read(key, 0, LIMITS.size + 1)
    except NotFoundError:
        return Reading(Curve())
    except EmError as error:
        return Reading(Curve(), (Problem(key, ProblemKind.UNREADABLE, error.reason),))
    curve = scan(data)
    if curve is not None:
        return Reading(curve)
    text, problems = decode(data, key)
    parsed = parse_metrics(text, key, finished=finished)
    metrics = parsed.value
    curve = Curve(
        np.array(metrics.steps, dtype=np.float64),
        np.array(metrics.values, dtype=np.float64),
        {} if metrics.final is None else dict(metrics.final.extra),
    )
    return Reading(curve, (*problems, *parsed.problems))


def scan(data: bytes) -> Curve | None:
    """The curve of a file that is exactly as we write it; None for every other."""
    steps: list[float] = []
    values: list[float] = []
    finals: dict[str, float] = {}
    position, ended = 0, False
    for match in _RECORD.finditer(data):
        kind, value, further, step = match.groups()
        if match.start() != position or ended:
            return None
        position = match.end()
        ended = kind == b"FINAL"
        if ended:
            finals = _further(further)
        elif steps and int(step) <= steps[-1]:
            return None
        else:
            steps.append(int(step))
            values.append(_number(value))
    if position != len(data):
        return None
    return Curve(np.array(steps, dtype=np.float64), np.array(values, dtype=np.float64), finals)


def _further(lines: bytes) -> dict[str, float]:
    pairs = (line.strip().split(b": ") for line in lines.splitlines())
    return {name.decode("ascii"): _number(value) for name, value in pairs}


def _number(text: bytes) -> float:
    return float(text.replace(b".inf", b"inf").replace(b".nan", b"nan"))
