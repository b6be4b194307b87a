"""What happens to unfinished recordings when the script ends, fails or forks."""

from __future__ import annotations

import atexit
import os
import sys
import weakref
from types import TracebackType
from typing import Any, Protocol


class Unfinished(Protocol):
    """A recording that isn't finished."""

    def finish(self, status: str = ...) -> None: ...

    def fail(self, text: str) -> None: ...

    def renew_after_fork(self) -> None: ...


_unfinished: list[Unfinished] = []
_known: weakref.WeakSet[Any] = weakref.WeakSet()
_state = {"installed": False}


def remember(recording: Unfinished) -> None:
    """From now on, the end of the script ends this recording."""
    if not _state["installed"]:
        _state["installed"] = True
        atexit.register(_finish_all)
        _chain_excepthook()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=_renew)
    _unfinished.append(recording)
    _known.add(recording)


def forget(recording: Unfinished) -> None:
    """The recording is finished."""
    if recording in _unfinished:
        _unfinished.remove(recording)


def traceback_text(
    kind: type[BaseException] | None,
    error: BaseException | None,
    traceback: TracebackType | None,
) -> str:
    """What Python would print."""
    import traceback as module

    return "".join(module.format_exception(kind, error, traceback))


def _finish_all() -> None:
    for recording in reversed(list(_unfinished)):
        recording.finish("Error")


def _chain_excepthook() -> None:
    previous = sys.excepthook

    def note_and_print(
        kind: type[BaseException], error: BaseException, traceback: TracebackType | None
    ) -> None:
        for recording in tuple(_unfinished):
            recording.fail(traceback_text(kind, error, traceback))
        previous(kind, error, traceback)

    sys.excepthook = note_and_print


def _renew() -> None:
    for recording in list(_known):
        recording.renew_after_fork()
