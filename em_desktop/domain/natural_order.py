"""The order in which people expect names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

NaturalKey: TypeAlias = tuple[tuple[int, int | str], ...]

_DIGITS = re.compile(r"(\d+)")


@lru_cache(maxsize=1 << 14)
def natural_key(name: str) -> NaturalKey:
    """Sorts ``run9`` before ``run10``, and without regard to case."""
    return tuple(
        (0, int(part)) if number and len(part) < 19 else (1, part)
        for number, part in (
            (index % 2, part) for index, part in enumerate(_DIGITS.split(name.casefold()))
        )
    )
