"""HTTP to one server: the key, errors in our words, and second attempts where they are safe."""

from __future__ import annotations

import json
import logging
import re
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from em_desktop.errors import (
    AccessDeniedError,
    AlreadyExistsError,
    ConflictError,
    EmError,
    NoSpaceError,
    NotFoundError,
    NotLoggedInError,
    NotSupportedError,
    TimedOutError,
    UnavailableError,
    UnresolvedError,
    UntrustedError,
)
from em_desktop.stores.remote.config import Login
from em_desktop.stores.remote.form import FormBody
from em_desktop.stores.remote.incoming import ATTEMPTS, NOTHING_LEFT, Incoming

if TYPE_CHECKING:
    import requests

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and between two pieces of an answer."""
_LONGEST_REASON = 300
_LONGEST_PAUSE = 30.0
_BUSY = {429, 502, 503, 504}
_MOST_IDLE = 16
_KEY_IN_ADDRESS = re.compile(r"(apikey=)[^&\s'\"]+")


@dataclass(frozen=True, slots=True)
class Manners:
    """What a server understands beyond the base API in every request.

    Attributes:
        bearer: the key may come in the header ``Authorization``, where no log of addresses
            has it.
        idempotency: a change that comes twice under one key is done once, so that every
            request may be sent again.
    """

    bearer: bool = False
    idempotency: bool = False


class Transport:
    """Sends requests with a key. Redirects are never followed: the API has none.

    Safe for several threads: each request has a connection of its own, which is used again.

    Args:
        login: the server and the key.
        pause: waits between two attempts, in seconds.
        attempts: how often a request is sent before its failure counts.
        timeout: instead of `TIMEOUT`.

    Attributes:
        manners: how the server is spoken to.
    """

    def __init__(
        self,
        login: Login,
        pause: Callable[[float], object] = time.sleep,
        *,
        attempts: int = ATTEMPTS,
        timeout: tuple[float, float] | None = None,
    ) -> None:
        self._attempts = attempts
        self._timeout = timeout
        self._login = login
        self._pause = pause
        self._idle: list[requests.Session] = []
        self._lock = threading.Lock()
        self._closed = False
        self.manners = Manners()

    @property
    def address(self) -> str:
        """The AIStore's address."""
        return self._login.aistore

    def call(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        value: Any = None,
        body: Callable[[], Any] | None = None,
        subject: str = "",
        safe: bool = False,
    ) -> Any:
        """Send a request and give the answer: its JSON, or its text where it is none.

        Args:
            method: ``GET``, ``POST``...
            path: below the AIStore's address.
            params: the query, without the key.
            value: sent as JSON.
            body: makes a `FormBody`, anew for each attempt.
            subject: what errors are about.
            safe: whether doing it twice is the same as once; then it is tried again while
                the server can't be reached or is busy.

        Raises:
            EmError: one that says what the server said, or that it doesn't answer.
        """
        headers: dict[str, str] = {}
        if method != "GET" and not safe and self.manners.idempotency:
            headers["Idempotency-Key"] = str(uuid.uuid4())
            safe = True
        for attempt in range(1, self._attempts + 1):
            last = not safe or attempt == self._attempts
            try:
                with self._connection() as session:
                    sent = body() if body else None
                    response = self._send(session, method, path, params, value, sent, headers)
                    with response:
                        text = response.content.decode("utf-8", "replace")
            except self._failures() as error:
                if last or self._is_final(error):
                    raise self._unreachable(error, subject) from None
                self._pause(_pause_before(attempt))
                continue
            if response.status_code in _BUSY and not last:
                self._pause(_pause_before(attempt, response.headers.get("Retry-After")))
                continue
            if response.status_code >= 300:
                raise self._refused(response.status_code, text, subject)
            return _value_of(text)
        raise AssertionError("the last attempt returns or raises")

    @contextmanager
    def content(
        self,
        path: str,
        params: Mapping[str, str],
        subject: str,
        start: int = 0,
        length: int | None = None,
    ) -> Iterator[Incoming]:
        """The bytes of an answer, in pieces, exactly as they were sent.

        Args:
            path: below the AIStore's address.
            params: the query, without the key.
            subject: what errors are about.
            start: the first byte that is wanted; a server may send all the same.
            length: how many bytes are wanted; None for all up to the end.

        Raises:
            EmError: as `call`; while the pieces are read, too.
        """

        def broken(error: Exception, failed: int) -> EmError | None:
            if failed == ATTEMPTS:
                return self._unreachable(error, subject)
            self._pause(_pause_before(failed))
            return None

        with self._connection() as session:

            def ask(headers: dict[str, str]) -> requests.Response:
                return self._opened_content(session, path, params, subject, headers)

            incoming = Incoming(ask, broken, self._failures(), subject, start, length)
            try:
                yield incoming
            finally:
                incoming.close()

    def close(self) -> None:
        """Close all connections; those in use when they aren't any more."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for session in idle:
            session.close()

    def __reduce__(self) -> tuple[Any, ...]:
        return _opened_anew, (self._login, self.manners)

    def masked(self, text: str) -> str:
        """A text without the key."""
        return _KEY_IN_ADDRESS.sub(r"\1***", text).replace(self._login.key, "***")

    def _opened_content(
        self,
        session: requests.Session,
        path: str,
        params: Mapping[str, str],
        subject: str,
        headers: Mapping[str, str],
    ) -> requests.Response:
        """An answer whose body isn't read yet; asked for again while the server is busy."""
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS
            try:
                response = self._send(
                    session, "GET", path, params, None, None, headers, stream=True
                )
            except self._failures() as error:
                if last or self._is_final(error):
                    raise self._unreachable(error, subject) from None
                self._pause(_pause_before(attempt))
                continue
            if response.status_code < 300 or response.status_code == NOTHING_LEFT:
                return response
            with response:
                if response.status_code in _BUSY and not last:
                    self._pause(_pause_before(attempt, response.headers.get("Retry-After")))
                    continue
                text = response.raw.read(1 << 16, decode_content=False).decode("utf-8", "replace")
                raise self._refused(response.status_code, text, subject)
        raise AssertionError("the last attempt returns or raises")

    def _send(
        self,
        session: requests.Session,
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        value: Any,
        body: FormBody | None,
        further: Mapping[str, str] | None = None,
        *,
        stream: bool = False,
    ) -> requests.Response:
        headers = {"Accept-Encoding": "identity", **(further or {})}
        query = dict(params or {})
        data: Any = body
        if value is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(value).encode()
        elif body is not None:
            headers["Content-Type"] = body.content_type
        if self.manners.bearer:
            headers["Authorization"] = f"Bearer {self._login.key}"
        else:
            query["apikey"] = self._login.key
        return session.request(
            method,
            self._login.aistore + path,
            params=query,
            data=data,
            headers=headers,
            timeout=self._timeout or TIMEOUT,
            allow_redirects=False,
            stream=stream,
        )

    @contextmanager
    def _connection(self) -> Iterator[requests.Session]:
        """A connection that no other thread uses meanwhile."""
        with self._lock:
            session = self._idle.pop() if self._idle else None
        if session is None:
            session = self._opened()
        try:
            yield session
        finally:
            with self._lock:
                is_kept = not self._closed and len(self._idle) < _MOST_IDLE
                if is_kept:
                    self._idle.append(session)
            if not is_kept:
                session.close()

    def _opened(self) -> requests.Session:
        """A new connection; what the environment says of proxies and certificates counts once."""
        import requests

        _mask_log()
        session = requests.Session()
        said = session.merge_environment_settings(self._login.aistore, {}, None, None, None)
        session.verify = self._login.authorities or said["verify"]
        proxy = self._login.proxy
        session.proxies = {"http": proxy, "https": proxy} if proxy else said["proxies"]
        session.trust_env = False  # nor are passwords looked up in the user's files
        return session

    @staticmethod
    def _failures() -> tuple[type[Exception], ...]:
        import requests
        import urllib3

        return (requests.RequestException, urllib3.exceptions.HTTPError, ConnectionError)

    @staticmethod
    def _is_final(error: Exception) -> bool:
        """Whether trying again is no use.

        The server took the request and never answered, or isn't the one that it says it is.
        """
        import requests

        return isinstance(error, (requests.exceptions.ReadTimeout, requests.exceptions.SSLError))

    def _unreachable(self, error: Exception, subject: str) -> EmError:
        """The library's message names the address with the key; only its kind is taken."""
        address = self._login.aistore
        who = address if subject not in {"", address} else "the server"
        reason = f"{who} doesn't answer ({type(error).__name__})"
        return _kind_of_silence(error)(subject or address, reason)

    def _refused(self, status: int, text: str, subject: str) -> EmError:
        reason = self.masked(" ".join(text.split()))[:_LONGEST_REASON]
        kind = _kind_of(status, text)
        if kind is NotFoundError and not text:
            return NotFoundError(self._login.aistore, "there is no AIStore at this address")
        if kind is NotLoggedInError:
            return NotLoggedInError(self._login.aistore, reason or "a key is needed; log in first")
        return kind(subject or self._login.aistore, reason or f"the server answers {status}")


def _opened_anew(login: Login, manners: Manners) -> Transport:
    """The same in another process, with connections of its own."""
    transport = Transport(login)
    transport.manners = manners
    return transport


def _kind_of(status: int, text: str) -> type[EmError]:
    """What an answer means, by the API's table of errors."""
    if 300 <= status < 400:
        return NotLoggedInError
    if status == 400 and text.startswith(("api key", "query is needed")):
        return NotLoggedInError
    if status == 401:
        return NotLoggedInError
    if status == 403:
        return AccessDeniedError
    if status in {404, 410} or "user root node does not exist" in text:
        return NotFoundError
    if "conflicting node Name" in text or "already exists" in text:
        return AlreadyExistsError
    if "cannot delete repository default branch" in text:
        return NotSupportedError
    return {409: ConflictError, 412: ConflictError, 413: NoSpaceError, 507: NoSpaceError}.get(
        status, UnavailableError if status >= 500 or status in _BUSY else EmError
    )


def _kind_of_silence(error: BaseException) -> type[UnavailableError]:
    """Why there is no answer, from what the library wraps into each other."""
    import socket

    import requests

    if isinstance(error, requests.exceptions.SSLError):
        return UntrustedError
    if isinstance(error, requests.exceptions.Timeout):
        return TimedOutError
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, socket.gaierror):
            return UnresolvedError
        inner = inner.__cause__ or inner.__context__
    return UnavailableError


def _pause_before(attempt: int, asked: str | None = None) -> float:
    """Seconds before the next attempt; what the server asks for, within reason."""
    if asked is not None and asked.isdecimal():
        return min(float(asked), _LONGEST_PAUSE)
    return float(min(0.5 * 2 ** (attempt - 1), _LONGEST_PAUSE))


def _value_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


class _KeyFilter(logging.Filter):
    """Keeps keys out of the connection's own log, which tells of every address."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _KEY_IN_ADDRESS.sub(r"\1***", record.getMessage())
        record.args = ()
        return True


_filter = _KeyFilter()


def _mask_log() -> None:
    for name in ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry"):
        logger = logging.getLogger(name)
        if _filter not in logger.filters:
            logger.addFilter(_filter)
