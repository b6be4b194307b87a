"""Importing the recording library costs a script next to nothing."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "PySide6", "shiboken6", "pyqtgraph", "numpy", "requests", "yaml", "sqlite3", "pygments",
    "platformdirs", "multiprocessing", "asyncio", "torch", "tensorflow",
}  # fmt: skip
PROBE = """
import sys, time
start = time.process_time()
{statement}
print(time.process_time() - start)
print(*sys.modules)
"""


def imported(statement: str) -> tuple[float, set[str]]:
    code = PROBE.format(statement=statement)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, modules = done.stdout.split("\n", 1)
    return float(seconds), {name.partition(".")[0] for name in modules.split()}


def test_nothing_heavy_is_loaded() -> None:
    _, modules = imported("import em_desktop.recording as em; em.create_run; em.create_autotune")
    assert not modules & HEAVY


def test_recording_loads_neither_qt_nor_numpy_nor_a_framework() -> None:
    statement = (
        "import os, tempfile; os.chdir(tempfile.mkdtemp());"
        "import em_desktop.recording as em; r = em.create_run(name='x', hparams={'a': 1});"
        "r.log('train', {'loss': 1.0}, 1); r.finish()"
    )
    _, modules = imported(statement)
    assert not modules & (HEAVY - {"yaml"})


def test_the_import_takes_less_than_a_tenth_of_a_second() -> None:
    imported("import em_desktop.recording")  # compiles, if nobody did
    best = min(imported("import em_desktop.recording")[0] for _ in range(5))
    assert best < 0.1


def test_both_forms_of_the_import_give_the_same() -> None:
    import em_desktop.recording as whole
    from em_desktop.recording import em

    assert em is whole
    assert em.create_run is whole.create_run
