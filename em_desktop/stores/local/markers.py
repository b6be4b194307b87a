"""The states of the few files that say what a directory is."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from em_desktop.formats.asset import ASSET
from em_desktop.formats.autotune import PROFILE
from em_desktop.formats.node_meta import NODE_META
from em_desktop.formats.recording import METADATA

Stat: TypeAlias = Callable[[str], os.stat_result]
"""How something looks, by its path below a directory; a link itself, not what it leads to."""

_Times: TypeAlias = tuple[int, int, int]
_MARKERS = (METADATA, NODE_META, PROFILE, ASSET)
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
        return is_settled(self.modified_ns)


def is_settled(modified_ns: int) -> bool:
    """Whether a time is old enough that the next change is sure to give another one."""
    return time.time_ns() - modified_ns > _SETTLED_AFTER_NS


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


class MarkerTimes(NamedTuple):
    """The directory's own time, and the states of the markers that are there, by their names."""

    own: int
    present: tuple[tuple[str, _Times], ...]

    @property
    def newest(self) -> int:
        """The newest time, in nanoseconds since 1970."""
        return max((self.own, *(times[0] for _, times in self.present)))

    def still_hold(self, name: str, stat_below: Stat) -> bool:
        """Whether `marker_times` would give the same again, with half as many questions.

        A marker that wasn't there can't have come without changing the directory's time, if
        that was settled then (`is_settled`).
        """
        if stat_below(name).st_mtime_ns != self.own:
            return False
        for marker, times in self.present:
            if _times(f"{name}/{marker}", stat_below) != times:
                return False
        return True


def marker_times(name: str, stat_below: Stat) -> MarkerTimes:
    """What a fingerprint tells of a directory, for who looks again and again.

    Args:
        name: of the directory.
        stat_below: looks at what is in the directory that holds it.

    Raises:
        OSError: as `read_markers`.
    """
    own = stat_below(name).st_mtime_ns
    found = ((marker, _times(f"{name}/{marker}", stat_below)) for marker in _MARKERS)
    return MarkerTimes(own, tuple((marker, times) for marker, times in found if times is not None))


def _times(place: str, stat_below: Stat) -> _Times | None:
    try:
        status = stat_below(place)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if stat.S_ISDIR(status.st_mode):
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def _state(place: str) -> os.stat_result | None:
    try:
        status = os.stat(place, follow_symlinks=False)  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError):
        return None
    return None if stat.S_ISDIR(status.st_mode) else status
