"""Waiting for changes: of this process at once, of other servers within a moment."""

from __future__ import annotations

import asyncio

from starlette.concurrency import run_in_threadpool

from em_desktop.stores.engine.database import Database

_INTERVAL = 0.25


class ChangeWatch:
    """Lets any number of requests wait for the next change; one of them looks for all."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._woken = asyncio.Event()
        self._looking = asyncio.Lock()

    def notify(self) -> None:
        """This process changed something. Only from the event loop."""
        self._woken.set()
        self._woken = asyncio.Event()

    async def wait(self, last: int, seconds: float) -> None:
        """Return when there may be a change after ``last``, or after some seconds."""
        deadline = asyncio.get_running_loop().time() + seconds
        while (left := deadline - asyncio.get_running_loop().time()) > 0:
            woken = self._woken
            try:
                async with asyncio.timeout(min(left, _INTERVAL)):
                    await woken.wait()
                return
            except TimeoutError:
                pass
            if self._looking.locked():
                continue
            async with self._looking:
                newest = await run_in_threadpool(self._database.last_change)
            if newest > last:
                self.notify()
                return
