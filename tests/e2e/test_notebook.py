"""The notebook, cell by cell as plain Python, and in a real kernel where one is installed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from em_desktop.domain.autotune import TrialStatus
from em_desktop.domain.nodes import Status
from em_desktop.formats.autotune import read_trials
from em_desktop.formats.metrics import MetricReader
from em_desktop.formats.run import read_metadata
from em_desktop.formats.source import DirectorySource

pytest.importorskip("sklearn")

NOTEBOOK = Path(__file__).parents[2] / "examples" / "recording.ipynb"


def cells() -> list[str]:
    notebook: dict[str, Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def name_of(directory: str) -> str:
    """What a recording is called, without date, time and letters."""
    return directory.rsplit("_", 3)[0]


def check(directory: Path) -> None:
    """That all is there which the notebook says."""
    runs = {name_of(path.name): path for path in (directory / ".em" / "runs").iterdir()}
    assert set(runs) == {"digits_sgd", "digits_svc"}
    for path in runs.values():
        metadata = read_metadata(DirectorySource(path)).value
        assert metadata.status is Status.COMPLETE
        assert [name_of(each.name) for each in metadata.associations] == ["digits"]
    source = DirectorySource(runs["digits_sgd"])
    table = MetricReader(source, "metrics/val.yaml", "val").update().value
    assert table.series("accuracy").value[-1] > 0.85
    assert "of the digits are read correctly" in (runs["digits_sgd"] / "stdout.log").read_text()
    (search,) = (directory / ".em" / "autotune").iterdir()
    trials = read_trials(DirectorySource(search)).value
    assert [trial.status for trial in trials] == [TrialStatus.SUCCEEDED] * 12
    assert max(trial.final or 0 for trial in trials) > 0.97


def run_script(code: str, directory: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=directory,
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_the_cells_of_the_notebook_record_what_they_say(tmp_path: Path) -> None:
    run_script("\n\n".join(cells()), tmp_path)
    check(tmp_path)


KERNEL = """
import sys, nbformat, nbclient
notebook = nbformat.read(sys.argv[1], 4)
nbclient.NotebookClient(notebook, timeout=300).execute()
texts = [output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ())]
assert any("of the digits are read correctly" in text for text in texts)
"""


@pytest.mark.slow
@pytest.mark.timeout(500)
def test_a_kernel_shows_what_is_printed_and_records_it(tmp_path: Path) -> None:
    pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    code = f"import sys; sys.argv = ['', {str(NOTEBOOK)!r}]\n{KERNEL}"
    run_script(code, tmp_path)
    check(tmp_path)
