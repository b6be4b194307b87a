"""The machine: system, Python, packages, processors, GPUs, and the command line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from em_desktop.domain.recordings import Value
from em_desktop.recording.secrets import Masker

_PATIENCE = 10.0
_DISTRIBUTION = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(-.*)?\.(dist|egg)-info")
_FRAMEWORKS = {
    "torch": "PyTorch",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "jax": "JAX",
    "sklearn": "scikit-learn",
    "lightning": "Lightning",
    "pytorch_lightning": "Lightning",
    "transformers": "Transformers",
    "deepspeed": "DeepSpeed",
    "xgboost": "XGBoost",
    "lightgbm": "LightGBM",
    "paddle": "PaddlePaddle",
    "mindspore": "MindSpore",
}


def capture_platform(masker: Masker) -> dict[str, Value]:
    """The content of ``platform.yaml``. Never raises; what can't be found out is absent.

    The first five keys are those that every recorder writes, empty or not; the others are ours.
    """
    import platform

    everyones: dict[str, Value] = {
        "hostname": platform.node(),
        "os": platform.platform(),
        "python": platform.python_version(),
        "pypkgs": dict(packages()),
        "framework": ", ".join(dict.fromkeys(_frameworks())),
    }
    ours: dict[str, Value] = {
        "command": list(masker.arguments(sys.orig_argv)),
        "directory": masker.text(os.fspath(Path.cwd())),
        "cpu": _processor(),
        "cpu_count": os.cpu_count(),
        "memory_gib": _memory(),
    }
    found = gpus()
    if found:
        ours["gpus"] = [name for name, _ in found]
        ours["gpu_driver"] = found[0][1]
    return everyones | {key: value for key, value in ours.items() if value not in ("", None)}


def packages() -> Iterator[tuple[str, str]]:
    """Name and version of each installed package, by name.

    The names of the directories tell it; reading a file for each would take long.
    """
    found: dict[str, str] = {}
    for place in sys.path:
        try:
            names = [entry.name for entry in os.scandir(place or ".")]
        except OSError:
            continue
        for name in names:
            match = _DISTRIBUTION.fullmatch(name)
            if match is not None:
                found.setdefault(match["name"].replace("_", "-"), match["version"])
    yield from sorted(found.items(), key=lambda item: item[0].lower())


@cache
def gpus() -> tuple[tuple[str, str], ...]:
    """Name and driver version of each NVIDIA GPU."""
    rows = query_gpus("name,driver_version")
    return tuple((row[0], row[1]) for row in rows if len(row) == 2)


def query_gpus(fields: str) -> list[list[str]]:
    """A row of texts for each GPU; none where there is no GPU, driver or answer."""
    import shutil
    import subprocess

    program = shutil.which("nvidia-smi")
    if program is None:
        return []
    command = [program, f"--query-gpu={fields}", "--format=csv,noheader,nounits"]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return []
    if done.returncode != 0:
        return []
    return [[cell.strip() for cell in line.split(",")] for line in done.stdout.splitlines()]


def _frameworks() -> Iterator[str]:
    """Names of the frameworks that the script has imported."""
    for module, name in _FRAMEWORKS.items():
        if module in sys.modules:
            yield name


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8", errors="replace") as file:
            for line in file:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    import platform

    return platform.processor()


def _memory() -> float | None:
    """The machine's memory in GiB."""
    try:
        size = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None
    return round(size / 2**30, 1)
