"""Names of other tools as names of recordings and metrics."""

from __future__ import annotations

import hashlib
import re
import string
from datetime import UTC, datetime

from em_desktop.importers.sources import clean
from em_desktop.recording.metric_log import file_stem
from em_desktop.recording.metric_names import TRAIN, split_name

_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\<>:"|?*\ud800-\udfff]+')
_LONGEST_NAME = 100
_MOST_NAMES = 10_000
_SPREAD = 17_174_069  # has no divisor in common with 36
_LETTERS = string.ascii_lowercase + string.digits


class MetricNames:
    """Which type and name each metric of a tool gets.

    ``train/loss``, ``Loss/train`` and ``train_loss`` become ``loss`` of the type ``train``.
    Two of the tool's metrics never become one.

    Args:
        known: what was decided at an earlier import.
    """

    def __init__(self, known: dict[str, tuple[str, str]] | None = None) -> None:
        self.places = dict(known or {})
        self._taken = set(self.places.values())

    def place(self, name: str, type_: str | None = None) -> tuple[str, str] | None:
        """Type and name for a metric; None when there are too many.

        Args:
            name: the tool's name.
            type_: the type, if the tool says it.
        """
        name = clean(name)
        key = name if type_ is None else f"{type_}\n{name}"
        found = self.places.get(key)
        if found is None:
            if len(self.places) >= _MOST_NAMES:
                return None
            found = _split(name) if type_ is None else (file_stem(type_), name)
            if found in self._taken:
                found = (found[0], name)
            number = 2
            while found in self._taken:
                found = (found[0], f"{name} ({number})")
                number += 1
            self._taken.add(found)
            self.places[key] = found
        return found


def with_type(name: str, type_: str | None) -> str:
    """The metric's name with a type in it, unless it says one itself."""
    return name if type_ is None or _split(name)[1] != name else f"{type_}/{name}"


def _split(name: str) -> tuple[str, str]:
    type_, rest = split_name(name)
    return type_ or TRAIN, rest or "value"


def node_name(text: str, default: str) -> str:
    """A text as the name of a node: without what a file name can't hold, not too long."""
    name = _NOT_IN_NAMES.sub("_", text).strip().lstrip(".").strip()
    name = name.encode()[:_LONGEST_NAME].decode("utf-8", "ignore").strip()
    return name or default


def letters_for(text: str, count: int) -> str:
    """Letters and digits that stand for a text, always the same ones."""
    return _letters(_number_for(text), count)


def trial_id(identity: str, number: int) -> str:
    """Five letters and digits for a trial; trials of one search never get the same ones."""
    return _letters(_number_for(identity) + number * _SPREAD, 5)


def _number_for(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest())


def _letters(number: int, count: int) -> str:
    letters = []
    for _ in range(count):
        number, position = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[position])
    return "".join(letters)


def recording_name(name: str, time: float, identity: str) -> str:
    """``<name>_<yymmdd>_<HHMMSS>_<6 of a-z0-9>``, the same for the same thing."""
    return f"{name}_{_moment(time):%y%m%d_%H%M%S}_{letters_for(identity, 6)}"


def time_text(time: float | None, end: str = "+00:00") -> str:
    """ISO 8601 in UTC; empty for None and for what is no time."""
    moment = None if time is None else _moment(time, None)
    return "" if moment is None else moment.replace(tzinfo=None).isoformat() + end


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _moment(time: float, default: datetime | None = _EPOCH) -> datetime:
    try:
        return datetime.fromtimestamp(time, UTC)
    except (ValueError, OverflowError, OSError):
        return default  # type: ignore[return-value]
