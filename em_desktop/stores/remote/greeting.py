"""First contact with a server: whose key it is, and what the server adds to the base API."""

from __future__ import annotations

from dataclasses import dataclass

from em_desktop.errors import NotFoundError
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import Login
from em_desktop.stores.remote.transport import Transport

_TIMEOUT = (8.0, 15.0)
"""Somebody waits for the answer."""
_CAPABILITIES = "/apis/v1/capabilities"


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a server said when it was asked who this is.

    Attributes:
        user: whose key it is.
        api: names of what the server adds to the base; empty for a plain AIStore.
    """

    user: str
    api: frozenset[str] = frozenset()

    @property
    def is_plain(self) -> bool:
        """Whether it is an AIStore without our additions: nothing is moved or shared there."""
        return not self.api


def greet(login: Login, transport: Transport | None = None) -> Greeting:
    """Ask a server who has this key, and what it can do.

    Raises:
        NotLoggedInError: the server doesn't know the key.
        AccessDeniedError: the key may not be used there.
        NotFoundError, MalformedError: something answers, but no AIStore.
        UntrustedError, UnresolvedError, TimedOutError, UnavailableError: nothing answers.
    """
    transport = transport or Transport(login, attempts=1, timeout=_TIMEOUT)
    with Client(login, transport) as client:
        user = client.user
        try:
            answer = transport.call("GET", _CAPABILITIES, subject=login.aistore, safe=True)
        except NotFoundError:
            return Greeting(user)
    names = answer.get("api") if isinstance(answer, dict) else None
    found = names if isinstance(names, list) else []
    return Greeting(user, frozenset(name for name in found if isinstance(name, str)))
