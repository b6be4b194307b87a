"""From the start of the process to the painted window, beside an empty window of the same size."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.framework import Result

_RUNS = 7
_SAMPLE = Path(__file__).parents[2] / "resources" / "sample-store"
_EMPTY = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time() - float(sys.argv[1]))
        QTimer.singleShot(0, app.quit)
app = QApplication([])
window = Window()
window.resize(1440, 900)
window.show()
app.exec()
"""
_OURS = """
import gc, os, sys, time
from pathlib import Path
gc.disable()
from em_desktop.gui import app, frame
def tell():
    print(time.time() - float(sys.argv[1]), flush=True)
class Frame(frame.WindowFrame):
    told = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.told:
            self.told = True
            tell()
app.WindowFrame = Frame
application = app.Application(app.Folders.inside(Path(sys.argv[2])), sys.argv[3])
def filled():
    application.window.repaint()
    tell()
    os._exit(0)
application.frame.painted.connect(filled)
application.show()
application.qt.exec()
"""


def bench_startup() -> Iterator[Result]:
    """The window must be there within 1.5 times the time of an empty one."""
    with tempfile.TemporaryDirectory() as folder:
        rounds = [(_times(_EMPTY), _times(_OURS, folder, str(_SAMPLE))) for _ in range(_RUNS + 1)]
    empty = statistics.median(empty[0] for empty, _ in rounds[1:])
    note = f"median of {_RUNS}, after one to warm up"
    yield Result(
        "window painted",
        statistics.median(ours[0] for _, ours in rounds[1:]),
        "ms",
        empty,
        "an empty PySide6 window",
        target_ratio=1 / 1.5,
        note=note,
    )
    yield Result(
        "everything in it painted",
        statistics.median(ours[1] for _, ours in rounds[1:]),
        "ms",
        empty,
        "an empty PySide6 window",
        note=note,
    )


def _times(code: str, *arguments: str) -> list[float]:
    """The milliseconds since its start that a process prints."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    command = [sys.executable, "-c", code, str(time.time()), *arguments]
    output = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [float(line) * 1000 for line in output.stdout.split()]
