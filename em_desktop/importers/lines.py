"""The lines of a text file that is still being written, each with the position behind it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from em_desktop.domain.problems import ProblemKind
from em_desktop.errors import from_os_error
from em_desktop.importers.found import Notes

LONGEST_LINE = 1 << 20


def whole_lines(
    path: Path, notes: Notes, after: int = 0, *, last: bool = False
) -> Iterator[tuple[int, bytes]]:
    """The lines with their ends, from a position on.

    A last line without an end is being written and isn't taken, unless ``last`` is set.
    Lines of more than 1 MiB are left out, with a note.

    Raises:
        EmError: the file can't be read.
    """
    try:
        with path.open("rb") as file:
            position = after
            if os.fstat(file.fileno()).st_size < after:
                detail = "shorter than at the last import; what is new in it isn't known"
                notes.add(detail, ProblemKind.INCONSISTENT, path.name)
            file.seek(after)
            while line := file.readline(LONGEST_LINE):
                position += len(line)
                is_whole = line.endswith(b"\n")
                if not is_whole and len(line) == LONGEST_LINE:
                    while (rest := file.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                        position += len(rest)
                    position += len(rest)
                    notes.add("lines of more than 1 MiB", ProblemKind.TOO_LARGE)
                elif is_whole or last:
                    yield position, line
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
