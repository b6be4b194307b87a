"""The states of the few files that say what a directory is."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import dataclass, replace

from em_desktop.formats.asset import ASSET
from em_desktop.formats.autotune import PROFILE
from em_desktop.formats.node_meta import NODE_META
from em_desktop.formats.recording import METADATA

_SETTLED_AFTER_NS = 2_000_000_000
"""Two writes within one tick of a file system's clock look like one; after this they don't."""


@dataclass(frozen=True, slots=True)
class Markers:
    """The directory's own state and those of its marker files; None where one isn't there.

    ``profile`` and ``asset`` aren't looked for where there is a ``metadata.yaml``.
    """

    own: os.stat_result
    metadata: os.stat_result | None
    node_meta: os.stat_result | None
    profile: os.stat_result | None
    asset: os.stat_result | None

    @property
    def fingerprint(self) -> str:
        """Changes whenever the directory gains or loses entries or one of the files is written."""
        metadata, meta = self.metadata, self.node_meta
        text = f"{self.own.st_mtime_ns}"
        if metadata is not None:
            text += f"m{metadata.st_mtime_ns},{metadata.st_size},{metadata.st_ino}"
        if meta is not None:
            text += f"n{meta.st_mtime_ns},{meta.st_size},{meta.st_ino}"
        for status in (self.profile, self.asset):
            if status is not None:
                text += f"p{status.st_mtime_ns},{status.st_size},{status.st_ino}"
        return text

    @property
    def modified_ns(self) -> int:
        """The newest of their times."""
        newest = self.own.st_mtime_ns
        for status in (self.metadata, self.node_meta, self.profile, self.asset):
            if status is not None and status.st_mtime_ns > newest:
                newest = status.st_mtime_ns
        return newest

    @property
    def settled(self) -> bool:
        """Whether all is old enough that the next change is sure to change the fingerprint."""
        return time.time_ns() - self.modified_ns > _SETTLED_AFTER_NS


def read_markers(place: str) -> Markers:
    """Look at a directory; the system is asked three to five times.

    Raises:
        OSError: the directory isn't there, or isn't to be looked into.
    """
    own = os.stat(place, follow_symlinks=False)  # noqa: PTH116 - paths are slow for thousands
    metadata = _state(f"{place}/{METADATA}")
    node_meta = _state(f"{place}/{NODE_META}")
    markers = Markers(own, metadata, node_meta, None, None)
    return markers if metadata is not None else with_other_markers(place, markers)


def with_other_markers(place: str, markers: Markers) -> Markers:
    """Also with the markers that a recording doesn't have."""
    return replace(markers, profile=_state(f"{place}/{PROFILE}"), asset=_state(f"{place}/{ASSET}"))


def _state(place: str) -> os.stat_result | None:
    try:
        status = os.stat(place, follow_symlinks=False)  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError):
        return None
    return None if stat.S_ISDIR(status.st_mode) else status
