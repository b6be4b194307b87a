"""First contact with a server: whose key it is, and what the server adds to the base API."""

from __future__ import annotations

from dataclasses import dataclass

from em_desktop.stores.remote.additions import discover
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import Login
from em_desktop.stores.remote.transport import Transport

_TIMEOUT = (8.0, 15.0)
"""Somebody waits for the answer."""


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
        return Greeting(api=discover(client), user=client.user)
