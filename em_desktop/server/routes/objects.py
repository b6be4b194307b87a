"""Files of nodes and versions: list, put, get, delete; and uploads in parts."""

from __future__ import annotations

import base64
import re
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from em_desktop.errors import InvalidValueError, TooLargeError
from em_desktop.server import schemas, shapes
from em_desktop.server.calls import Call, changes, handles, once, reads
from em_desktop.server.endpoints import PAGED, PATH, Media, Parameter, Route
from em_desktop.server.fields import Fields, parse_json, read_json
from em_desktop.server.receiving import Received, is_one_block, receive
from em_desktop.server.sending import send
from em_desktop.stores.engine import objects, uploads
from em_desktop.stores.engine.contents import Placed
from em_desktop.stores.engine.errors import UploadNotFoundError
from em_desktop.stores.engine.session import Session, microseconds

MOST_AT_ONCE = 200
SMALL = 64 << 10
"""Bytes of an object that is told together with others."""
_UPLOAD = re.compile(r"[0-9a-f-]{36}")


def listing(session: Session, call: Call) -> Any:
    """The objects of a node or version."""
    page = call.query.page()
    found, total = objects.listing(session, call.query.text("path"), page)
    return shapes.page_of(found, shapes.listed_object, page, total)


async def get(call: Call) -> Response:
    """An object's bytes."""

    def find() -> Response:
        with call.engine.reading(call.caller) as session:
            found, address = objects.get(session, call.query.text("path"))
        return send(call.request, call.engine, found, address)

    return await run_in_threadpool(find)


async def put(call: Call) -> Response:
    """Create or replace an object."""
    path = call.query.text("path")
    if not is_one_block(call.request):  # who may not shall hear it before all has come
        await run_in_threadpool(_check_before, call, path)
    with Received(call.engine) as received:
        await receive(call, received)
        status, body = await run_in_threadpool(_put, call, path, received)
    call.service.watch.notify()
    return Response(body, status, media_type="application/json")


def _check_before(call: Call, path: str) -> None:
    with call.engine.reading(call.caller) as session:
        objects.writable(session, path)


def _put(call: Call, path: str, received: Received) -> tuple[int, str]:
    incoming = received.finish()
    content = incoming.content(microseconds() // 1_000_000, received.content_type)

    def note(placed: Placed) -> tuple[int, str]:
        return once(
            call,
            content.sha256.encode(),
            lambda session: shapes.listed_object(objects.put(session, path, placed)),
        )

    def check(session: Session) -> None:
        objects.writable(session, path)

    return call.engine.with_content(call.caller, incoming, content, note, check)


def remove(session: Session, call: Call, _: Fields) -> Any:
    """Let no object be there."""
    objects.remove(session, call.query.text("path"))


def remove_many(session: Session, _: Call, body: Fields) -> Any:
    """Let no objects of these keys be there."""
    objects.remove_many(session, body.text("node"), body.texts("paths"))


def move(session: Session, _: Call, body: Fields) -> Any:
    """Give an object, or all below a key, another key."""
    objects.move(session, body.text("node"), body.text("from"), body.text("to"))


def of_many(session: Session, call: Call) -> Any:
    """The small object of one key in many nodes."""
    ids, key = call.query.text("nodes").split(","), call.query.text("key")
    if len(ids) > MOST_AT_ONCE:
        raise TooLargeError("nodes", f"more than {MOST_AT_ONCE} nodes")
    return {
        "objects": [
            _together(call, node_id, found)
            for node_id, found in objects.of_many(session, ids, key).items()
        ]
    }


def _together(call: Call, node_id: str, found: tuple[objects.Listed, str] | None) -> dict[str, Any]:
    """What a node has; the size alone where it isn't small, -1 where it has nothing."""
    if found is None:
        return {"node": node_id, "size_bytes": -1}
    listed, address = found
    told: dict[str, Any] = {"node": node_id, "size_bytes": listed.content.size}
    if listed.content.size <= SMALL:
        data = b"".join(call.engine.read(listed, address, 0, listed.content.size))
        told["content"] = base64.b64encode(data).decode()
    return told


# uploads in parts


def begin(session: Session, call: Call, _: Fields) -> Any:
    """Begin an upload in parts."""
    return {"uploadId": uploads.begin(session, call.query.text("path"))}


async def put_part(call: Call) -> Response:
    """Take one part."""
    path, upload = call.query.text("path"), _upload(call)
    number = call.query.integer("partNumber", 0, 1, uploads.MOST_PARTS)

    def check() -> None:
        with call.engine.reading(call.caller) as session:
            uploads.check(session, upload, path, number)

    def take() -> str:
        incoming = received.finish()
        return call.engine.put_part(call.caller, upload, path, number, incoming)

    await run_in_threadpool(check)
    with Received(call.engine) as received:
        await receive(call, received)
        tag = await run_in_threadpool(take)
    return Response(f'{{"eTag":"{tag}"}}', media_type="application/json")


async def complete(call: Call) -> Response:
    """Make the object of the parts."""
    limits = call.service.settings.limits
    data = await read_json(call.request, limits)
    listed = parse_json(data, limits).objects("parts")
    wanted = [(part.integer("partNumber"), part.text("etag")) for part in listed]
    status, body = await run_in_threadpool(_complete, call, data, wanted)
    call.service.watch.notify()
    return Response(body, status, media_type="application/json")


def _complete(call: Call, data: bytes, wanted: list[tuple[int, str]]) -> tuple[int, str]:
    path, upload = call.query.text("path"), _upload(call)
    try:
        with call.engine.reading(call.caller) as session:
            uploads.check(session, upload, path)
            parts = uploads.chosen(session, upload, wanted)
    except UploadNotFoundError:
        if call.request.headers.get("Idempotency-Key") is None:
            raise
        return once(call, data, lambda session: uploads.check(session, upload, path))
    leftover: list[str] = []
    with call.engine.incoming() as incoming:
        call.engine.joined(parts, incoming)
        content = incoming.content(microseconds() // 1_000_000)

        def note(placed: Placed) -> tuple[int, str]:
            def work(session: Session) -> Any:
                uploads.check(session, upload, path)
                if uploads.chosen(session, upload, wanted) != parts:
                    raise InvalidValueError(upload, "a part was replaced meanwhile")
                made = objects.put(session, path, placed)
                leftover.extend(uploads.finish(session, upload))
                return shapes.listed_object(made)

            return once(call, data, work)

        answer = call.engine.with_content(call.caller, incoming, content, note)
    call.engine.forget(leftover)
    return answer


async def cancel(call: Call) -> Response:
    """Forget an upload and its parts."""
    path, upload = call.query.text("path"), _upload(call)

    def work() -> None:
        with call.engine.writing(call.caller) as session:
            uploads.check(session, upload, path)
            addresses = uploads.finish(session, upload)
        call.engine.forget(addresses)

    await run_in_threadpool(work)
    return Response("{}", media_type="application/json")


def _upload(call: Call) -> str:
    upload = str(call.request.path_params["upload"])
    if _UPLOAD.fullmatch(upload) is None:
        raise UploadNotFoundError(upload[:64])
    return upload


_OBJECTS = "/apis/v1/objects"
_MULTIPART = f"{_OBJECTS}/multipart"
_ONE_UPLOAD = f"{_MULTIPART}/{{upload}}"

_SINGLE = (
    Route(
        "GET",
        f"{_OBJECTS}/ls",
        reads(listing),
        "List the objects of a node or version, by key",
        query=(Parameter("path", "NODE, or ASSET:REF", required=True), *PAGED),
        answer=schemas.page_of(schemas.OBJECT),
    ),
    Route(
        "POST",
        _OBJECTS,
        handles(put),
        "Create or replace an object",
        query=(PATH,),
        body=schemas.CONTENT_FORM,
        body_media=Media.FORM,
        answer=schemas.OBJECT,
    ),
    Route(
        "GET",
        _OBJECTS,
        handles(get),
        "Get an object's bytes; Range, If-Range and If-None-Match count",
        query=(PATH,),
        answer=schemas.BYTES,
        answer_media=Media.BYTES,
    ),
    Route(
        "DELETE",
        _OBJECTS,
        changes(remove, needs_body=False),
        "Delete an object; none there is no error",
        query=(PATH,),
    ),
    Route(
        "POST",
        f"{_OBJECTS}/delete",
        changes(remove_many),
        "Delete objects of a node or branch",
        body=schemas.thing(node=schemas.TEXT, paths=schemas.TEXTS),
    ),
)

_TOGETHER = (
    Route(
        "POST",
        f"{_OBJECTS}/move",
        changes(move),
        "Give an object of a node, or all below a key, another key in the same node",
        body=schemas.thing(**{"node": schemas.TEXT, "from": schemas.TEXT, "to": schemas.TEXT}),
    ),
    Route(
        "GET",
        f"{_OBJECTS}/many",
        reads(of_many),
        "Get the object of one key in many nodes, small ones with their bytes as base64",
        query=(
            Parameter("nodes", "their ids, with commas between; at most 200", required=True),
            Parameter("key", "the object's key", required=True),
        ),
        answer=schemas.thing(
            objects=schemas.listed(
                schemas.some(
                    schemas.thing(node=schemas.ID, size_bytes=schemas.NUMBER), content=schemas.TEXT
                )
            )
        ),
    ),
)

_IN_PARTS = (
    Route(
        "POST",
        _MULTIPART,
        changes(begin, needs_body=False),
        "Begin an upload in parts",
        query=(PATH,),
        answer=schemas.thing(uploadId=schemas.TEXT),
    ),
    Route(
        "PUT",
        _ONE_UPLOAD,
        handles(put_part),
        "Put one part; parts are numbered from 1",
        query=(PATH, Parameter("partNumber", "from 1", required=True, is_number=True)),
        body=schemas.CONTENT_FORM,
        body_media=Media.FORM,
        answer=schemas.thing(eTag=schemas.TEXT),
    ),
    Route(
        "POST",
        _ONE_UPLOAD,
        handles(complete),
        "Make the object of the parts, in the order of their numbers",
        query=(PATH,),
        body=schemas.thing(
            parts=schemas.listed(schemas.thing(etag=schemas.TEXT, partNumber=schemas.NUMBER))
        ),
        answer=schemas.OBJECT,
    ),
    Route("DELETE", _ONE_UPLOAD, handles(cancel), "Cancel an upload in parts", query=(PATH,)),
)

ROUTES = (*_SINGLE, *_TOGETHER, *_IN_PARTS)
