"""Files on their way out: whole, in part, or not at all where the client has them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from em_desktop.domain.versions import Content
from em_desktop.server.shapes import etag
from em_desktop.stores.engine.engine import Engine
from em_desktop.stores.engine.objects import Listed

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox",
    "Content-Disposition": "attachment",
    "Cache-Control": "private, no-cache",
}
"""What was uploaded is never shown as a page of this server."""


def send(request: Request, engine: Engine, found: Listed, address: str) -> Response:
    """The answer with an object's bytes, as the request's conditions and range want it."""
    content = found.content
    headers = {**_SAFE, "ETag": etag(content), "Accept-Ranges": "bytes"}
    if _has_it(request.headers.get("If-None-Match"), content):
        return Response(status_code=304, headers=headers)
    wanted = request.headers.get("Range")
    if wanted is not None and _is_current(request.headers.get("If-Range"), content):
        span = _span(wanted, content.size)
        if span == (0, 0):
            headers["Content-Range"] = f"bytes */{content.size}"
            return PlainTextResponse("the range is beyond the end", 416, headers)
        if span is not None:
            start, end = span
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{content.size}"
            return _streamed(engine, found, address, start, end, 206, headers)
    return _streamed(engine, found, address, 0, content.size, 200, headers)


def _streamed(
    engine: Engine,
    found: Listed,
    address: str,
    start: int,
    end: int,
    status: int,
    headers: dict[str, str],
) -> Response:
    headers["Content-Length"] = str(end - start)
    headers["Content-Type"] = found.content.content_type or "application/octet-stream"
    blocks: Iterator[bytes] = engine.read(found, address, start, end)
    return StreamingResponse(blocks, status, headers)


def _has_it(condition: str | None, content: Content) -> bool:
    if condition is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in condition.split(",")}
    return "*" in tags or etag(content) in tags


def _is_current(condition: str | None, content: Content) -> bool:
    """Whether a range may be sent: of the version that the client has a part of."""
    return condition is None or condition.strip() == etag(content)


def _span(text: str, size: int) -> tuple[int, int] | None:
    """First byte and byte behind the last; (0, 0) if it is beyond the end, None to ignore it."""
    match = _RANGE.fullmatch(text.strip())
    if match is None or match[0] == "bytes=-" or len(text) > 64:
        return None
    if not match[1]:
        length = int(match[2])
        return (max(0, size - length), size) if length and size else (0, 0)
    start = int(match[1])
    end = min(size, int(match[2]) + 1) if match[2] else size
    if start >= size:
        return 0, 0
    return None if end <= start else (start, end)
