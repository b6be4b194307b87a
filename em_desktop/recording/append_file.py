"""A file that is only appended to: what was taken survives the process, and a full disk.

Each piece is one ``write`` to a file that was opened for appending. So it is in the
system's hands when the call returns, pieces of several threads and processes stay
whole, and a process that is killed leaves at most its last piece incomplete. No
buffer and no thread is between: on a local disk the call takes a few microseconds.

When the disk refuses, the pieces wait in memory, in order and bounded, and go out
when it accepts again. A piece of which the disk took a part goes on where it stopped.
"""

from __future__ import annotations

import errno
import threading
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from em_desktop.errors import EmError
from em_desktop.recording.disk import Disk
from em_desktop.recording.notices import Notices

MOST_WAITING = 64 << 20
"""Bytes that are kept in memory while the disk refuses; what comes then is lost."""

_PAUSE = 1.0  # seconds between two attempts, so that a dead disk doesn't slow the loop
_MOST_INTERRUPTIONS = 100
_DEAD_DESCRIPTOR = {errno.EBADF, errno.ESTALE}  # closed by the script; the server forgot it


class AppendFile:
    """One file that grows.

    Args:
        path: made at the first append.
        prepare: called with the open descriptor before the first append, unless somebody
            else has the file open to append to it: what looks incomplete then may be a piece
            on its way. It repairs what an earlier process left. May raise OSError.
        sync: wait until each piece is on the device, so that it survives a power failure.
    """

    def __init__(
        self,
        path: Path,
        disk: Disk,
        notices: Notices,
        *,
        prepare: Callable[[int], None] | None = None,
        sync: bool = False,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self.path = path
        self._disk = disk
        self._notices = notices
        self._prepare = prepare
        self._sync = sync
        self._most_waiting = most_waiting
        self._lock = threading.RLock()  # a signal handler may print in the middle of an append
        self._messages: dict[str, str] = {}
        self._descriptor = -1
        self._pieces: deque[bytes] = deque()
        self._taken = 0  # bytes of the first piece that the disk has already
        self._waiting = 0
        self._lost = 0
        self._next_attempt = 0.0
        self._attempting = False

    @property
    def waiting(self) -> int:
        """Bytes that the disk hasn't taken yet."""
        return self._waiting

    def append(self, data: bytes) -> None:
        """Take one piece. Never raises because of the disk."""
        with self._lock:
            self._take(data)
        if self._messages:
            self._tell()

    def flush(self) -> bool:
        """Try to write what waits; whether nothing waits any more."""
        with self._lock:
            if self._pieces:
                self._attempt()
            written = not self._pieces
        self._tell()
        return written

    def close(self) -> None:
        """Write what waits and give the descriptor back. A later append opens it again."""
        with self._lock:
            if self._pieces:
                self._attempt()
            descriptor, self._descriptor = self._descriptor, -1
            if descriptor >= 0:
                try:
                    self._disk.close(descriptor)
                except OSError as error:  # some network file systems tell it only now
                    self._failed(error)
        self._tell()

    def renew_after_fork(self) -> None:
        """In a forked child: what waits is the parent's to write."""
        self._lock = threading.RLock()
        self._attempting = False
        self._pieces.clear()
        self._taken = self._waiting = 0

    def _take(self, data: bytes) -> None:
        if self._descriptor < 0 or self._pieces or self._sync:
            self._keep(data)
            if time.monotonic() >= self._next_attempt:
                self._attempt()
            return
        try:
            written = self._disk.write(self._descriptor, data)
        except OSError as error:
            self._keep(data)
            self._failed(error)
            return
        if written != len(data):
            self._keep(data)
            self._taken = written
            self._attempt()

    def _keep(self, data: bytes) -> None:
        if self._waiting + len(data) <= self._most_waiting:
            self._pieces.append(data)
            self._waiting += len(data)
        else:
            self._lost += 1

    def _attempt(self) -> None:
        """Open the file if need be, and write what waits."""
        if self._attempting:  # a signal handler records in the middle of an attempt
            return
        self._attempting = True
        try:
            self._open()
            self._write_pieces()
            if self._sync:
                self._disk.sync(self._descriptor)
        except (OSError, EmError) as error:
            self._failed(error)
            return
        finally:
            self._attempting = False
        if self._lost:
            lost, self._lost = self._lost, 0
            text = f"{lost} pieces of {self.path.name} were lost while it couldn't be written"
            self._messages[f"lost {self.path}"] = text

    def _write_pieces(self) -> None:
        interruptions = 0
        while self._pieces:
            piece = self._pieces[0]
            try:
                written = self._disk.write(self._descriptor, piece[self._taken :])
            except InterruptedError:
                interruptions += 1
                if interruptions > _MOST_INTERRUPTIONS:
                    raise
                continue
            if not written and len(piece) > self._taken:
                raise OSError(errno.EIO, "nothing was written")
            self._taken += written
            if self._taken >= len(piece):
                self._taken = 0
                self._waiting -= len(piece)
                self._pieces.popleft()

    def _open(self) -> None:
        if self._descriptor >= 0:
            return
        descriptor = self._disk.open_to_append(self.path)
        try:
            if self._prepare is not None and self._disk.claim(descriptor):
                size = self._disk.size(descriptor)
                self._prepare(descriptor)
                if self._disk.size(descriptor) < size:
                    self._taken = 0  # a part of a piece was cut off; it is written anew
            self._disk.share(descriptor)
        except BaseException:
            self._disk.close(descriptor)
            raise
        self._descriptor = descriptor

    def _failed(self, error: OSError | EmError) -> None:
        self._next_attempt = time.monotonic()
        if isinstance(error, OSError) and error.errno in _DEAD_DESCRIPTOR:
            self._descriptor = -1
        if not isinstance(error, InterruptedError):
            self._next_attempt += _PAUSE
            reason = error.reason if isinstance(error, EmError) else error.strerror or str(error)
            self._messages["disk"] = (
                f"{self.path} can't be written ({reason}). Training goes on; what is recorded"
                " is kept in memory and written as soon as the disk allows it"
            )

    def _tell(self) -> None:
        """Warn, without the lock: a warning may be printed into this very file."""
        messages, self._messages = self._messages, {}
        for kind, text in messages.items():
            self._notices.warn(kind, text)
