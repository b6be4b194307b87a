"""Edits a store at random for some seconds: ``editing.py DIRECTORY SEED SECONDS``.

Prints how many gestures it made; fails where one raises what isn't an ``EmError``.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from em_desktop.errors import EmError
from em_desktop.stores.local import LocalStore
from em_desktop.sync.editing import Editing
from em_desktop.sync.history import History
from tests.faults import world


def main(directory: Path, seed: int, seconds: float) -> int:
    chance = random.Random(seed)
    store = LocalStore(directory / "store")
    editing = Editing(store, History(directory / "states", store.info.id))
    done = 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            world.gesture(chance, editing, directory / "outside")
        except EmError:  # somebody else was quicker
            continue
        done += 1
    print(done)
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
