"""A transfer that ended with the program is gone on with in a later session."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from em_desktop.domain.gestures import Deed, Description
from em_desktop.domain.operations import IfTaken
from em_desktop.stores.base import Cancel
from em_desktop.stores.local import LocalStore
from em_desktop.stores.local.check import Trouble, check
from em_desktop.sync.editing import Editing
from em_desktop.sync.history import History
from em_desktop.sync.plans import plan_export, plan_import
from em_desktop.sync.transfers import Transfer
from em_desktop.sync.unfinished import Notebook, Unfinished
from tests.unit.sync.conftest import DATA, EMPTY, bytes_below, make_artifact
from tests.unit.sync.test_going_on import LARGE, Disk, disk, sha256, strays

__all__ = ["disk"]

KILLED = """
import os, signal, sys
from pathlib import Path
from em_desktop.stores.local import LocalStore
from em_desktop.sync.plans import plan_import
from em_desktop.sync.transfers import Transfer
from em_desktop.sync.unfinished import Notebook
from em_desktop.formats import file_copy
from tests.unit.sync.conftest import DATA

root, source, notes, bytes_before = sys.argv[1:]
file_copy._NOTED = 8 << 20
written = 0
write = file_copy._write

def counted(descriptor, data):
    global written
    write(descriptor, data)
    written += len(data)
    if written >= int(bytes_before):
        os.kill(os.getpid(), signal.SIGKILL)

file_copy._write = counted
store = LocalStore(Path(root))
plan = plan_import(store, DATA, [Path(source)])
list(Transfer(plan, notebook=Notebook(Path(notes), store.info.id)).run())
"""


@pytest.fixture
def notebook(store: LocalStore, tmp_path: Path) -> Notebook:
    return Notebook(tmp_path / "transfers", store.info.id)


@pytest.fixture
def editing(store: LocalStore) -> Editing:
    return Editing(store, History.in_memory())


def killed(root: Path, source: Path, notebook: Notebook, written: int) -> Unfinished:
    """What a program left that was killed after it had written so many bytes."""
    words = [str(each) for each in (root, source, notebook.directory, written)]
    done = subprocess.run([sys.executable, "-c", KILLED, *words], check=False)
    assert done.returncode == -signal.SIGKILL
    (found,) = notebook.unfinished()
    return found


def go_on(found: Unfinished, editing: Editing, notebook: Notebook) -> Transfer:
    transfer = Transfer.going_on(found.taken_over(), editing.store, editing, notebook)
    list(transfer.run())
    found.discard()
    return transfer


def notes(notebook: Notebook) -> list[Path]:
    return list(notebook.directory.iterdir())


def test_a_large_file_that_was_cut_off_goes_on_behind_its_last_mark(
    root: Path, outside: Path, notebook: Notebook, editing: Editing, disk: Disk
) -> None:
    (outside / "large").write_bytes(os.urandom(LARGE))
    found = killed(root, outside / "large", notebook, 30 << 20)
    assert found.description == Description(Deed.ADD_FILES, 1, ("large",))
    again = go_on(found, editing, notebook)
    assert again.result is not None
    assert again.result.done == ("large",)
    assert disk.written <= LARGE - (24 << 20)
    assert sha256(root.joinpath(*DATA.parts, "large")) == sha256(outside / "large")
    assert strays(root) == []
    assert notes(notebook) == []
    assert editing.can_undo == Description(Deed.ADD_FILES, 1, ("large",))


def test_of_a_folder_that_was_cut_off_only_what_is_missing_is_copied(
    root: Path, outside: Path, notebook: Notebook, editing: Editing, disk: Disk
) -> None:
    for number in range(40):
        place = outside / "many" / f"{number % 3}" / f"{number:02}"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(bytes([number]) * (1 << 20))
    (outside / "many" / "large").write_bytes(os.urandom(LARGE // 4))
    found = killed(root, outside / "many", notebook, 40 << 20)
    again = go_on(found, editing, notebook)
    assert again.result is not None
    assert again.result.failures == ()
    assert disk.written < 30 << 20
    assert bytes_below(root.joinpath(*DATA.parts, "many")) == bytes_below(outside / "many")
    assert strays(root) == []
    assert notes(notebook) == []


def test_what_was_damaged_after_the_crash_is_copied_anew(
    root: Path, outside: Path, notebook: Notebook, editing: Editing
) -> None:
    for number in range(20):
        place = outside / "many" / f"{number:02}"
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(bytes([number]) * (1 << 20))
    found = killed(root, outside / "many", notebook, 15 << 20)
    for place in (each for stray in strays(root) for each in stray.rglob("*") if each.is_file()):
        status = place.stat()
        with place.open("r+b") as file:
            file.write(b"damaged")
        os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
    go_on(found, editing, notebook)
    assert bytes_below(root.joinpath(*DATA.parts, "many")) == bytes_below(outside / "many")


def test_what_is_given_up_leaves_nothing(root: Path, outside: Path, notebook: Notebook) -> None:
    (outside / "large").write_bytes(os.urandom(LARGE))
    before = bytes_below(root)
    found = killed(root, outside / "large", notebook, 30 << 20)
    assert notebook.unfinished() == []  # it is offered once
    assert not any(one.trouble is Trouble.STRAY_FILE for one in check(root, young=0))
    found.leave()
    (found,) = notebook.unfinished()
    found.discard()
    assert bytes_below(root) == before
    assert notes(notebook) == []


def test_a_running_transfer_is_offered_to_nobody_and_a_done_one_leaves_no_note(
    store: LocalStore, outside: Path, notebook: Notebook
) -> None:
    (outside / "large").write_bytes(os.urandom(LARGE))
    transfer = Transfer(plan_import(store, DATA, [outside / "large"]), notebook=notebook)
    offered = [list(notebook.unfinished()) for _ in transfer.run()]
    assert offered
    assert not any(offered)
    assert notes(notebook) == []


def test_a_program_that_is_left_goes_on_with_its_copies_the_next_time(
    store: LocalStore,
    root: Path,
    outside: Path,
    notebook: Notebook,
    editing: Editing,
    disk: Disk,
) -> None:
    (outside / "large").write_bytes(os.urandom(LARGE))
    node = make_artifact(outside / "other_261123_120000_bbbbbb", data=b"1")
    plan = plan_import(store, EMPTY, [node])
    first = Transfer(plan_import(store, DATA, [outside / "large"]), notebook=notebook)
    cancel = Cancel()
    for progress in first.run(cancel):
        if progress.bytes > 20 << 20:
            first.leave()
            cancel.set()
    first.close()
    assert strays(root) != []
    disk.written = 0
    (found,) = notebook.unfinished()
    go_on(found, editing, notebook)
    assert disk.written < LARGE - (8 << 20)
    assert sha256(root.joinpath(*DATA.parts, "large")) == sha256(outside / "large")
    assert list(Transfer(plan, notebook=notebook).run())
    assert strays(root) == []


def test_answers_and_what_has_arrived_are_remembered(
    store: LocalStore, root: Path, outside: Path, notebook: Notebook, editing: Editing, disk: Disk
) -> None:
    (outside / "small.txt").write_text("new")
    (outside / "large").write_bytes(os.urandom(LARGE))
    directory = root.joinpath(*DATA.parts)
    (directory / "large").write_text("old")
    plan = plan_import(store, DATA, [outside / "small.txt", outside / "large"])
    disk.full_at = 30 << 20
    transfer = Transfer(plan.answered(IfTaken.KEEP_BOTH), editing, notebook=notebook)
    list(transfer.run())
    transfer.close()
    disk.full_at = None
    (found,) = notebook.unfinished()
    again = go_on(found, editing, notebook)
    assert again.result is not None
    assert again.result.done == ("large (2)",)
    assert (directory / "small.txt").read_text() == "new"
    assert (directory / "large").read_text() == "old"
    assert sha256(directory / "large (2)") == sha256(outside / "large")


def test_an_export_that_was_cut_off_goes_on_too(
    store: LocalStore, root: Path, tmp_path: Path, notebook: Notebook, editing: Editing, disk: Disk
) -> None:
    root.joinpath(*DATA.parts, "large").write_bytes(os.urandom(LARGE))
    target = tmp_path / "exported"
    target.mkdir()
    disk.full_at = 30 << 20
    transfer = Transfer(plan_export(store, [DATA], target), notebook=notebook)
    list(transfer.run())
    transfer.close()
    disk.full_at, disk.written = None, 0
    (found,) = notebook.unfinished()
    go_on(found, editing, notebook)
    assert disk.written < 20 << 20
    assert sha256(target / DATA.name / "large") == sha256(root.joinpath(*DATA.parts, "large"))
    assert strays(target) == []


def test_a_note_that_makes_no_sense_is_cleared_away(notebook: Notebook) -> None:
    notebook.directory.mkdir()
    prefix = notebook._prefix
    (notebook.directory / f"{prefix}1.jsonl").write_text("[]\n")
    (notebook.directory / f"{prefix}2.jsonl").write_text('{"transfer": 1}\n')
    (notebook.directory / "of-another-store.jsonl").write_text("[]\n")
    assert notebook.unfinished() == []
    assert [place.name for place in notes(notebook)] == ["of-another-store.jsonl"]
