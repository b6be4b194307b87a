"""What members are called, and which metric a comparison is about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from em_desktop.domain.autotune import Direction
from em_desktop.domain.comparison import Member
from em_desktop.domain.paths import AlternativeName, printable
from em_desktop.domain.subjects import MetricKey, MetricSummary

_ORDER = {"val": 0, "test": 1, "train": 3}


def member_names(members: Sequence[Member]) -> dict[str, str]:
    """What each member is called, by key: with the time behind it where two have one name."""
    counts = Counter(member.name for member in members)
    return {
        member.key: f"{printable(member.name)} {time_note(member)}".rstrip()
        if counts[member.name] > 1
        else printable(member.name)
        for member in members
    }


def time_note(member: Member) -> str:
    """The part of a recorded Run's directory that tells it from others of its name."""
    directory = member.place.path.name
    recorded = AlternativeName.parse(directory)
    if recorded is None:
        return printable(directory) if directory != member.name else ""
    return recorded.suffix if recorded.time is None else f"{recorded.time:%m-%d %H:%M:%S}"


def target_metric(summaries: Sequence[Mapping[MetricKey, MetricSummary]]) -> MetricKey | None:
    """The metric that tells best which member is good.

    It has a good end, is of validation before test, custom types and train, is to be large
    before small, and most have it.
    """
    counts = Counter(key for each in summaries for key in each)

    def rank(key: MetricKey) -> tuple[bool, int, bool, int]:
        small = key.direction is Direction.MINIMIZE
        return key.direction is None, _ORDER.get(key.type, 2), small, -counts[key]

    return min(counts, key=rank, default=None)
