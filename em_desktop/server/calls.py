"""A request from the key to the answer: who comes, one transaction, what they are told."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from em_desktop.errors import EmError, InvalidValueError
from em_desktop.server.answers import answer_to
from em_desktop.server.changes import ChangeWatch
from em_desktop.server.fields import Fields, Query, parse_json, read_json
from em_desktop.server.rates import Rates
from em_desktop.server.settings import Settings
from em_desktop.server.slowdown import Slowdown
from em_desktop.stores.engine import answers as kept
from em_desktop.stores.engine.engine import Engine
from em_desktop.stores.engine.errors import KeyNotFoundError
from em_desktop.stores.engine.session import Caller, Session

LOG_IN = "/oauth2/login"
_IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9_.:-]{8,64}")
_DRAINED = 256 << 20

Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Service:
    """What all requests share.

    Attributes:
        receiving: who takes a file in holds it.
    """

    engine: Engine
    settings: Settings
    watch: ChangeWatch
    slowdown: Slowdown
    rates: Rates
    receiving: asyncio.Semaphore


class KeyMissingError(EmError):
    """No key came along: people are led to a page where they log in."""


class KeyEmptyError(EmError):
    """The key is empty."""


@dataclass(slots=True)
class Call:
    """One request of somebody.

    Attributes:
        caller: who it is.
        query: its parameters.
    """

    request: Request
    service: Service
    caller: Caller
    query: Query

    @property
    def engine(self) -> Engine:
        return self.service.engine


Reading: TypeAlias = Callable[[Session, Call], Any]
Changing: TypeAlias = Callable[[Session, Call, Fields], Any]
Handling: TypeAlias = Callable[[Call], Awaitable[Response]]


def service_of(request: Request) -> Service:
    """What the application was made with."""
    service = request.app.state.service
    assert isinstance(service, Service)
    return service


def reads(work: Reading) -> Endpoint:
    """An endpoint that only tells something: ``work`` gives what becomes JSON."""

    async def endpoint(request: Request) -> Response:
        service = service_of(request)

        def answer() -> Any:
            call = _call(request, service, authenticate(request, service))
            with service.engine.reading(call.caller) as session:
                return work(session, call)

        return JSONResponse(await run_in_threadpool(answer))

    return _guarded(endpoint)


def changes(work: Changing, *, needs_body: bool = True) -> Endpoint:
    """An endpoint that changes something by a JSON body, once for each idempotency key."""

    async def endpoint(request: Request) -> Response:
        service = service_of(request)
        data = await read_json(request, service.settings.limits)

        def answer() -> tuple[int, str]:
            call = _call(request, service, authenticate(request, service))
            fields = parse_json(data or b"{}", service.settings.limits)
            if needs_body and not data:
                raise InvalidValueError("body", "a JSON object is needed")
            return once(call, data, lambda session: work(session, call, fields))

        status, body = await run_in_threadpool(answer)
        service.watch.notify()
        return Response(body, status, media_type="application/json")

    return _guarded(endpoint)


def handles(work: Handling) -> Endpoint:
    """An endpoint that reads or writes a stream by itself; its caller is known."""

    async def endpoint(request: Request) -> Response:
        service = service_of(request)
        caller = await run_in_threadpool(authenticate, request, service)
        return await work(_call(request, service, caller))

    return _guarded(endpoint)


def once(call: Call, data: bytes, work: Callable[[Session], Any]) -> tuple[int, str]:
    """Do a change and give its status and JSON; for a repeated request those of the first time.

    A request that failed changed nothing and isn't kept: repeated, it is tried anew.

    Args:
        call: the request.
        data: its body, or what identifies it.
        work: what it does.
    """
    key = call.request.headers.get("Idempotency-Key")
    with call.engine.writing(call.caller) as session:
        if key is None:
            return 200, _json(work(session))
        if _IDEMPOTENCY_KEY.fullmatch(key) is None:
            raise InvalidValueError("Idempotency-Key", "8 to 64 letters, digits and '-_.:'")
        fingerprint = _fingerprint(call.request, data)
        earlier = kept.earlier(session, key, fingerprint)
        if earlier is not None:
            return earlier
        body = _json(work(session))
        kept.remember(session, key, fingerprint, 200, body)
        return 200, body


def authenticate(request: Request, service: Service) -> Caller:
    """Who comes, by the parameter ``apikey`` or the header ``Authorization``.

    Raises:
        KeyMissingError, KeyEmptyError, KeyNotFoundError: nobody that is known.
        TooManyRequestsError: somebody who asks too often.
    """
    key = key_of(request)
    if key is None:
        raise KeyMissingError
    if not key:
        raise KeyEmptyError
    where = _address_of(request)
    try:
        caller = service.engine.authenticate(key)
    except KeyNotFoundError:
        service.slowdown.failed(where)
        raise
    service.slowdown.succeeded(where)
    service.rates.take(caller.user)
    request.state.user = caller.user
    return caller


def key_of(request: Request) -> str | None:
    """The key that came along; None if there is none."""
    key = request.query_params.get("apikey")
    if key is not None:
        return key
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _call(request: Request, service: Service, caller: Caller) -> Call:
    return Call(request, service, caller, Query(request.query_params, service.settings.limits))


def _guarded(endpoint: Endpoint) -> Endpoint:
    async def guarded(request: Request) -> Response:
        pause = service_of(request).slowdown.pause(_address_of(request))
        if pause:
            await asyncio.sleep(pause)
        try:
            return await endpoint(request)
        except ClientDisconnect:
            return PlainTextResponse("the connection was cut", 400)
        except KeyMissingError:
            answer: Response = Response(status_code=302, headers={"Location": LOG_IN})
        except KeyEmptyError:
            answer = PlainTextResponse("query is needed: apikey", 400)
        except EmError as error:
            answer = answer_to(error)
        await _drain(request)
        return answer

    return guarded


async def _drain(request: Request) -> None:
    """Take what is still coming: clients that send hear the answer only after it."""
    left = _DRAINED
    try:
        async for chunk in request.stream():
            left -= len(chunk)
            if left < 0:
                return
    except (ClientDisconnect, RuntimeError):  # gone, or read already
        return


def _address_of(request: Request) -> str:
    return request.client.host if request.client else ""


def _fingerprint(request: Request, data: bytes) -> str:
    found = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    for name, value in request.query_params.multi_items():
        if name != "apikey":
            found.update(f"{name}={value}\n".encode("utf-8", "surrogatepass"))
    found.update(data)
    return found.hexdigest()


def _json(value: Any) -> str:
    return json.dumps({} if value is None else value, ensure_ascii=False, separators=(",", ":"))
