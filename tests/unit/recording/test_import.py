"""Importing the recording library costs a script next to nothing."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {
    "PySide6", "shiboken6", "pyqtgraph", "numpy", "requests", "yaml", "sqlite3", "pygments",
    "platformdirs", "multiprocessing", "asyncio", "torch", "tensorflow",
}  # fmt: skip
MOST_MODULES = 115
PROBE = """
import sys
{statement}
print(*sys.modules)
"""


def loaded(statement: str) -> set[str]:
    """All modules that a new interpreter has after a statement."""
    code = PROBE.format(statement=statement)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def imported(statement: str) -> set[str]:
    """The packages of these."""
    return {name.partition(".")[0] for name in loaded(statement)}


def test_nothing_heavy_is_loaded() -> None:
    modules = imported("import em_desktop.recording as em; em.create_run; em.create_autotune")
    assert not modules & HEAVY


def test_recording_loads_neither_qt_nor_numpy_nor_a_framework() -> None:
    statement = (
        "import os, tempfile; os.chdir(tempfile.mkdtemp());"
        "import em_desktop.recording as em; r = em.create_run(name='x', hparams={'a': 1});"
        "r.log('train', {'loss': 1.0}, 1); r.finish()"
    )
    modules = imported(statement)
    assert not modules & (HEAVY - {"yaml"})


def test_the_import_loads_few_modules() -> None:
    """What it costs is measured in tests/bench; a busy machine can't make this one fail."""
    before, after = loaded("pass"), loaded("import em_desktop.recording")
    assert len(after - before) < MOST_MODULES


BARE = """
import sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {missing!r}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Refuse())
import os, tempfile
os.chdir(tempfile.mkdtemp())
from em_desktop.recording import em
run = em.create_run(name="x", hparams={{"a": 1}})
run.log("train", {{"loss": 1.0}}, 1)
run.finish()
again = em.load_run(run.local)
again.log("train", {{"loss": 0.5}}, 2)
again.finish()
assert len(again.metrics["train"]) == 2
artifact = em.create_artifact("data")
artifact.add_reference("s3://bucket/x")
with em.create_autotune("search", {{"x": [1, 2]}}) as search:
    search.trial({{"x": 1}}).finish(value=0.5)
from em_desktop.cli.main import main
assert main(["artifact", "ls", artifact.local]) == 0
import em_desktop.cli.remote, em_desktop.stores.remote.upload, em_desktop.stores.remote.download
"""


def test_training_machines_need_yaml_alone() -> None:
    """And requests for uploads: ``pip install --no-deps em-desktop``, as the guide says."""
    missing = HEAVY - {"yaml", "sqlite3", "multiprocessing", "asyncio"} | {"qtawesome"}
    code = BARE.format(missing=missing)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_both_forms_of_the_import_give_the_same() -> None:
    import em_desktop.recording as whole
    from em_desktop.recording import em

    assert em is whole
    assert em.create_run is whole.create_run
