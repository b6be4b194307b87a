"""Several files at a time: each waits for the server's disk, and they can wait together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from typing import TypeVar

CONNECTIONS = 8
_Item = TypeVar("_Item")


def side_by_side(work: Callable[[_Item], object], items: Sequence[_Item]) -> None:
    """Do something with each item in some threads; the first error ends it and is raised."""
    with ThreadPoolExecutor(CONNECTIONS, thread_name_prefix="em-transfer") as pool:
        futures = []
        with suppress(RuntimeError):  # Python is ending and has no more threads
            futures += [pool.submit(work, item) for item in items]
        try:
            for future in as_completed(futures):
                future.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    if not futures:
        for item in items:
            work(item)
