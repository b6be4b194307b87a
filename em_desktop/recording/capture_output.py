"""A copy of what the script prints, in the Run's log.

The streams ``sys.stdout`` and ``sys.stderr`` stay the objects that they are: only their
``write`` gets a companion. So everything that holds them (logging, progress bars, a
notebook) is copied too, ``isatty`` and the encoding don't change, and whatever goes wrong
with the copy never touches the terminal. What programs and C libraries print past Python
isn't seen.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

from em_desktop.recording.append_file import AppendFile
from em_desktop.recording.secrets import Masker

LARGEST_LOG = 64 << 20
"""Bytes of output that are kept; training goes on printing for weeks sometimes."""

_taps: dict[int, _Tap] = {}
_taps_lock = threading.Lock()


class OutputCapture:
    """Copies the output of this process into a file between `start` and `stop`."""

    def __init__(self, file: AppendFile, masker: Masker, *, limit: int = LARGEST_LOG) -> None:
        self._file = file
        self._masker = masker
        self._room = limit
        self._limit = limit
        self._tapped: list[_Tap] = []

    def start(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            tap = _tap_of(stream)
            if tap is not None and tap not in self._tapped:
                tap.sinks = (*tap.sinks, self)
                self._tapped.append(tap)

    def stop(self) -> None:
        for tap in self._tapped:
            tap.sinks = tuple(sink for sink in tap.sinks if sink is not self)
            tap.remove_if_unused()
        self._tapped.clear()

    def write(self, text: str) -> None:
        """Add to the log what isn't printed, or what was."""
        if self._room <= 0 or not text:
            return
        data = self._masker.text(text).encode("utf-8", "backslashreplace")
        if len(data) > self._room:
            note = f"\n[more than {self._limit} bytes of output aren't recorded]\n"
            data = data[: self._room] + note.encode()
            self._room = 0
        self._room -= len(data)
        self._file.append(data)


class _Tap:
    """Stands before the ``write`` of one stream."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.sinks: tuple[OutputCapture, ...] = ()
        self._before = stream.__dict__.get("write")  # another tool's
        self._original = stream.write
        self._installed = self._write
        stream.write = self._installed

    def remove_if_unused(self) -> None:
        """Give the stream its ``write`` back, unless somebody put another before ours."""
        with _taps_lock:
            if self.sinks or self.stream.__dict__.get("write") is not self._installed:
                return
            if self._before is None:
                del self.stream.write
            else:
                self.stream.write = self._before
            _taps.pop(id(self.stream), None)

    def _write(self, text: Any) -> Any:
        result = self._original(text)
        if type(text) is str:
            for sink in self.sinks:
                sink.write(text)
        return result


def _tap_of(stream: Any) -> _Tap | None:
    """The tap of a stream; None where the stream can't have one."""
    with _taps_lock:
        tap = _taps.get(id(stream))
        if tap is not None and tap.stream is stream:
            return tap
        if not hasattr(stream, "__dict__") or not hasattr(stream, "write"):
            return None
        try:
            tap = _Tap(stream)
        except (AttributeError, TypeError):
            return None
        _taps[id(stream)] = tap
        return tap
