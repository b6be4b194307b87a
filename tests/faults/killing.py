"""Kills a child process at random moments of random edits: ``killing.py DIRECTORY SEED MOMENTS``.

Prints what isn't as it must be; the exit code tells whether there is something.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from em_desktop.errors import EmError
from em_desktop.stores.local import LocalStore
from em_desktop.sync.editing import Editing
from em_desktop.sync.history import History
from tests.faults import world

FRESH_AFTER = 25
MOST_GESTURES = 4
"""A child is killed after at most so many gestures, however slow the machine is just now."""
LONGEST = 0.03


def edit(root: Path, directory: Path, seed: int, told: int) -> None:
    """Edit until killed; a byte for each gesture goes to the pipe ``told``."""
    chance = random.Random(seed)
    store = LocalStore(root)
    editing = Editing(store, History(directory / "states", store.info.id))
    while True:
        try:
            world.gesture(chance, editing, directory / "outside")
        except EmError:
            continue
        os.write(told, b".")


def main(directory: Path, seed: int, moments: int) -> int:
    chance = random.Random(seed)
    world.make_outside(directory / "outside")
    wrong, edits = [], 0
    for moment in range(moments):
        root = directory / f"store{moment // FRESH_AFTER}"
        if moment % FRESH_AFTER == 0:
            shutil.rmtree(directory / "states", ignore_errors=True)
            world.make(root)
        hears, tells = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                edit(root, directory, chance.randrange(1 << 30) + moment, tells)
            finally:
                os._exit(3)  # an edit raised what isn't an EmError
        os.close(tells)
        for _ in range(chance.randint(0, MOST_GESTURES)):
            os.read(hears, 1)  # empty at once, should the child end by itself
        time.sleep(chance.random() * LONGEST)
        os.kill(child, signal.SIGKILL)
        os.close(hears)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            wrong.append(f"moment {moment}: the child ended by itself")
        wrong += [f"moment {moment}: {text}" for text in world.complaints(root)]
        wrong += [f"moment {moment}: {text}" for text in world.tidy(root)]
        store = LocalStore(root)
        editing = Editing(store, History(directory / "states", store.info.id))
        edits = max(edits, len(editing.entries()))
        if editing.can_undo is not None:
            list(editing.undo())
        editing.close()
        wrong += [f"moment {moment}, after undo: {text}" for text in world.complaints(root)]
    print(f"{moments} moments, up to {edits} gestures remembered")
    print("\n".join(wrong))
    return 1 if wrong or not edits else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])))
