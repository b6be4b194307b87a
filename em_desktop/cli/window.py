"""Open the application's window."""

from __future__ import annotations

import os
import sys

NO_DISPLAY = """\
em-desktop: there is no display here, so no window can be opened.
  em-desktop tour DIR    draws a picture of every view instead
  em-desktop ls STORE    lists a store without a window"""


def open_window(store: str | None, *, sample: bool) -> int:
    """Open the window, on a folder or the sample store if one is named; the exit code."""
    if not has_display():
        print(NO_DISPLAY, file=sys.stderr)
        return 1
    from em_desktop.gui import app

    return app.run(store, sample=sample)


def has_display() -> bool:
    """Whether a window can be shown: Linux needs X or Wayland, unless told to draw elsewhere."""
    if sys.platform in {"win32", "darwin"}:
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
