"""What is captured by itself."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

_RANKS = ("RANK", "OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID", "PADDLE_TRAINER_ID")


@dataclass(frozen=True, slots=True)
class Capture:
    """What a Run records beside what the script tells it.

    Attributes:
        code: the code version, with the uncommitted changes.
        platform: the machine, the packages and the command line.
        output: what the script prints.
        usage: CPU, memory and GPU use, as metrics of the type ``system``.
        usage_interval: seconds between two of these.
        fsync: every record is on the device when `Run.log` returns, so that it survives a
            power failure. That takes as long as the device takes.
    """

    code: bool = True
    platform: bool = True
    output: bool = True
    usage: bool = True
    usage_interval: float = 15.0
    fsync: bool = False


def rank_of_process(environment: Mapping[str, str] | None = None) -> int:
    """The number of this process among those of one distributed training; 0 if it is alone."""
    variables = os.environ if environment is None else environment
    for name in _RANKS:
        if (value := variables.get(name, "")).isdecimal():
            return int(value)
    return 0
