"""Every call to the system fails in turn: the store stays whole, and the message says why."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from em_desktop.domain.gestures import Batch
from em_desktop.domain.operations import (
    Copy,
    CreateFolder,
    CreateShortcut,
    IfTaken,
    Move,
    MoveObject,
    Operation,
    Remove,
    RemoveObject,
    Restore,
    SetDescription,
    SetLabels,
    SetLocked,
)
from em_desktop.domain.paths import ROOT, NodePath
from em_desktop.errors import EmError
from em_desktop.formats.checksums import CHECKSUMS
from em_desktop.stores.local import LocalStore
from em_desktop.sync.editing import Done, Editing, Failure
from em_desktop.sync.history import History
from em_desktop.sync.plans import plan_import
from em_desktop.sync.transfers import Transfer
from tests.faults import world
from tests.faults.injection import faults

CODES = (
    errno.ENOSPC,
    errno.EACCES,
    errno.EROFS,
    errno.ENOENT,
    errno.EBUSY,
    errno.EXDEV,
    errno.ENAMETOOLONG,
    errno.EIO,
)
TRASH_ID = "removed-before"
RECORDING = NodePath(("folder0", world.RECORDINGS[0]))
TARGET = NodePath(("folder1",))
OPERATIONS: dict[str, Operation] = {
    "create": CreateFolder(TARGET, "new"),
    "move": Move(RECORDING, TARGET),
    "rename": Move(RECORDING, RECORDING.parent, "other"),
    "replace": Move(NodePath(("left.txt",)), ROOT, "right.txt", IfTaken.REPLACE),
    "copy": Copy(RECORDING, TARGET),
    "shortcut": CreateShortcut(RECORDING, TARGET),
    "label": SetLabels(RECORDING, ("x",)),
    "label a folder": SetLabels(TARGET, ("x",)),
    "describe": SetDescription(RECORDING, "text"),
    "lock": SetLocked(RECORDING, locked=True),
    "remove": Remove(RECORDING),
    "remove a folder": Remove(TARGET),
    "rename an object": MoveObject(RECORDING, "deep", "other"),
    "remove an object": RemoveObject(RECORDING, "deep"),
}


def perform(operation: Operation) -> Callable[[LocalStore, Path], list[Failure]]:
    def work(store: LocalStore, _outside: Path) -> list[Failure]:
        *_, done = Editing(store, History.in_memory()).do(Batch.of([operation]))
        assert isinstance(done, Done)
        return list(done.failures)

    return work


def restore(store: LocalStore, outside: Path) -> list[Failure]:
    return perform(Restore(TRASH_ID))(store, outside)


def transfer(store: LocalStore, outside: Path) -> list[Failure]:
    """What it keeps for another try goes, as when nobody wants to try again."""
    work = Transfer(plan_import(store, RECORDING, [outside / "extra"]))
    try:
        list(work.run())
    finally:
        work.discard()
    assert work.result is not None
    return list(work.result.failures)


OF_OBJECTS = {"remove an object", "rename an object"}
"""What takes files of a recording from their place; whether all are there `is_one_of` tells."""
WORKS: dict[str, Callable[[LocalStore, Path], list[Failure]]] = {
    **{name: perform(operation) for name, operation in OPERATIONS.items()},
    "restore": restore,
    "transfer": transfer,
}


@pytest.mark.parametrize("name", WORKS)
def test_a_refused_call_leaves_the_store_before_or_after(name: str, tmp_path: Path) -> None:
    work = WORKS[name]
    outside = world.make_outside(tmp_path / "outside")
    before = world.look(fresh_store(tmp_path, name))
    after = look_after(tmp_path, name, outside)
    at = 0
    while True:
        at += 1
        root = fresh_store(tmp_path, name)
        code = CODES[at % len(CODES)]
        with faults(tmp_path) as seam:
            store = LocalStore(root)
            seam.arm(at, code)
            failures: list[Failure] = []
            try:
                failures = work(store, outside)
            except EmError as error:
                failures = [Failure(error.subject, error)]
            seam.disarm()
        if not seam.failed:
            break
        case = f"{name}: call {at} ({seam.failed}), {errno.errorcode[code]}: {failures}"
        for failure in failures:
            assert failure.error.subject, case
            assert failure.error.reason, case
        assert list(world.complaints(root, whole=name not in OF_OBJECTS)) == [], case
        if at % 5 == 0 or list(root.rglob(".em-tmp-*")):  # a check takes long
            assert list(world.tidy(root)) == [], case
        seen = world.look(root)
        assert is_one_of(seen, before, after), case
        if not failures:
            assert bare(seen) == bare(after), case
    assert at > 5


def is_one_of(seen: dict[str, object], before: dict[str, object], after: dict[str, object]) -> bool:
    """Whether a store is as before or as after; what is done may lack notes of its hashes.

    Without them the files are no worse, so that the whole isn't given up for them; but none is
    wrong.
    """
    return seen in (before, after) or (
        bare(seen) == bare(after)
        and all(
            any(known.items() <= noted(other, where).items() for other in (before, after))
            for where, known in ((where, noted(seen, where)) for where in seen)
        )
    )


def bare(seen: dict[str, object]) -> dict[str, object]:
    """What is seen without the notes of hashes."""
    return {where: what for where, what in seen.items() if not where.endswith(CHECKSUMS)}


def noted(seen: dict[str, object], where: str) -> dict[str, str]:
    """The hashes that are noted there; none where something else is."""
    known = seen.get(where)
    return known if isinstance(known, dict) else {}


MANY: dict[str, list[Operation]] = {
    "label": [SetLabels(NodePath((f"folder{number}",)), ("x",)) for number in range(3)],
    "remove": [Remove(NodePath((f"folder{number}",))) for number in range(3)],
}


@pytest.mark.parametrize("name", MANY)
def test_a_refused_call_among_many_nodes_leaves_each_before_or_after(
    name: str, tmp_path: Path
) -> None:
    before = world.look(fresh_store(tmp_path, name))
    at = 0
    while True:
        at += 1
        root = fresh_store(tmp_path, name)
        with faults(tmp_path) as seam:
            editing = Editing(LocalStore(root), History.in_memory())
            seam.arm(at, CODES[at % len(CODES)])
            *_, done = editing.do(Batch.of(MANY[name]))
            seam.disarm()
        if not seam.failed:
            break
        assert isinstance(done, Done)
        case = f"{name}: call {at} ({seam.failed}): {done.failures}"
        assert len(done.failures) <= 1, case
        assert list(world.complaints(root)) == [], case
        assert list(world.tidy(root)) == [], case
        if name == "label":
            labelled = [editing.store.get(operation.path).labels for operation in labels_of(name)]
            assert sorted(labelled) == [()] * len(done.failures) + [("x",)] * (
                3 - len(done.failures)
            ), case
        *_, undone = editing.undo()
        assert isinstance(undone, Done)
        assert undone.failures == (), case
        assert world.look(root) == before, case
    assert at > 5


def labels_of(name: str) -> list[SetLabels]:
    return [each for each in MANY[name] if isinstance(each, SetLabels)]


def fresh_store(directory: Path, name: str) -> Path:
    root = directory / "store"
    shutil.rmtree(root, ignore_errors=True)
    world.make(root)
    if name == "restore":
        LocalStore(root).perform(Remove(RECORDING))
        entry = next((root / ".em-store" / "trash").iterdir())
        entry.rename(entry.with_name(TRASH_ID))
    return root


def look_after(directory: Path, name: str, outside: Path) -> dict[str, object]:
    root = fresh_store(directory, name)
    assert WORKS[name](LocalStore(root), outside) == []
    return world.look(root)


def test_a_read_only_store_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = world.make(tmp_path / "store")
    before = world.look(root)
    real = os.open

    def refuse(path: str, flags: int, *rest: int, **options: int) -> int:
        if flags & (os.O_WRONLY | os.O_RDWR):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
        return real(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", refuse)
    (failure,) = perform(SetLabels(RECORDING, ("x",)))(LocalStore(root), tmp_path)
    assert failure.error.code == "access_denied"
    assert "Read-only file system" in failure.error.reason
    assert os.fspath(root) in failure.error.subject
    assert world.look(root) == before
