"""What a forgiving reader gives back: what could be read, and what is wrong with the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from em_desktop.domain.problems import Problem

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T_co]):
    """A value and its doubts.

    Attributes:
        value: what was read, with the defaults of its type where nothing could be.
        problems: what is missing or wrong, in the order in which it was found.
    """

    value: T_co
    problems: tuple[Problem, ...] = ()
