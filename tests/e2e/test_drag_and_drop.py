"""Drag and drop by a real mouse on a real display, within the tree and between programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from em_desktop.gui.theme import tokens
from tests.e2e.hand import (
    DRAG_SOURCE,
    DROP_TARGET,
    MIDDLE_OF_CORNER,
    drag,
    marked,
    second_program,
)
from tests.e2e.test_real_window import program, pytestmark, quit_with_keys, screen
from tests.e2e.xsession import Display, wait
from tests.gui.test_editing import RUN, make_store

__all__ = ["pytestmark", "screen"]

ROWS_TOP, ROW = 93, 26
"""Where the middle of the tree's first row is in the window, and how high rows are."""
ALPHA, DRAFTS, PAPER = 1, 3, 5
"""The rows of the folders, when all of them are open."""
DRAFTS_AT_FIRST, PAPER_AT_FIRST = 2, 3
ICON = 40
"""How many pixels of a folder's icon, at least, are its color."""


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Folders alpha, drafts (with a Run) and paper."""
    place = tmp_path / "experiments"
    make_store(place)
    (place / "alpha").mkdir()
    return place


def shown(screen: Display) -> str:
    """The program's window, when it is active and all folders of the store are open in its tree.

    A folder opens under a pointer that stays there, so the rows are where a test expects
    them only when all are open from the beginning.
    """
    window = screen.wait_for_window("^experiments - EM Desktop$")
    screen.activate(window)
    color = tokens.LIGHT["ty_folder"].lower()
    wait(lambda: has_icon(screen, window, PAPER_AT_FIRST, color), "folders in the tree")
    for folder in (PAPER_AT_FIRST, DRAFTS_AT_FIRST, ALPHA):
        screen.click(*place_of(screen, window, folder))
        screen.key("Right")
    wait(lambda: has_icon(screen, window, PAPER, color), "open folders in the tree")
    return window


def has_icon(screen: Display, window: str, number: int, color: str) -> bool:
    """Whether a row of the tree has an icon of a color, at the first level."""
    x, y = place_of(screen, window, number)
    return screen.colors((x - 60, y - ROW // 2, 30, ROW))[color] >= ICON


def place_of(screen: Display, window: str, number: int) -> tuple[int, int]:
    """The middle of the name in a row of the tree; the pointer is there afterwards."""
    screen.do("mousemove", "--window", window, 90, ROWS_TOP + ROW * number)
    answer = screen.do("getmouselocation", "--shell")
    place = dict(line.split("=") for line in answer.split())
    return int(place["X"]), int(place["Y"])


def drag_row(screen: Display, window: str, number: int, target: int, *keys: str) -> None:
    """Drag a row of the tree onto another one, which says that it takes it."""
    begin, end = place_of(screen, window, number), place_of(screen, window, target)
    drag(screen, begin, end, marked(screen, end, high=ROW), f"mark on row {target}", keys)


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if not each.name.startswith("."))


def test_a_folder_is_moved_in_the_tree_and_comes_back_with_control_z(
    screen: Display,
    store: Path,
) -> None:
    with program(screen, store) as process:
        window = shown(screen)
        drag_row(screen, window, PAPER, ALPHA)
        wait(lambda: names(store) == ["alpha", "drafts"], "move")
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
        drag_row(screen, window, DRAFTS, ALPHA, "ctrl")
        wait(lambda: names(store / "alpha") == ["drafts"], "copy")
        assert names(store / "alpha" / "drafts") != []
        assert names(store / "drafts") == [RUN]
        drag_row(screen, window, PAPER, ALPHA, "ctrl", "shift")
        wait(lambda: "paper.shortcut.yaml" in names(store / "alpha"), "shortcut")
        assert names(store) == ["alpha", "drafts", "paper"]
        quit_with_keys(screen, process)


def test_a_folder_is_not_dropped_into_itself(screen: Display, store: Path) -> None:
    with program(screen, store) as process:
        window = shown(screen)
        x, y = place_of(screen, window, DRAFTS)
        muted = tokens.LIGHT["muted"].lower()

        def refused() -> bool:
            return screen.colors((x + 40, y - ROW // 2, 110, ROW))[muted] > 0

        drag(screen, (x, y), (x + 60, y), refused, "reason in the row")
        drag_row(screen, window, PAPER, ALPHA)  # what is done after it is done, and nothing else
        wait(lambda: names(store) == ["alpha", "drafts"], "move of the other folder")
        assert names(store / "drafts") == [RUN]
        quit_with_keys(screen, process)


def test_a_file_of_another_program_becomes_an_artifact(
    screen: Display,
    store: Path,
    tmp_path: Path,
) -> None:
    file = tmp_path / "weights.bin"
    file.write_bytes(b"12")
    with program(screen, store) as process:
        window = shown(screen)
        target = place_of(screen, window, ALPHA)
        with second_program(screen, DRAG_SOURCE, file) as source:
            sees = marked(screen, target, high=ROW)
            drag(screen, MIDDLE_OF_CORNER, target, sees, "mark on the folder")
            assert source.answer("dropped") == "CopyAction"
        dialog = screen.wait_for_window("^New artifact$")
        screen.activate(dialog)
        screen.key("Return")
        wait(lambda: len(names(store / "alpha")) == 1, "artifact")
        [name] = names(store / "alpha")
        assert name.startswith("weights_")
        assert (store / "alpha" / name / "weights.bin").read_bytes() == b"12"
        screen.activate(window)
        quit_with_keys(screen, process)
    assert file.read_bytes() == b"12"


def test_nodes_are_dragged_out_as_files_and_only_ever_copied(
    screen: Display,
    store: Path,
) -> None:
    with program(screen, store) as process:
        window = shown(screen)
        with second_program(screen, DROP_TARGET) as target:

            def is_taken() -> bool:
                """It said yes to a place, and was told of the next one because of that."""
                return target.listen().count("over") > 1

            begin = place_of(screen, window, PAPER)
            drag(screen, begin, MIDDLE_OF_CORNER, is_taken, "answer of the target")
            assert target.answer("dropped") == f"CopyAction {store / 'paper'}"
        assert names(store) == ["alpha", "drafts", "paper"]
        screen.activate(window)
        quit_with_keys(screen, process)
