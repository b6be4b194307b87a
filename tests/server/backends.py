"""Where a server keeps its store: started for tests, gone at their end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from tests.server import postgresql, swift


@dataclass(frozen=True, slots=True)
class Backend:
    """Where a store is; None: in the server's directory."""

    database: str | None = None
    objects: str | None = None

    @property
    def options(self) -> list[str]:
        """The same as words of the command."""
        database = [] if self.database is None else ["--database", self.database]
        return database if self.objects is None else [*database, "--objects", self.objects]


@contextmanager
def running(name: str) -> Iterator[Backend]:
    """``sqlite`` and a directory, ``postgresql`` and a directory, or ``postgresql+s3``.

    Skips the test, and says so, where something isn't installed.
    """
    with ExitStack() as stack:
        objects = None
        if name.endswith("+s3"):
            service = stack.enter_context(swift.running())
            patch = stack.enter_context(pytest.MonkeyPatch.context())
            for variable, value in service.environment.items():
                patch.setenv(variable, value)
            objects = service.address
        if name.startswith("postgresql"):
            yield Backend(stack.enter_context(postgresql.running()).address, objects)
        else:
            yield Backend()
