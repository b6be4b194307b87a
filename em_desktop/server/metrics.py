"""Counts of what is asked and answered: for Prometheus, and a line for each in the log."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections import Counter
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOG = logging.getLogger("em_desktop.server")
_BOUNDS = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0, 60.0)


class Metrics:
    """Counters of this process. Safe for several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: Counter[tuple[str, int]] = Counter()
        self._buckets: Counter[float] = Counter()
        self._seconds = 0.0
        self._received = 0
        self._sent = 0
        self._running = 0
        self._started = time.time()

    def began(self) -> None:
        """A request came."""
        with self._lock:
            self._running += 1

    def ended(self, method: str, status: int, seconds: float, received: int, sent: int) -> None:
        """A request was answered."""
        with self._lock:
            self._running -= 1
            self._answers[method, status] += 1
            self._seconds += seconds
            self._received += received
            self._sent += sent
            for bound in _BOUNDS:
                if seconds <= bound:
                    self._buckets[bound] += 1

    def text(self) -> str:
        """All of it in Prometheus' format."""
        with self._lock:
            total = sum(self._answers.values())
            lines = ["# TYPE em_requests_total counter"]
            lines += [
                f'em_requests_total{{method="{method}",status="{status}"}} {count}'
                for (method, status), count in sorted(self._answers.items())
            ]
            lines.append("# TYPE em_request_seconds histogram")
            lines += [
                f'em_request_seconds_bucket{{le="{bound:g}"}} {self._buckets[bound]}'
                for bound in _BOUNDS
            ]
            lines.append(f'em_request_seconds_bucket{{le="+Inf"}} {total}')
            lines.append(f"em_request_seconds_sum {self._seconds:.6f}")
            lines.append(f"em_request_seconds_count {total}")
            for name, kind, value in (
                ("em_received_bytes_total", "counter", self._received),
                ("em_sent_bytes_total", "counter", self._sent),
                ("em_requests_running", "gauge", self._running),
                ("em_start_time_seconds", "gauge", round(self._started, 3)),
            ):
                lines += [f"# TYPE {name} {kind}", f"{name} {value}"]
        return "\n".join(lines) + "\n"


class Measured:
    """Counts and logs each request: its path, never its query, where keys and names are."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = {"status": 500, "received": 0, "sent": 0}

        async def counted_receive() -> Message:
            message = await receive()
            seen["received"] += len(message.get("body", b""))
            return message

        async def counted_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen["status"] = message["status"]
            seen["sent"] += len(message.get("body", b""))
            await send(message)

        self._metrics.began()
        begun = time.perf_counter()
        try:
            await self._app(scope, counted_receive, counted_send)
        finally:
            seconds = time.perf_counter() - begun
            self._metrics.ended(
                scope["method"], seen["status"], seconds, seen["received"], seen["sent"]
            )
            if _LOG.isEnabledFor(logging.INFO):
                _LOG.info(_line(scope, seen, seconds))


def _line(scope: Scope, seen: dict[str, int], seconds: float) -> str:
    values: dict[str, Any] = {
        "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        "method": scope["method"],
        "path": scope["path"][:500],
        "status": seen["status"],
        "ms": round(seconds * 1000, 1),
        "received": seen["received"],
        "sent": seen["sent"],
        "user": scope.get("state", {}).get("user"),
    }
    return json.dumps(values, ensure_ascii=True)
