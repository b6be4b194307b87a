"""Whether what is behind a window can be seen through it."""

from __future__ import annotations

from functools import cache

from PySide6.QtGui import QGuiApplication


def is_composited() -> bool:
    """Whether windows may be transparent: on X11 they are black without a compositing manager."""
    return QGuiApplication.platformName() != "xcb" or _has_compositing_manager()


@cache
def _has_compositing_manager() -> bool:
    """Whether somebody owns the selection that X11's compositing managers own.

    Qt knows this, and tells nobody. A library call is all it takes; Qt has loaded the library.
    """
    import ctypes

    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return False
    x11.XOpenDisplay.argtypes, x11.XOpenDisplay.restype = [ctypes.c_char_p], ctypes.c_void_p
    x11.XCloseDisplay.argtypes = x11.XDefaultScreen.argtypes = [ctypes.c_void_p]
    x11.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x11.XGetSelectionOwner.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x11.XInternAtom.restype = x11.XGetSelectionOwner.restype = ctypes.c_ulong
    display = x11.XOpenDisplay(None)
    if not display:
        return False
    name = f"_NET_WM_CM_S{x11.XDefaultScreen(display)}".encode()
    owner = x11.XGetSelectionOwner(display, x11.XInternAtom(display, name, 0))
    x11.XCloseDisplay(display)
    return bool(owner)
