"""Files on their way in: the part ``content`` of a form, written and hashed as it comes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, Self

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from em_desktop.errors import InvalidValueError, TooLargeError
from em_desktop.server.calls import Call
from em_desktop.stores.engine.contents import Incoming
from em_desktop.stores.engine.engine import Engine

_PART = b"content"
_BLOCK = 1 << 20
_MOST_HEADER_BYTES = 16 << 10
_SILENCE_SECONDS = 120


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


class Received:
    """A file as it came: on the disk but for its last block, which is still in memory.

    Used as a context: what wasn't placed at its end is gone.

    Attributes:
        content_type: as the client says.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._incoming: Incoming | None = None
        self._rest = bytearray()
        self.content_type = ""

    def write(self, block: bytearray) -> None:
        """Put a block behind those on the disk. Blocks."""
        if self._incoming is None:
            self._incoming = self._engine.incoming()
        self._incoming.write(block)

    def end(self, rest: bytearray, content_type: str) -> None:
        """All has come."""
        self._rest, self.content_type = rest, content_type

    def finish(self) -> Incoming:
        """Bring all of it to the disk. Blocks."""
        self.write(self._rest)
        assert self._incoming is not None
        self._incoming.finish()
        return self._incoming

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._incoming is not None:
            self._incoming.discard()


def is_one_block(request: Request) -> bool:
    """Whether nothing is done with the body before it is here as a whole: it is small."""
    length = request.headers.get("Content-Length", "")
    return length.isdecimal() and int(length) < _BLOCK


async def receive(call: Call, received: Received) -> None:
    """Take the file of an uploaded form.

    While one block is written and hashed in a thread, the next one comes.

    Args:
        call: the request whose body is the form; the file's name in it doesn't count.
        received: where it goes.

    Raises:
        InvalidValueError: the body is no such form, or was cut off.
        TooLargeError: it has more bytes.
    """
    most = call.service.settings.limits.body
    if is_one_block(call.request):  # of large ones alone many hold memory
        await _receive(call.request, received, most)
    else:
        async with call.service.receiving:
            await _receive(call.request, received, most)


async def _receive(request: Request, received: Received, most: int) -> None:
    form = _Form(_boundary(request))
    total = 0
    writing: asyncio.Task[None] | None = None
    try:
        async for chunk in _chunks(request):
            total += len(chunk)
            if total > most:
                raise TooLargeError("body", f"more than {most} bytes")
            form.feed(chunk)
            if len(form.buffer) >= _BLOCK:
                block, form.buffer = form.buffer, bytearray()
                if writing is not None:
                    await writing
                writing = asyncio.create_task(_in_thread(received.write, block))
        if not form.is_complete or not form.is_found:
            raise InvalidValueError("body", "a form with one part 'content' is needed")
    finally:
        if writing is not None:
            await writing
    received.end(form.buffer, form.content_type)


async def _chunks(request: Request) -> AsyncIterator[bytes]:
    """What comes of the body; who sends nothing for long holds nobody up."""
    stream = request.stream()
    while True:
        try:
            async with asyncio.timeout(_SILENCE_SECONDS):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise InvalidValueError("body", f"nothing came for {_SILENCE_SECONDS} s") from error
        yield chunk


def _boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary or len(boundary) > 256:
        raise InvalidValueError("Content-Type", "multipart/form-data with a boundary is needed")
    return boundary


async def _in_thread(work: Callable[[bytearray], None], block: bytearray) -> None:
    await run_in_threadpool(work, block)
