"""The program with a real window: a virtual X display, a window manager, keys and a mouse."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from em_desktop.gui.theme import tokens
from tests.e2e.conftest import home_environment
from tests.e2e.hand import DRAG_SOURCE, MIDDLE_OF_CORNER, drag, marked, second_program
from tests.e2e.xsession import Display, display, end, missing_tools, wait

MLP = "digits_train_mlp_261123_115932_eicjg9"

pytestmark = [
    pytest.mark.xdist_group("x11"),
    pytest.mark.skipif(
        bool(missing_tools()),
        reason=f"NOT TESTED: a real window. Install {', '.join(missing_tools())}, "
        "as packaging/develop.py does",
    ),
]

CLIPBOARD = """
from PySide6.QtGui import QGuiApplication
from PySide6.QtCore import QTimer
app = QGuiApplication([])
QTimer.singleShot(300, app.quit)  # the owner is asked in the event loop
app.exec()
print(app.clipboard().text())
"""


@pytest.fixture
def screen(own_home: Path, tmp_path: Path) -> Iterator[Display]:
    frame_buffer = tmp_path / "screen"
    frame_buffer.mkdir()
    with display(home_environment(own_home), frame_buffer) as made:
        yield made


@contextmanager
def program(screen: Display, *words: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program on the display; what it says on standard error fails the test."""
    process = subprocess.Popen(
        [sys.executable, "-m", "em_desktop", *words],
        env=screen.environment | {"QT_QPA_PLATFORM": "xcb"},
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        end(process)
        assert process.stderr is not None
        errors = process.stderr.read().decode()
        process.stderr.close()
    assert errors == ""


def session(own_home: Path) -> dict[str, Any]:
    path = own_home / "config" / "em-desktop" / "session.json"
    return dict(json.loads(path.read_text())) if path.exists() else {}


def clipboard(screen: Display) -> str:
    """The clipboard, as another program gets it."""
    done = subprocess.run(
        [sys.executable, "-c", CLIPBOARD],
        env=screen.environment | {"QT_QPA_PLATFORM": "xcb"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.rstrip("\n")


def open_by_name(screen: Display, name: str) -> None:
    """Open a node through the palette; Return does nothing until the store was read."""
    screen.key("ctrl+k")
    screen.type(name)
    opened = f"^{name} - EM Desktop$"
    screen.key_until("Return", lambda: bool(screen.windows(opened)), f"window named {name}")


def quit_with_keys(screen: Display, process: subprocess.Popen[bytes]) -> None:
    screen.key("ctrl+q")
    wait(lambda: process.poll() is not None, "end of the program")
    assert process.returncode == 0


def test_a_user_opens_looks_copies_and_quits(
    screen: Display, own_home: Path, recordings: Path
) -> None:
    with program(screen, recordings) as process:
        window = screen.wait_for_window("^recordings - EM Desktop$")
        surface = tokens.LIGHT["surface"].lower()
        wait(lambda: screen.colors()[surface] > 10_000, "light window")

        screen.activate(window)
        screen.do("windowsize", "--sync", window, 1250, 850)
        open_by_name(screen, "digits_train_mlp")
        screen.key("ctrl+shift+p")
        wanted = str(recordings / "runs" / MLP)
        wait(lambda: clipboard(screen) == wanted, "path on the clipboard")

        screen.key("alt+Up")
        screen.wait_for_window("^runs - EM Desktop$")
        complete = tokens.LIGHT["st_complete"].lower()
        x, y, width, height = screen.area_of(window)
        table = (x + width // 4, y + height // 4, width // 2, height // 2)
        wait(lambda: screen.colors(table)[complete] > 300, "rows of the table")
        screen.click(*screen.middle_of(window), times=2)
        names = {place.name.rsplit("_", 3)[0] for place in (recordings / "runs").iterdir()}
        screen.wait_for_window(f"^({'|'.join(names)}) - EM Desktop$")

        screen.key("ctrl+k")
        screen.type("dark")
        screen.key("Return")
        dark = tokens.DARK["surface"].lower()
        wait(lambda: screen.colors()[dark] > 10_000, "dark window")
        assert screen.colors()[surface] < 1000
        area = screen.area_of(window)
        quit_with_keys(screen, process)
    left = session(own_home)
    assert left["stores"] == [str(recordings)]
    [tab] = left["tabs"]
    assert [len(visit["path"]) for visit in tab["visits"]] == [0, 2, 1, 2]
    assert tab["visits"][1]["path"] == ["runs", MLP]
    settings = json.loads((own_home / "config" / "em-desktop" / "settings.json").read_text())
    assert settings["theme"] == "dark"

    with program(screen) as process:  # it comes back as it was left
        last = tab["visits"][3]["path"][1].rsplit("_", 3)[0]
        window = screen.wait_for_window(f"^{last} - EM Desktop$")
        assert area[2:] == (1250, 850)
        assert screen.area_of(window) == area
        wait(lambda: screen.colors()[dark] > 10_000, "dark window")
        screen.activate(window)
        screen.key("alt+Left")
        screen.wait_for_window("^runs - EM Desktop$")
        quit_with_keys(screen, process)


def test_a_folder_is_dragged_from_another_program(
    screen: Display, own_home: Path, recordings: Path, tmp_path: Path
) -> None:
    dragged = tmp_path / "dragged folder"
    (dragged / "inside").mkdir(parents=True)
    with program(screen, recordings) as process:
        window = screen.wait_for_window("^recordings - EM Desktop$")
        screen.activate(window)
        left, top, _, height = screen.area_of(window)
        below_all_stores = left + 120, top + height // 2
        sees = marked(screen, below_all_stores, high=height // 2)
        with second_program(screen, DRAG_SOURCE, dragged) as source:
            drag(screen, MIDDLE_OF_CORNER, below_all_stores, sees, "mark on the navigator")
            assert source.answer("dropped") == "CopyAction"
        window = screen.wait_for_window("^dragged folder - EM Desktop$")
        screen.activate(window)
        quit_with_keys(screen, process)
    assert session(own_home)["stores"] == [str(recordings), str(dragged)]


def test_a_file_is_dropped_on_an_artifact_and_arrives(
    screen: Display, own_home: Path, recordings: Path, tmp_path: Path
) -> None:
    dragged = tmp_path / "weights.pt"
    dragged.write_bytes(bytes(range(256)) * 4000)
    [artifact] = (recordings / "artifacts").glob("digits_eval_report*")
    with program(screen, recordings) as process:
        window = screen.wait_for_window("^recordings - EM Desktop$")
        screen.activate(window)
        screen.do("windowsize", "--sync", window, 1250, 850)
        open_by_name(screen, "digits_eval_report")
        place = screen.middle_of(window)
        sees = marked(screen, place, wide=800, high=400)
        arrived = artifact / dragged.name
        with second_program(screen, DRAG_SOURCE, dragged) as source:
            drag(screen, MIDDLE_OF_CORNER, place, sees, "mark on the artifact's files")
            assert source.answer("dropped") == "CopyAction"
            wait(arrived.exists, "file in the artifact")
        assert arrived.read_bytes() == dragged.read_bytes()
        screen.activate(window)
        screen.key_until("ctrl+z", lambda: not arrived.exists(), "undo of the drop")
        quit_with_keys(screen, process)
    assert session(own_home)["stores"] == [str(recordings)]
