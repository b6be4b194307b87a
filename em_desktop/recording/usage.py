"""How much of the machine the training uses, as metrics of a type of their own."""

from __future__ import annotations

import os
import time
from pathlib import Path

from em_desktop.recording.capture_platform import query_gpus

TYPE = "system"
"""The metric type."""

_MEBI = 1 << 20
_GPU_FIELDS = "utilization.gpu,memory.used"


class UsageMeter:
    """Measures between two calls. GPUs are asked only where the first answer named some."""

    def __init__(self) -> None:
        self._time = time.monotonic()
        self._busy = _processor_seconds()
        self._has_gpus = True

    def measure(self) -> dict[str, float]:
        """The use since the last call, and memory now.

        Returns:
            ``cpu_percent`` of this process and its finished children (100 is one core),
            ``memory_mib`` of this process, ``memory_percent`` of the machine that is in use,
            ``gpu0_percent``, ``gpu0_memory_mib``... Only what the system tells.
        """
        now, busy = time.monotonic(), _processor_seconds()
        passed = max(now - self._time, 1e-3)
        usage = {"cpu_percent": round(100 * (busy - self._busy) / passed, 1)}
        self._time, self._busy = now, busy
        resident = _resident_bytes()
        if resident is not None:
            usage["memory_mib"] = round(resident / _MEBI, 1)
        share = _machine_memory_percent()
        if share is not None:
            usage["memory_percent"] = round(share, 1)
        if self._has_gpus:
            gpus = _gpu_usage()
            self._has_gpus = bool(gpus)
            usage.update(gpus)
        return usage


def _processor_seconds() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _resident_bytes() -> int | None:
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return None


def _machine_memory_percent() -> float | None:
    sizes: dict[str, int] = {}
    try:
        with Path("/proc/meminfo").open(encoding="ascii", errors="replace") as file:
            for line in file:
                name, _, rest = line.partition(":")
                if name in {"MemTotal", "MemAvailable"}:
                    sizes[name] = int(rest.split()[0])
        return 100 * (1 - sizes["MemAvailable"] / sizes["MemTotal"])
    except (OSError, ValueError, KeyError, IndexError, ZeroDivisionError):
        return None


def _gpu_usage() -> dict[str, float]:
    usage: dict[str, float] = {}
    for number, row in enumerate(query_gpus(_GPU_FIELDS)):
        for name, text in zip(("percent", "memory_mib"), row, strict=False):
            try:
                usage[f"gpu{number}_{name}"] = float(text)
            except ValueError:  # "[N/A]"
                continue
    return usage
