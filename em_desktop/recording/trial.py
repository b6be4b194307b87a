"""One trial of a search: its parameters, what it reports, how it ends."""

from __future__ import annotations

import json
import math
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from em_desktop.errors import InvalidValueError
from em_desktop.recording import lifetime
from em_desktop.recording.append_file import AppendFile
from em_desktop.recording.disk import Disk
from em_desktop.recording.documents import Documents
from em_desktop.recording.metric_record import Clock, RecordWriter
from em_desktop.recording.notices import Notices
from em_desktop.recording.secrets import Masker
from em_desktop.recording.values import to_mapping, to_number

METADATA = "metadata.json"
METRICS = "metrics.yaml"
METRIC = "default"

_STATES = {
    "succeeded": "SUCCEEDED",
    "complete": "SUCCEEDED",
    "failed": "FAILED",
    "fail": "FAILED",
    "error": "FAILED",
    "early_stopped": "EARLY_STOPPED",
    "pruned": "EARLY_STOPPED",
    "user_canceled": "USER_CANCELED",
    "canceled": "USER_CANCELED",
    "sys_canceled": "SYS_CANCELED",
}


class Trial:
    """One try of a search. Made by `AutoTune.trial`; ended by `finish` or a ``with`` block.

    An exception in the ``with`` block makes it failed.
    """

    def __init__(
        self,
        directory: Path,
        number: int,
        parameters: dict[str, Any],
        source: str,
        disk: Disk,
        notices: Notices,
        masker: Masker,
        ended: Callable[[Trial], None],
        start: datetime | None = None,
    ) -> None:
        self._ended = ended
        self._masker = masker
        self._documents = Documents(directory, disk, notices)
        self._file = AppendFile(directory / METRICS, disk, notices)
        self._writer = RecordWriter(notices, Clock(utc=True))
        self._notices = notices
        self._last: float | None = None
        self._lock = threading.RLock()
        self._stale = False
        now = utc_text(start)
        self._metadata: dict[str, Any] = {
            "formatVersion": 1,
            "trialJobId": directory.name,
            "sequenceId": number,
            "status": "RUNNING",
            "hyperParameters": parameters,
            "parameterId": number,
            "parameterSource": source,
            "submitTime": now,
            "startTime": now,
            "endTime": None,
            "finalMetric": None,
            "message": "",
        }
        self._save()

    @property
    def id(self) -> str:
        """The name of its directory."""
        return str(self._metadata["trialJobId"])

    @property
    def number(self) -> int:
        """0, 1, 2... in the order of making."""
        return int(self._metadata["sequenceId"])

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self._metadata["hyperParameters"])

    @property
    def status(self) -> str:
        """``RUNNING``, ``SUCCEEDED``, ``FAILED``, ``EARLY_STOPPED``..."""
        return str(self._metadata["status"])

    @property
    def has_ended(self) -> bool:
        return self.status != "RUNNING"

    def set_parameter(self, name: str, value: Any) -> None:
        """Add or change a parameter, where they are chosen one after the other.

        Raises:
            InvalidValueError, TooLargeError: it can't be recorded.
        """
        values = self._masker.value(to_mapping({name: value}, "parameters"))
        with self._lock:
            self._metadata["hyperParameters"] |= values
            self._stale = True

    def note(self, attributes: Mapping[str, Any]) -> None:
        """Note further facts about the trial, beside its parameters.

        Raises:
            InvalidValueError, TooLargeError: one can't be recorded.
        """
        values = self._masker.value(to_mapping(attributes, "attributes"))
        with self._lock:
            self._metadata.setdefault("userAttributes", {}).update(values)
            self._stale = True

    def report(
        self,
        value: Any,
        step: Any,
        extra: Mapping[str, Any] | None = None,
        *,
        time: str | None = None,
    ) -> None:
        """Report an intermediate value of the metric. Never raises because of the disk.

        Args:
            value: a number, or an array or tensor with one element.
            step: where in the training it was measured.
            extra: further named values, to be shown only.
            time: when that was, ISO 8601 in UTC; empty where nobody knows; now by default.
        """
        number = to_number(value)
        if number is not None:
            self._last = number
        if self._stale:
            self._save()
        self._file.append(self._record("PERIODICAL", value, step, extra, time))

    def finish(
        self,
        state: str = "succeeded",
        value: Any = None,
        message: str = "",
        *,
        extra: Mapping[str, Any] | None = None,
        end: datetime | None = None,
    ) -> None:
        """End the trial. A trial that has ended stays as it is.

        Args:
            state: ``succeeded``, ``failed``, ``pruned`` (or ``early_stopped``), ``canceled``.
            value: the final value; the last one reported if it isn't given. Trials that
                didn't succeed have one only if it is given.
            message: why it failed or was stopped.
            extra: further named values beside the final one, to be shown only.
            end: when it ended; now by default.

        Raises:
            InvalidValueError: there is no such state.
        """
        status = _STATES.get(str(state).lower())
        if status is None:
            raise InvalidValueError("state", f"one of {', '.join(_STATES)}, not {state!r:.40}")
        with self._lock:
            if self.has_ended:
                return
            final = to_number(value) if value is not None else None
            if value is None and status == "SUCCEEDED":
                final = self._last
            if final is not None:
                self._file.append(self._record("FINAL", final, 0, extra, utc_text(end)))
                self._metadata["finalMetric"] = final if math.isfinite(final) else None
            self._metadata["status"] = status
            self._metadata["endTime"] = utc_text(end)
            self._metadata["message"] = self._masker.text(message)
            self._file.close()
            self._save()
        self._ended(self)

    def flush(self) -> bool:
        """Try to write what waits; whether nothing waits any more."""
        with self._lock:
            if self._stale:
                self._save()
            written = self._file.flush()
            return self._documents.flush() and written

    def renew_after_fork(self) -> None:
        self._lock = threading.RLock()
        self._file.renew_after_fork()
        self._documents.renew_after_fork()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            self.finish()
        else:
            self.finish("failed", message=lifetime.traceback_text(kind, error, traceback))

    def __repr__(self) -> str:
        return f"<Trial {self.number} {self.id}: {self.status}>"

    def _record(
        self,
        kind: str,
        value: Any,
        step: Any,
        extra: Mapping[str, Any] | None,
        time: str | None,
    ) -> bytes:
        further = {name: item for name, item in (extra or {}).items() if name != METRIC}
        return self._writer.record({METRIC: value, **further}, step, None, kind, time)

    def _save(self) -> None:
        with self._lock:
            self._stale = False
            self._documents.put_bytes(METADATA, json_text(self._metadata))


def json_text(value: Any) -> bytes:
    """A JSON file's bytes; NaN and infinities, which JSON lacks, become null."""
    return (json.dumps(_finite(value), ensure_ascii=False, indent=2) + "\n").encode()


def utc_text(moment: datetime | None = None) -> str:
    """A moment, now by default, in UTC with ``Z``. Without a zone it is of this machine's."""
    moment = datetime.now(UTC) if moment is None else moment.astimezone(UTC)
    return moment.isoformat().replace("+00:00", "Z")


def _finite(value: Any) -> Any:
    match value:
        case float():
            return value if math.isfinite(value) else None
        case dict():
            return {key: _finite(item) for key, item in value.items()}
        case list() | tuple():
            return [_finite(item) for item in value]
        case _:
            return value
