"""One metric record as text, exactly as PyYAML's default dumper would write it.

The general dumper takes 300 microseconds for a record. Nearly everything in one is
known beforehand, so it is put together by hand: a name's text comes from the general
dumper once and is remembered, numbers follow three rules, and the rest is fixed.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from em_desktop.recording.notices import Notices
from em_desktop.recording.values import to_number, to_place

_MOST_NAMES = 10_000  # remembered; a script that invents names must not fill the memory
_LONGEST_NAME = 1000
_LARGEST = 10**300  # a step beyond what a float holds can't be drawn
_VALUE = "- value:\n"


class Clock:
    """The time of records, as text. Asking the system for the offset once a second will do."""

    def __init__(self, *, utc: bool = False) -> None:
        self._utc = utc
        self._second: tuple[int, str, str] = (-1, "", "")

    def now(self) -> str:
        """ISO 8601 with microseconds (absent if 0) and the offset; ``Z`` for UTC."""
        second, rest = divmod(time.time_ns(), 1_000_000_000)
        known, start, offset = self._second
        if second != known:
            moment = datetime.fromtimestamp(second, UTC)
            text = moment.isoformat() if self._utc else moment.astimezone().isoformat()
            start, offset = text[:19], "Z" if self._utc else text[19:]
            self._second = (second, start, offset)
        micro = rest // 1000
        return f"{start}.{micro:06d}{offset}" if micro else f"{start}{offset}"


class RecordWriter:
    """Makes records of metrics. What can't be written is left out, with one warning."""

    def __init__(self, notices: Notices, clock: Clock | None = None) -> None:
        self._notices = notices
        self._clock = clock or Clock()
        self._names: dict[Any, str] = {}

    def record(
        self,
        metrics: Mapping[Any, Any],
        step: Any,
        epoch: Any,
        kind: str = "",
        time: str | None = None,
    ) -> bytes:
        """The lines of one record.

        Args:
            metrics: name to value.
            step: a number or None.
            epoch: a number or None.
            kind: ``type`` of a trial's report, which stands before the value.
            time: when it was, ISO 8601; empty where nobody knows; now if it isn't given.
        """
        parts = [f"- type: {kind}\n  value:\n" if kind else _VALUE]
        names = self._names
        for name, value in list(metrics.items()):
            number = value if type(value) is float else self._number(name, value)
            if number is None:
                continue
            start = names.get(name) if type(name) is str else None
            parts.append(self._name(name) if start is None else start)
            parts.append(float_text(number))
            parts.append("\n")
        if len(parts) == 1:
            parts = [parts[0].rstrip("\n"), " {}\n"]
        parts.append(
            f"  sequence:\n    epoch: {self._place(epoch, 'epoch')}\n"
            f"    step: {self._place(step, 'step')}\n"
            f"    timestamp: {self._moment(time)}\n"
        )
        return "".join(parts).encode("ascii")

    def _moment(self, time: str | None) -> str:
        if time is None:
            return f"'{self._clock.now()}'"
        return f"'{time}'" if time else "null"

    def _number(self, name: Any, value: Any) -> float | None:
        number = to_number(value)
        if number is None:
            shown = f"{type(value).__name__}"
            text = f"the value of {str(name)[:80]!r} isn't one number ({shown}) and isn't recorded"
            self._notices.warn("value", text)
        return number

    def _place(self, value: Any, what: str) -> str:
        if type(value) is int and -_LARGEST < value < _LARGEST:
            return str(value)
        if value is None:
            return "null"
        place = to_place(value)
        if place is None:
            text = f"a {what} isn't a number ({type(value).__name__}); such records have none"
            self._notices.warn(what, text)
            return "null"
        return float_text(place) if isinstance(place, float) else str(place)

    def _name(self, name: Any) -> str:
        """The text before the value, such as ``    loss: ``."""
        text = name if isinstance(name, str) else str(name)
        plain = text.encode("utf-8", "backslashreplace").decode()
        if plain != text or len(plain) > _LONGEST_NAME:
            plain = plain[:_LONGEST_NAME]
            self._notices.warn("name", f"the metric name {plain[:80]!a} is recorded changed")
        if len(self._names) >= _MOST_NAMES:
            self._names.clear()
        start = key_text(plain)
        if type(name) is str:
            self._names[name] = start
        return start


def float_text(number: float) -> str:
    """A float as YAML 1.1 writes it: always with a point, ``.nan``, ``-.inf``."""
    text = repr(number)
    if "n" in text:
        return ".nan" if text == "nan" else text.replace("inf", ".inf")
    if "e" in text and "." not in text:
        return text.replace("e", ".0e")
    return text


def key_text(name: str) -> str:
    """The lines of a key inside a record's ``value``, up to where the value stands."""
    from em_desktop.formats.yaml_io import dump

    text = dump([{"value": {name: 0.0}}])
    return text.removeprefix(_VALUE).removesuffix("0.0\n")
