"""Who asks, within one transaction."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Connection

from em_desktop.domain.grants import Identity
from em_desktop.errors import AccessDeniedError
from em_desktop.stores.engine.database import Clock


class Role(StrEnum):
    """What a user may do beside their own work."""

    USER = "user"
    ADMIN = "admin"


class Scope(StrEnum):
    """What a key may be used for."""

    FULL = "full"
    READ = "read"


@dataclass(frozen=True, slots=True)
class Caller:
    """A user with the key that they came with.

    Attributes:
        key_id: names the key without telling it.
    """

    user_id: int
    user: str
    role: Role = Role.USER
    groups: frozenset[str] = frozenset()
    scope: Scope = Scope.FULL
    key_id: str = ""
    quota: int | None = None

    @property
    def identity(self) -> Identity:
        return Identity(self.user, self.groups)


@dataclass(slots=True)
class Session:
    """A transaction of somebody.

    Attributes:
        now: microseconds since 1970.
        changed: the number of its last change; 0 while it changed nothing.
        folder_limit: nodes that a folder may have directly; None: as many as there are.
    """

    connection: Connection
    caller: Caller
    now: int
    clock: Clock | None = None
    changed: int = 0
    folder_limit: int | None = None

    def tick(self) -> int:
        """The number of one more change.

        Raises:
            AccessDeniedError: the key is for reading only.
        """
        if self.clock is None:
            raise RuntimeError("a reading transaction changes nothing")
        if self.caller.scope is Scope.READ:
            raise AccessDeniedError(self.caller.user, "the key is for reading only")
        self.changed = self.clock.tick()
        return self.changed


def microseconds() -> int:
    """The time as the catalog keeps it."""
    return time.time_ns() // 1000


def time_text(microseconds: int) -> str:
    """A time of the catalog in ISO 8601, with its zone."""
    made = datetime.fromtimestamp(microseconds // 1_000_000, UTC)
    return made.strftime("%Y-%m-%dT%H:%M:%S") + f".{microseconds % 1_000_000:06}Z"
