"""What is in the tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from em_desktop.domain.paths import NodePath
from em_desktop.domain.problems import Problem

STALLED_AFTER = timedelta(minutes=10)
"""A Run that says it is running and has written nothing for this long is shown as stalled."""


class NodeType(StrEnum):
    """The seven node types, and the plain file that lies in a folder on disk."""

    FOLDER = "Folder"
    SHORTCUT = "Shortcut"
    RUN = "Run"
    ARTIFACT = "Artifact"
    AUTOTUNE = "AutoTune"
    MODEL = "Model"
    DATASET = "Dataset"
    FILE = "File"


class StorageType(IntEnum):
    """What a node holds."""

    NONE = 0
    FILE = 1
    FILES = 2
    VERSIONS = 3


_STORAGE = {
    NodeType.FOLDER: StorageType.NONE,
    NodeType.SHORTCUT: StorageType.NONE,
    NodeType.FILE: StorageType.FILE,
    NodeType.RUN: StorageType.FILES,
    NodeType.ARTIFACT: StorageType.FILES,
    NodeType.AUTOTUNE: StorageType.FILES,
    NodeType.MODEL: StorageType.VERSIONS,
    NodeType.DATASET: StorageType.VERSIONS,
}


def storage_type(kind: NodeType) -> StorageType:
    """What nodes of this type hold."""
    return _STORAGE[kind]


class Status(StrEnum):
    """The state of a Run or an AutoTune, as it is shown."""

    QUEUED = "Queued"
    RUNNING = "Running"
    STALLED = "Stalled"
    COMPLETE = "Complete"
    TIMEOUT = "Timeout"
    ERROR = "Error"
    STOPPED = "Stopped"
    UNKNOWN = "Unknown"


def shown_status(status: Status, last_activity: datetime | None, now: datetime) -> Status:
    """``status``, or STALLED where a running recording has written nothing for long.

    Both times are aware. Without a last activity nothing can be said, and the status stays.
    """
    if (
        status is Status.RUNNING
        and last_activity is not None
        and now - last_activity > STALLED_AFTER
    ):
        return Status.STALLED
    return status


@dataclass(frozen=True, slots=True)
class ShortcutTarget:
    """What a shortcut points at: the node's id, and the path that it had."""

    id: str | None
    path: NodePath | None


@dataclass(frozen=True, slots=True)
class Node:
    """One node as a listing shows it; what it holds is read when it is opened.

    Attributes:
        path: where it is; its last part is the name on disk or on the server.
        name: what people call it (a Run's ``name``, not its directory's).
        id: its UUID; None where it never needed one.
        status: of a Run or AutoTune, as recorded (see `shown_status`).
        modified: when its directory, file or metadata last changed.
        last_activity: newest sign of life of a recording that says it is running.
        locked: against deletion, by people.
        target: of a Shortcut.
        problems: what is damaged about it.
    """

    path: NodePath
    type: NodeType
    name: str
    id: str | None = None
    status: Status | None = None
    labels: tuple[str, ...] = ()
    description: str = ""
    created: datetime | None = None
    started: datetime | None = None
    ended: datetime | None = None
    modified: datetime | None = None
    last_activity: datetime | None = None
    size: int | None = None
    favourite: bool = False
    color: str | None = None
    locked: bool = False
    target: ShortcutTarget | None = None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def storage_type(self) -> StorageType:
        return storage_type(self.type)

    @property
    def is_folder(self) -> bool:
        return self.type is NodeType.FOLDER

    def status_at(self, now: datetime) -> Status | None:
        """The state to show at this moment."""
        return None if self.status is None else shown_status(self.status, self.last_activity, now)

    def duration_at(self, now: datetime) -> timedelta | None:
        """End less start; up to now while it runs, up to its last sign of life when stalled."""
        if self.started is None:
            return None
        end = self.ended
        if end is None:
            match self.status_at(now):
                case Status.RUNNING:
                    end = now
                case Status.STALLED:
                    end = self.last_activity
        return None if end is None else end - self.started
