"""Work that waits for the disk, alone or together with other work of its kind.

Waiting for one file after the other is what makes a gesture on a thousand nodes long; a disk
keeps many at once in little more than the time of one.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeAlias, TypeVar

from em_desktop.errors import EmError

T = TypeVar("T")
Durably: TypeAlias = Generator[int | Path, None, T]
"""Work that yields what must be on the disk before it goes on: an open file, or a directory.

Where the disk refuses, the `OSError` is raised at that place.
"""

_WAITERS = 8


def at_once(value: T) -> Durably[T]:
    """Work that is done already."""
    yield from ()
    return value


def alone(work: Durably[T]) -> T:
    """Do work, waiting for the disk where it says so."""
    try:
        wanted = next(work)
        while True:
            error = _kept(wanted)
            wanted = next(work) if error is None else work.throw(error)
    except StopIteration as end:
        result: T = end.value
        return result


def together(works: Sequence[Durably[T]]) -> list[T | EmError]:
    """Do works side by side, waiting for the disk once for all of them at each step.

    Args:
        works: of which none needs what another one does.

    Returns:
        for each what came of it; one that fails costs only itself.
    """
    from concurrent.futures import ThreadPoolExecutor  # recorders, which write one, don't pay

    results: dict[int, T | EmError] = {}
    answers: dict[int, OSError | None] = dict.fromkeys(range(len(works)))
    try:
        with ThreadPoolExecutor(_WAITERS, "durable") as pool:
            while answers:
                wanted: dict[int, int | Path] = {}
                for number, error in answers.items():
                    work = works[number]
                    try:
                        wanted[number] = next(work) if error is None else work.throw(error)
                    except StopIteration as end:
                        results[number] = end.value
                    except EmError as failure:
                        results[number] = failure
                distinct = list(dict.fromkeys(wanted.values()))
                kept = dict(zip(distinct, pool.map(_kept, distinct), strict=True))
                answers = {number: kept[what] for number, what in wanted.items()}
    finally:
        for work in works:
            work.close()
    return [results[number] for number in range(len(works))]


def _kept(what: int | Path) -> OSError | None:
    """Wait until it is on the disk; why it isn't."""
    try:
        if isinstance(what, int):
            os.fsync(what)
        else:
            sync_directory(what)
    except OSError as error:
        return error
    return None


def sync_directory(directory: Path) -> None:
    """Make renames inside ``directory`` survive a power failure, where the system can.

    Raises:
        OSError: the directory can't be opened.
    """
    if os.name == "nt":  # directories can't be opened there; renames are journaled
        return
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems refuse
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
