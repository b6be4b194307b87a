"""Folders that the operating system doesn't let people into; run as another user if we are root."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[3]
NOBODY = 65534

SCRIPT = """
import io, json, os, shutil, sys, tempfile
from pathlib import Path
from em_desktop.domain.operations import CreateFolder, Move, Remove, SetLabels
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import EmError
from em_desktop.stores.local import LocalStore

locked, fixed = NodePath(("locked",)), NodePath(("fixed",))
run = fixed.child("train_261123_120000_abc123")

def outcome(work):
    try:
        work()
    except EmError as error:
        return [error.code, error.subject, error.reason]
    return "done"

def look(root):
    store = LocalStore(Path(root))
    nodes = [node for page in store.children(ROOT) for node in page]
    return {
        "nodes": {node.name: [node.type.value, *map(told, node.problems)] for node in nodes},
        "list": outcome(lambda: list(store.children(locked))),
        "measure": store.measure(ROOT),
        "find": outcome(lambda: store.find("nothing")),
        "create": outcome(lambda: store.perform(CreateFolder(fixed, "new"))),
        "rename": outcome(lambda: store.perform(Move(run, fixed, "other"))),
        "remove": outcome(lambda: store.perform(Remove(run))),
        "label": outcome(lambda: store.perform(SetLabels(run, ("x",)))),
        "put": outcome(lambda: store.put(run, "file", io.BytesIO(b"x"))),
        "trash": len(store.trashed()),
    }

def told(problem):
    return [problem.kind.value, problem.detail]

if os.geteuid() == 0:
    with tempfile.TemporaryDirectory() as scratch:  # imports all that will be needed:
        look(shutil.copytree(sys.argv[1], scratch + "/copy"))  # others may not read Python's files
    os.seteuid(int(sys.argv[2]))
print(json.dumps(look(sys.argv[1])))
"""


@pytest.fixture
def store_folder() -> Iterator[Path]:
    """A store that others may write in, with a locked folder and a read-only one."""
    root = Path(tempfile.mkdtemp(prefix="em-permissions-"))
    root.chmod(0o777)
    (root / "open").mkdir()
    (root / "locked" / "inside").mkdir(parents=True)
    run = root / "fixed" / "train_261123_120000_abc123"
    run.mkdir(parents=True)
    (run / "metadata.yaml").write_text("kind: Run\nname: train\nstatus: Complete\n")
    for place, mode in ((root / "locked", 0o000), (run, 0o555), (root / "fixed", 0o555)):
        place.chmod(mode)
    yield root
    for place in (root / "locked", run, root / "fixed"):
        place.chmod(0o755)
    shutil.rmtree(root)


def look_as_nobody(root: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", SCRIPT, os.fspath(root), str(NOBODY)]
    environment = os.environ | {"PYTHONPATH": os.fspath(REPOSITORY)}
    done = subprocess.run(command, capture_output=True, check=False, env=environment, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(os.name != "posix", reason="other systems have other permissions")
def test_what_is_forbidden_is_told_with_its_path_and_the_rest_works(store_folder: Path) -> None:
    found = look_as_nobody(store_folder)
    locked, fixed = os.fspath(store_folder / "locked"), os.fspath(store_folder / "fixed")
    kind, (problem, detail) = found["nodes"]["locked"]
    assert (kind, problem) == ("Folder", "unreadable")
    assert locked in detail
    assert "Permission denied" in detail
    assert found["nodes"]["open"] == ["Folder"]
    assert found["list"] == ["access_denied", locked, "Permission denied"]
    assert found["measure"] == [39, 1]
    assert found["find"][0] == "not_found"
    for change in ("create", "rename", "remove", "label", "put"):
        code, subject, reason = found[change]
        assert code == "access_denied", change
        assert subject.startswith(fixed), change
        assert reason == "Permission denied", change
    assert found["trash"] == 0
    assert sorted(place.name for place in store_folder.iterdir()) == ["fixed", "locked", "open"]
