"""Many random edits: all of them undone, and two programs at once."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from em_desktop.domain.gestures import Batch
from em_desktop.stores.local import LocalStore
from em_desktop.sync.editing import Done, Editing, Progress
from em_desktop.sync.history import History
from tests.faults import world

ROOT = Path(__file__).parents[2]
EDITS = 100
SECONDS = os.environ.get("EM_TEST_TOGETHER_SECONDS", "15")
"""How long two programs edit one store; the whole minute of the promise is for the patient."""


def bytes_of(root: Path) -> dict[str, bytes | None]:
    """Everything but the trash, to the byte."""
    return {
        place.relative_to(root).as_posix(): place.read_bytes() if place.is_file() else None
        for place in root.rglob("*")
        if ".em-store" not in place.relative_to(root).parts
    }


def last(stream: Iterator[Progress]) -> Done:
    *_, done = stream
    assert isinstance(done, Done)
    return done


@pytest.mark.parametrize("seed", range(4))
def test_a_hundred_undos_give_the_bytes_back_and_redos_the_edits(tmp_path: Path, seed: int) -> None:
    root = world.make(tmp_path / "store")
    chance = random.Random(seed)
    editing = Editing(LocalStore(root), History(tmp_path / "states", "store"))
    before = bytes_of(root)
    after: list[dict[str, bytes | None]] = []
    while len(after) < EDITS:
        store = editing.store
        assert isinstance(store, LocalStore)
        operation = world.any_operation(chance, store)
        done = last(editing.do(Batch.of([operation])))
        if done.entry is not None:
            after.append(bytes_of(root))
        if len(after) == EDITS // 2:  # the program is left and started again
            editing.close()
            editing = Editing(LocalStore(root), History(tmp_path / "states", "store"))
    for expected in [*reversed(after[:-1]), before]:
        assert last(editing.undo()).failures == ()
        assert bytes_of(root) == expected
    assert editing.can_undo is None
    for expected in after:
        assert last(editing.redo()).failures == ()
        assert bytes_of(root) == expected
    for _ in range(EDITS):
        assert last(editing.undo()).failures == ()
    assert bytes_of(root) == before


@pytest.mark.slow
def test_two_programs_in_one_store_lose_nothing_and_see_the_same(tmp_path: Path) -> None:
    root = world.make(tmp_path / "store")
    world.make_outside(tmp_path / "outside")
    mine = LocalStore(root)
    children = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.editing", str(tmp_path), str(seed), SECONDS],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for seed in range(2)
    ]
    told = [child.communicate(timeout=95 + float(SECONDS))[0] for child in children]
    assert [child.returncode for child in children] == [0, 0], told
    assert all(int(text.split()[-1]) > 50 for text in told), told
    assert list(world.complaints(root)) == []
    assert list(world.tidy(root)) == []
    assert world.nodes(mine) == world.nodes(LocalStore(root))
