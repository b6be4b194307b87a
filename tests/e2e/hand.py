"""A hand on a real display: it drags, and lets go when it sees what a drop will do."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

from em_desktop.gui.theme import tokens
from tests.e2e.xsession import SIZE, Display, end, wait

CORNER = (SIZE[0] - 90, SIZE[1] - 70)
"""Where the second program is, 80 by 60 pixels large; no other window reaches there."""
MIDDLE_OF_CORNER = (CORNER[0] + 40, CORNER[1] + 30)

_ASIDE = 300
"""So far from the rows of a tree the hand goes up or down."""
_PARTS = 4
"""Steps in which the hand goes straight on."""
_NUDGE_EVERY = 0.2
"""Seconds after which a resting hand moves by a pixel."""
_MARK = 60
"""So many pixels of a mark, at least, are the accent color."""

_SECOND_PROGRAM = """
import sys
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDrag
from PySide6.QtWidgets import QApplication, QWidget

def say(*words):
    print(*words, flush=True)

class Window(QWidget):
    def __init__(self):
        flags = Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(None, flags | Qt.WindowType.X11BypassWindowManagerHint)
        self.setGeometry(int(sys.argv[1]), int(sys.argv[2]), 80, 60)

    def paintEvent(self, event):
        say("shown")
"""
DRAG_SOURCE = (
    _SECOND_PROGRAM
    + """
class Source(Window):
    def mouseMoveEvent(self, event):
        drag, data = QDrag(self), QMimeData()
        data.setUrls([QUrl.fromLocalFile(name) for name in sys.argv[3:]])
        drag.setMimeData(data)
        say("dragging")
        say("dropped:", drag.exec(Qt.DropAction.CopyAction).name)

app = QApplication([])
window = Source()
window.show()
app.exec()
"""
)
"""Drags files, of which it only offers copies, as most file managers do."""
DROP_TARGET = (
    _SECOND_PROGRAM
    + """
class Target(Window):
    def dragEnterEvent(self, event):
        event.acceptProposedAction()

    def dragMoveEvent(self, event):
        event.acceptProposedAction()
        say("over")

    def dropEvent(self, event):
        event.acceptProposedAction()
        names = [url.toLocalFile() for url in event.mimeData().urls()]
        say("dropped:", event.dropAction().name, *names)

app = QApplication([])
window = Target()
window.setAcceptDrops(True)
window.show()
app.exec()
"""
)
"""Takes whatever is dropped, and says what that was."""


@dataclass(eq=False)
class SecondProgram:
    """Another program with a small window in the corner of the screen, and what it says."""

    process: subprocess.Popen[bytes]
    said: list[str] = field(default_factory=list)
    _begun: bytes = b""

    def listen(self) -> list[str]:
        """All lines that it has written until now."""
        assert self.process.stdout is not None
        while True:
            try:
                data = os.read(self.process.stdout.fileno(), 65536)
            except BlockingIOError:
                return self.said
            if not data:
                return self.said
            *lines, self._begun = (self._begun + data).split(b"\n")
            self.said += [line.decode() for line in lines]

    def answer(self, word: str) -> str:
        """Wait for the line that begins with a word and a colon; what stands behind them."""
        start = f"{word}: "
        wait(lambda: any(line.startswith(start) for line in self.listen()), f"line {word}")
        return next(line for line in self.said if line.startswith(start)).removeprefix(start)


@contextmanager
def second_program(screen: Display, code: str, *words: object) -> Iterator[SecondProgram]:
    """Run `DRAG_SOURCE` or `DROP_TARGET` until it has shown its window, and end it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, CORNER), *map(str, words)],
        env=screen.environment | {"QT_QPA_PLATFORM": "xcb"},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    os.set_blocking(process.stdout.fileno(), False)
    program = SecondProgram(process)
    try:
        wait(lambda: "shown" in program.listen(), "window of the second program", 60)
        yield program
    finally:
        end(process)
        process.stdout.close()


def drag(
    screen: Display,
    begin: tuple[int, int],
    target: tuple[int, int],
    sees: Callable[[], bool],
    what: str,
    keys: Sequence[str] = (),
) -> None:
    """Press on something, hold keys, go to the target as a hand does, and let go.

    Whoever drags tells the target of a new place only when it has answered for the last
    one, so the newest may be missing until the pointer moves again. Where a button is let go
    before that, things are dropped at the last place that the target was told of, which is
    what it shows. So the hand does what everybody's does: it looks before it lets go.

    Args:
        sees: whether the screen shows that the target takes the drop at this place.
        what: what is seen then, for the error.

    Raises:
        TimeoutError: it is never seen; nothing was dropped.
    """
    screen.do("mousemove", *begin)  # not move(): the pointer may be there already
    screen.do("mousedown", 1)
    held = list[str]()
    try:
        for place in _way(begin, target):
            screen.move(*place)
            if not held:  # the press alone would mean something else with them
                for key in keys:
                    screen.do("keydown", key)
                    held.append(key)
        _rest(screen, target, sees, what)
    except TimeoutError:
        screen.key("Escape")
        raise
    finally:
        screen.do("mouseup", 1)
        for key in held:
            screen.do("keyup", key)


def _way(begin: tuple[int, int], target: tuple[int, int]) -> list[tuple[float, float]]:
    """First to the right, then up or down, then to the target: past the rows between them,
    since a folder opens under a pointer that stays there.
    """
    right = max(begin[0] + _ASIDE, target[0])
    corners = [begin, (right, begin[1]), (right, target[1]), target]
    return [
        (x + (to_x - x) * part / _PARTS, y + (to_y - y) * part / _PARTS)
        for (x, y), (to_x, to_y) in pairwise(corners)
        for part in range(1, _PARTS + 1)
    ]


def _rest(screen: Display, place: tuple[int, int], sees: Callable[[], bool], what: str) -> None:
    """Stay where a drop is meant until it is seen, as unsteadily as a hand does."""
    offset, nudged = 0, time.monotonic()

    def seen() -> bool:
        nonlocal offset, nudged
        if sees():
            return True
        if time.monotonic() - nudged > _NUDGE_EVERY:
            offset = 1 - offset
            screen.do("mousemove", place[0] + offset, place[1])
            nudged = time.monotonic()
        return False

    wait(seen, what, 30)


def marked(
    screen: Display, place: tuple[int, int], *, wide: int = 200, high: int = 30
) -> Callable[[], bool]:
    """Whether something is marked as a drop's target around a place, in the light theme."""
    left, top = max(place[0] - wide // 2, 0), max(place[1] - high // 2, 0)
    accent = tokens.LIGHT["accent"].lower()
    return lambda: screen.colors((left, top, wide, high))[accent] >= _MARK
