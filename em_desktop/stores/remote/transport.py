"""HTTP to one server: the key, errors in our words, and second attempts where they are safe."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
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
from em_desktop.stores.remote.incoming import ATTEMPTS, Incoming

if TYPE_CHECKING:
    import requests

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and between two pieces of an answer."""
_LONGEST_REASON = 300
_LONGEST_PAUSE = 30.0
_BUSY = {429, 502, 503, 504}
_KEY_IN_ADDRESS = re.compile(r"(apikey=)[^&\s'\"]+")


class Transport:
    """Sends requests with a key. Redirects are never followed: the API has none.

    May be used by one thread at a time.

    Args:
        login: the server and the key.
        pause: waits between two attempts, in seconds.
        attempts: how often a request is sent before its failure counts.
        timeout: instead of `TIMEOUT`.
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
        self._session: requests.Session | None = None

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
        for attempt in range(1, self._attempts + 1):
            last = not safe or attempt == self._attempts
            try:
                response = self._send(method, path, params, value, body() if body else None)
                with response:
                    text = response.content.decode("utf-8", "replace")
            except self._failures() as error:
                if last or self._is_silence(error):
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
        self, path: str, params: Mapping[str, str], subject: str, start: int = 0
    ) -> Iterator[Incoming]:
        """The bytes of an answer, in pieces, exactly as they were sent.

        Args:
            path: below the AIStore's address.
            params: the query, without the key.
            subject: what errors are about.
            start: the first byte that is wanted; a server may send all the same.

        Raises:
            EmError: as `call`; while the pieces are read, too.
        """

        def broken(error: Exception, failed: int) -> EmError | None:
            if failed == ATTEMPTS:
                return self._unreachable(error, subject)
            self._pause(_pause_before(failed))
            return None

        def ask(headers: dict[str, str]) -> requests.Response:
            return self._opened_content(path, params, subject, headers)

        incoming = Incoming(ask, broken, self._failures(), subject, start)
        try:
            yield incoming
        finally:
            incoming.close()

    def close(self) -> None:
        if self._session is not None:
            self._session.close()
            self._session = None

    def masked(self, text: str) -> str:
        """A text without the key."""
        return _KEY_IN_ADDRESS.sub(r"\1***", text).replace(self._login.key, "***")

    def _opened_content(
        self, path: str, params: Mapping[str, str], subject: str, headers: Mapping[str, str]
    ) -> requests.Response:
        """An answer whose body isn't read yet; asked for again while the server is busy."""
        for attempt in range(1, ATTEMPTS + 1):
            last = attempt == ATTEMPTS
            try:
                response = self._send("GET", path, params, None, None, headers, stream=True)
            except self._failures() as error:
                if last or self._is_silence(error):
                    raise self._unreachable(error, subject) from None
                self._pause(_pause_before(attempt))
                continue
            if response.status_code < 300:
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
        method: str,
        path: str,
        params: Mapping[str, str] | None,
        value: Any,
        body: Any,
        further: Mapping[str, str] | None = None,
        *,
        stream: bool = False,
    ) -> requests.Response:
        headers = {"Accept-Encoding": "identity", **(further or {})}
        data = body
        if value is not None:
            headers["Content-Type"] = "application/json"
            data = json.dumps(value).encode()
        elif body is not None:
            headers["Content-Type"] = body.content_type
        return self._opened().request(
            method,
            self._login.aistore + path,
            params={**(params or {}), "apikey": self._login.key},
            data=data,
            headers=headers,
            timeout=self._timeout or TIMEOUT,
            allow_redirects=False,
            stream=stream,
        )

    def _opened(self) -> requests.Session:
        if self._session is None:
            import requests

            _mask_log()
            self._session = requests.Session()
            self._session.auth = _without_netrc
        return self._session

    @staticmethod
    def _failures() -> tuple[type[Exception], ...]:
        import requests
        import urllib3

        return (requests.RequestException, urllib3.exceptions.HTTPError, ConnectionError)

    @staticmethod
    def _is_silence(error: Exception) -> bool:
        """Whether the server took the request and never answered: more waiting won't help."""
        import requests

        return isinstance(error, requests.exceptions.ReadTimeout)

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


def _without_netrc(request: Any) -> Any:
    """Takes the place of passwords that the library would look up in the user's files."""
    return request


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
