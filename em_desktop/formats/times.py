"""Points in time as recordings write them: ISO 8601 text with an offset."""

from __future__ import annotations

from datetime import UTC, datetime

_FIRST_YEAR, _LAST_YEAR = 1900, 9998  # any offset can be applied to these without an overflow


def parse_time(text: str) -> datetime | None:
    """The aware time that ``text`` says, or None where it says none.

    The fraction of the second may be absent. A time without an offset, which the
    recorder never writes, is taken as UTC.
    """
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not _FIRST_YEAR <= time.year <= _LAST_YEAR:
        return None
    return time if time.tzinfo is not None else time.replace(tzinfo=UTC)


def format_time(time: datetime) -> str:
    """The text for an aware ``time``, as the recorder writes it.

    Raises:
        ValueError: ``time`` has no offset.
    """
    if time.tzinfo is None:
        raise ValueError("a recorded time has an offset")
    return time.isoformat()
