"""Files on their way in: the part ``content`` of a form, written and hashed as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from em_desktop.errors import InvalidValueError, TooLargeError
from em_desktop.server.calls import Call
from em_desktop.stores.engine.contents import Incoming

_PART = b"content"
_BLOCK = 1 << 20
_MOST_HEADER_BYTES = 16 << 10


class _Form:
    """Collects the bytes of the one part that counts, and its content type."""

    def __init__(self, boundary: bytes) -> None:
        callbacks: Any = {
            "on_part_begin": self._begin,
            "on_header_field": self._field,
            "on_header_value": self._value,
            "on_header_end": self._header,
            "on_headers_finished": self._headers,
            "on_part_data": self._data,
            "on_part_end": self._part_end,
            "on_end": self._end,
        }
        self._parser = MultipartParser(boundary, callbacks)
        self._name = b""
        self._text = b""
        self._headers_found: dict[bytes, bytes] = {}
        self._is_content = False
        self.buffer = bytearray()
        self.content_type = ""
        self.is_found = False
        self.is_complete = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise InvalidValueError("body", f"not a form: {error}") from error

    def _begin(self) -> None:
        self._headers_found = {}
        self._name = self._text = b""

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]
        self._check_header()

    def _value(self, data: bytes, start: int, end: int) -> None:
        self._text += data[start:end]
        self._check_header()

    def _check_header(self) -> None:
        if len(self._name) + len(self._text) > _MOST_HEADER_BYTES:
            raise InvalidValueError("body", "a header of the form is too long")

    def _header(self) -> None:
        self._headers_found[self._name.lower()] = self._text
        self._name = self._text = b""

    def _headers(self) -> None:
        _, options = parse_options_header(self._headers_found.get(b"content-disposition", b""))
        self._is_content = options.get(b"name") == _PART
        if not self._is_content:
            return
        if self.is_found:
            raise InvalidValueError("body", "the form has more than one part 'content'")
        self.is_found = True
        kind = self._headers_found.get(b"content-type", b"").decode("latin-1")
        self.content_type = kind if kind.isprintable() and len(kind) < 256 else ""

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._is_content:
            self.buffer += data[start:end]

    def _part_end(self) -> None:
        self._is_content = False

    def _end(self) -> None:
        self.is_complete = True


async def receive(call: Call, incoming: Incoming) -> str:
    """Write the file of an uploaded form; its content type as the client says.

    While one block is written and hashed in a thread, the next one comes.

    Args:
        call: the request whose body is the form; the file's name in it doesn't count.
        incoming: where the bytes go; it is finished at the end.

    Raises:
        InvalidValueError: the body is no such form, or was cut off.
        TooLargeError: it has more bytes.
    """
    async with call.service.receiving:
        return await _receive(call.request, incoming, call.service.settings.limits.body)


async def _receive(request: Request, incoming: Incoming, most: int) -> str:
    form = _Form(_boundary(request))
    total = 0
    writing: asyncio.Task[None] | None = None
    try:
        async for chunk in request.stream():
            total += len(chunk)
            if total > most:
                raise TooLargeError("body", f"more than {most} bytes")
            form.feed(chunk)
            if len(form.buffer) >= _BLOCK:
                block, form.buffer = form.buffer, bytearray()
                if writing is not None:
                    await writing
                writing = asyncio.create_task(_in_thread(incoming.write, block))
        if not form.is_complete or not form.is_found:
            raise InvalidValueError("body", "a form with one part 'content' is needed")
    finally:
        if writing is not None:
            await writing
    await run_in_threadpool(_finish, incoming, form.buffer)
    return form.content_type


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary or len(boundary) > 256:
        raise InvalidValueError("Content-Type", "multipart/form-data with a boundary is needed")
    return boundary


async def _in_thread(work: Callable[[bytearray], None], block: bytearray) -> None:
    await run_in_threadpool(work, block)


def _finish(incoming: Incoming, rest: bytearray) -> None:
    incoming.write(rest)
    incoming.finish()
