"""Drag and drop by a real mouse on a real display, within the tree and between programs."""

from __future__ import annotations

import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.test_real_window import (
    CORNER,
    DRAG_SOURCE,
    program,
    pytestmark,
    quit_with_keys,
    screen,
)
from tests.e2e.xsession import FOREIGN_DRAG, Display, end, wait
from tests.gui.test_editing import RUN, make_store

__all__ = ["pytestmark", "screen"]

ROWS_TOP, ROW = 93, 26
"""Where the middle of the tree's first row is in the window, and how high rows are."""
DROP_TARGET = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

class Target(QWidget):
    def dragEnterEvent(self, event):
        event.acceptProposedAction()

    def dropEvent(self, event):
        event.acceptProposedAction()
        action = event.dropAction().name
        print(action, *(url.toLocalFile() for url in event.mimeData().urls()), flush=True)

app = QApplication([])
flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
target = Target(None, flags | Qt.WindowType.X11BypassWindowManagerHint)
target.setAcceptDrops(True)
target.setGeometry(int(sys.argv[1]), int(sys.argv[2]), 80, 60)
target.show()
print("shown", flush=True)
app.exec()
"""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Folders alpha, drafts (with a Run) and paper."""
    place = tmp_path / "experiments"
    make_store(place)
    (place / "alpha").mkdir()
    return place


@contextmanager
def helper(screen: Display, code: str, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    """A small second program in the corner of the screen."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env=screen.environment | {"QT_QPA_PLATFORM": "xcb"},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"shown\n"
        yield process
    finally:
        end(process)
        process.stdout.close()


def shown(screen: Display) -> str:
    """The program's window, when it is active and its tree was read."""
    window = screen.wait_for_window("^experiments - EM Desktop$")
    screen.do("windowactivate", "--sync", window)
    time.sleep(1.5)
    return window


def row(screen: Display, window: str, number: int) -> tuple[int, int]:
    """The middle of the name in a row of the tree."""
    screen.do("mousemove", "--window", window, 90, ROWS_TOP + ROW * number)
    time.sleep(0.1)
    answer = screen.do("getmouselocation", "--shell")
    place = dict(line.split("=") for line in answer.split())
    return int(place["X"]), int(place["Y"])


def drag_row(
    screen: Display,
    begin: tuple[int, int],
    target: tuple[int, int],
    *keys: str,
) -> None:
    """Press on a row, hold keys, go to the target as a hand does, and let go."""
    screen.do("mousemove", *begin)  # not move(): the pointer may be there, and it waits for motion
    screen.do("mousedown", 1)
    screen.move(begin[0] + 6, begin[1] + 3)
    screen.move(begin[0] + 16, begin[1] + 6)
    for key in keys:
        screen.do("keydown", key)
    for part in range(1, 11):
        screen.move(
            begin[0] + 16 + (target[0] - begin[0] - 16) * part / 10,
            begin[1] + (target[1] - begin[1]) * part / 10,
        )
    screen.move(target[0] + 2, target[1])
    time.sleep(0.3)  # the target has answered by then
    screen.do("mouseup", 1)
    for key in keys:
        screen.do("keyup", key)


def drag_until(
    screen: Display,
    happened: Callable[[], bool],
    what: str,
    begin: Callable[[], tuple[int, int]],
    target: Callable[[], tuple[int, int]],
    *keys: str,
) -> None:
    """Drag, and again when nothing came of it, as a user whose hand was too quick would do.

    The X server tells the target of a drag only some of the pointer's places when it is busy.

    Raises:
        TimeoutError: nothing came of three drags.
    """
    for further in (True, True, False):
        drag_row(screen, begin(), target(), *keys)
        try:
            wait(happened, what, 8)
        except TimeoutError:
            if not further:
                raise
        else:
            return


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))


def test_a_folder_is_moved_in_the_tree_and_comes_back_with_control_z(
    screen: Display,
    store: Path,
) -> None:
    with program(screen, store) as process:
        window = shown(screen)
        drag_until(
            screen,
            lambda: names(store) == ["alpha", "drafts"],
            "move",
            lambda: row(screen, window, 3),
            lambda: row(screen, window, 1),
        )
        assert names(store / "alpha") == ["paper"]
        screen.key("ctrl+z")
        wait(lambda: names(store) == ["alpha", "drafts", "paper"], "undo")
        quit_with_keys(screen, process)


def test_control_copies_and_control_shift_makes_a_shortcut(
    screen: Display,
    store: Path,
) -> None:
    with program(screen, store) as process:
        window = shown(screen)
        drag_until(
            screen,
            lambda: names(store / "alpha") == ["drafts"],
            "copy",
            lambda: row(screen, window, 2),
            lambda: row(screen, window, 1),
            "ctrl",
        )
        assert names(store / "alpha" / "drafts") != []
        assert names(store / "drafts") == [RUN]
        drag_until(
            screen,
            lambda: "paper.shortcut.yaml" in names(store / "alpha"),
            "shortcut",
            lambda: row(screen, window, 3),
            lambda: row(screen, window, 1),
            *("ctrl", "shift"),
        )
        assert names(store) == ["alpha", "drafts", "paper"]
        quit_with_keys(screen, process)


def test_a_folder_is_not_dropped_into_itself(screen: Display, store: Path) -> None:
    with program(screen, store) as process:
        window = shown(screen)
        place = row(screen, window, 2)
        drag_row(screen, place, (place[0] + 60, place[1]))
        assert names(store) == ["alpha", "drafts", "paper"]
        quit_with_keys(screen, process)


@FOREIGN_DRAG
def test_a_file_of_another_program_becomes_an_artifact(
    screen: Display,
    store: Path,
    tmp_path: Path,
) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"12")
    with program(screen, store) as process:
        window = shown(screen)
        with helper(screen, DRAG_SOURCE, str(file), *map(str, CORNER)):
            drag_until(
                screen,
                lambda: screen.do("getactivewindow") not in {"", window},
                "dialog that asks for its name",
                lambda: (CORNER[0] + 40, CORNER[1] + 30),
                lambda: row(screen, window, 1),
            )
        screen.key("Return")
        wait(lambda: len(names(store / "alpha")) == 1, "artifact")
        [name] = names(store / "alpha")
        assert name.startswith("weights_")
        assert (store / "alpha" / name / "weights.bin").read_bytes() == b"12"
        screen.do("windowactivate", "--sync", window)
        quit_with_keys(screen, process)
    assert file.read_bytes() == b"12"


@FOREIGN_DRAG
def test_nodes_are_dragged_out_as_files_and_only_ever_copied(
    screen: Display,
    store: Path,
) -> None:
    with program(screen, store) as process:
        window = shown(screen)
        with helper(screen, DROP_TARGET, *map(str, CORNER)) as target:
            assert target.stdout is not None
            told = target.stdout.fileno()
            drag_until(
                screen,
                lambda: bool(select.select([told], [], [], 0)[0]),
                "drop",
                lambda: row(screen, window, 3),
                lambda: (CORNER[0] + 40, CORNER[1] + 30),
            )
            assert target.stdout.readline().decode() == f"CopyAction {store / 'paper'}\n"
        assert names(store) == ["alpha", "drafts", "paper"]
        screen.do("windowactivate", "--sync", window)
        quit_with_keys(screen, process)
