"""Values side by side: one that isn't there has a stand-in, which isn't null."""

from __future__ import annotations

from enum import Enum
from typing import Final, TypeAlias

from em_desktop.domain.recordings import Value


class Absent(Enum):
    """Stands for the value of one that has none; null is a value."""

    ABSENT = "absent"


ABSENT: Final = Absent.ABSENT
Cell: TypeAlias = "Value | Absent"
