"""The YAML files of a recording: written whole, kept and tried again while the disk refuses."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import Any

from em_desktop.errors import EmError, from_os_error
from em_desktop.recording.disk import Disk
from em_desktop.recording.notices import Notices


class Documents:
    """The files of one recording that are replaced, not appended to.

    Attributes:
        directory: the recording's, absolute.
    """

    def __init__(self, directory: Path, disk: Disk, notices: Notices) -> None:
        self.directory = directory
        self._disk = disk
        self._notices = notices
        self._lock = threading.RLock()
        self._waiting: dict[str, bytes] = {}

    def create(self, name: str, value: Any) -> None:
        """Write a file that the recording can't begin without.

        Raises:
            EmError: it couldn't be written.
        """
        self._write(name, yaml_text(value))

    def put(self, name: str, value: Any) -> None:
        """Write a file, now or when the disk allows it. Never raises because of the disk.

        Raises:
            MalformedError: the value can't be written as YAML.
        """
        self.put_bytes(name, yaml_text(value))

    def put_bytes(self, name: str, data: bytes) -> None:
        """As `put`, for a file of any form."""
        with self._lock:
            self._waiting[name] = data
            self.flush()

    def flush(self) -> bool:
        """Try to write what waits; whether nothing waits any more."""
        with self._lock:
            for name, data in list(self._waiting.items()):
                try:
                    self._write(name, data)
                except EmError as error:
                    self._notices.warn(
                        "disk",
                        f"{self.directory / name} can't be written ({error.reason})."
                        " Training goes on; what is recorded is kept in memory and written"
                        " as soon as the disk allows it",
                    )
                    return False
                del self._waiting[name]
            return True

    def touch(self, name: str) -> None:
        """A sign of life: the file's time becomes now."""
        try:
            self._disk.touch(self.directory / name)
        except OSError as error:
            text = f"{self.directory} can't be reached any more ({error.strerror})"
            self._notices.warn("touch", text)

    def renew_after_fork(self) -> None:
        """In a forked child: what waits is the parent's to write."""
        self._lock = threading.RLock()
        self._waiting.clear()

    def _write(self, name: str, data: bytes) -> None:
        path = self.directory / name
        try:
            self._disk.replace(path, data)
        except OSError as error:
            raise from_os_error(error, os.fspath(path)) from error


def yaml_text(value: Any) -> bytes:
    """A YAML file's bytes."""
    from em_desktop.formats.yaml_io import dump

    return dump(value).encode("ascii")
