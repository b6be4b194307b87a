"""A virtual X display with a window manager, and hands to drive what is on it."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TOOLS = ("Xvfb", "openbox", "xdotool")
SIZE = (1700, 1000)
_AGAIN = 2
"""Seconds after which keys without effect are pressed again."""


def missing_tools() -> list[str]:
    """Which of the programs that a display needs aren't installed here."""
    return [name for name in TOOLS if shutil.which(name) is None]


@dataclass(frozen=True, slots=True)
class Display:
    """A display that is running.

    Attributes:
        name: such as ``:7``.
        environment: for programs that show themselves on it.
        memory: the file in which the X server keeps its pixels.
    """

    name: str
    environment: dict[str, str]
    memory: Path

    def do(self, *words: str | int) -> str:
        """Let xdotool press, click, or find out something."""
        command = ["xdotool", *map(str, words)]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=30, check=False
        )
        return done.stdout.strip()

    def windows(self, title: str) -> list[str]:
        """Ids of the windows that are visible and have a title like this."""
        return self.do("search", "--onlyvisible", "--name", title).split()

    def wait_for_window(self, title: str, seconds: float = 30) -> str:
        found: list[str] = []

        def is_there() -> bool:
            found[:] = self.windows(title)
            return bool(found)

        wait(is_there, f"window named {title}", seconds)
        return found[-1]

    def activate(self, window: str) -> None:
        """Give a window the keyboard; what is typed before that is lost.

        A window manager that is only just taking the window over doesn't hear of it the first time.
        """

        def is_active() -> bool:
            self.do("windowactivate", window)
            return self.do("getwindowfocus") == window

        wait(is_active, "keyboard for the window")

    def key(self, *keys: str) -> None:
        self.do("key", "--delay", 60, *keys)

    def key_until(self, keys: str, happened: Callable[[], bool], what: str) -> None:
        """Press keys, and again while nothing comes of it.

        For what the program may not know yet, though its traces are on the disk.
        """
        pressed = 0.0

        def is_over() -> bool:
            nonlocal pressed
            if happened():
                return True
            if time.monotonic() - pressed > _AGAIN:
                self.key(keys)
                pressed = time.monotonic()
            return False

        wait(is_over, what, 30)

    def type(self, text: str) -> None:
        self.do("type", "--delay", 25, text)

    def move(self, x: float, y: float) -> None:
        self.do("mousemove", round(x), round(y))

    def click(self, x: float, y: float, *, times: int = 1) -> None:
        self.move(x, y)
        self.do("click", "--repeat", times, "--delay", 80, 1)

    def area_of(self, window: str) -> tuple[int, int, int, int]:
        """Left, top, width and height of a window, in pixels of the screen."""
        answer = self.do("getwindowgeometry", "--shell", window)
        place = {key: int(value) for key, value in (line.split("=") for line in answer.split())}
        return place["X"], place["Y"], place["WIDTH"], place["HEIGHT"]

    def middle_of(self, window: str) -> tuple[int, int]:
        left, top, width, height = self.area_of(window)
        return left + width // 2, top + height // 2

    def colors(self, area: tuple[int, int, int, int] | None = None) -> Counter[str]:
        """How often each color is on the screen, as ``#rrggbb``.

        Args:
            area: left, top, width and height of what is looked at; without it every fourth
                pixel of each fourth line of the whole screen.
        """
        data = self.memory.read_bytes()
        words = struct.unpack_from(">25I", data)  # the header of an X window dump
        header, width, height, line, entries = (words[at] for at in (0, 4, 5, 12, 19))
        start = header + 12 * entries
        left, top, wide, high = area or (0, 0, width, height)
        step = 4 if area is None else 1
        pixels = Counter(
            data[at : at + 3]
            for row in range(top, min(top + high, height), step)
            for at in range(
                start + row * line + 4 * left,
                start + row * line + 4 * min(left + wide, width),
                4 * step,
            )
        )
        return Counter({f"#{color[::-1].hex()}": count for color, count in pixels.items()})


def wait(until: Callable[[], bool], what: str, seconds: float = 20) -> None:
    """Wait for something that another process does.

    Raises:
        TimeoutError: it didn't happen.
    """
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise TimeoutError(f"no {what} after {seconds:g} s")
        time.sleep(0.05)


@contextmanager
def display(environment: dict[str, str], folder: Path) -> Iterator[Display]:
    """Start a display that is free, with a window manager; end both by their process ids."""
    reading, writing = os.pipe()
    screen = f"{SIZE[0]}x{SIZE[1]}x24"
    server = subprocess.Popen(
        [
            *("Xvfb", "-displayfd", str(writing), "-screen", "0", screen),
            *("-fbdir", folder, "-nolisten", "tcp"),
            "-noreset",  # when its last client goes, which would end one that is just coming
        ],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            name = f":{answer.readline().strip()}"
        own = environment | {"DISPLAY": name}
        manager = subprocess.Popen(
            ["openbox", "--sm-disable"],
            env=own,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            made = Display(name, own, folder / "Xvfb_screen0")
            # What is shown before the manager is there may never be managed, nor get the keyboard.
            wait(lambda: bool(made.do("get_desktop")), "window manager")
            yield made
        finally:
            end(manager)
    finally:
        end(server)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that we started."""
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
