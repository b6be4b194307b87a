"""One user on one server, and what is known of it: shared by the stores that show it."""

from __future__ import annotations

import threading
from typing import Protocol

from em_desktop.errors import EmError
from em_desktop.stores.remote.accounts import account_name
from em_desktop.stores.remote.additions import Additions, Feature, RemoteChange, discover
from em_desktop.stores.remote.client import Client
from em_desktop.stores.remote.config import Login
from em_desktop.stores.remote.contents import Contents
from em_desktop.stores.remote.feed import Echo, Feed
from em_desktop.stores.remote.reading import Reader


class Member(Protocol):
    """A store of the account."""

    def heard(self, found: list[tuple[RemoteChange, bool]] | None) -> None:
        """Something changed on the server, by this process or others; None: anything may have."""

    def lost(self, error: EmError) -> None:
        """The server tells nothing any more."""


class Account:
    """A connection that works, with one feed for all of its stores. Safe for several threads.

    Args:
        client: of the account.

    Raises:
        NotLoggedInError, AccessDeniedError: the server doesn't let the user in.
        UnavailableError: it can't be reached.
        NotFoundError: there is no AIStore at this address.
    """

    def __init__(self, client: Client) -> None:
        self.client = client
        self.features = discover(client)
        self.user = client.user
        self.additions = Additions(client)
        self.contents = Contents()
        knows = Feature.OBJECTS_OF_MANY in self.features
        self.reader = Reader(client, self.additions.objects_of if knows else None)
        self._lock = threading.Lock()
        self._members: list[Member] = []
        self.feed = (
            Feed(self.additions, self._heard, self._lost)
            if Feature.CHANGES in self.features
            else None
        )

    @classmethod
    def at(cls, login: Login) -> Account:
        """Connect; blocks."""
        client = Client(login)
        try:
            return cls(client)
        except EmError:
            client.close()
            raise

    @property
    def address(self) -> str:
        """The server's, with the user's name: what the account is known by."""
        return account_name(self.client.login.aistore, self.user)

    def expect(self, echo: Echo) -> None:
        """Say what is about to be done; see `Echoes`."""
        if self.feed is not None:
            self.feed.echoes.expect(echo)

    def forget(self, echo: Echo) -> None:
        """It wasn't done."""
        if self.feed is not None:
            self.feed.echoes.forget(echo)

    def enter(self, member: Member) -> None:
        """A store was opened."""
        with self._lock:
            self._members.append(member)

    def leave(self, member: Member) -> None:
        """A store was closed; the last one closes the connection."""
        with self._lock:
            if member in self._members:
                self._members.remove(member)
            is_empty = not self._members
        if is_empty:
            self.close()

    def close(self) -> None:
        """Close the connection."""
        if self.feed is not None:
            self.feed.close()
        self.client.close()

    def _heard(self, found: list[tuple[RemoteChange, bool]] | None) -> None:
        for member in self._all():
            member.heard(found)

    def _lost(self, error: EmError) -> None:
        for member in self._all():
            member.lost(error)

    def _all(self) -> list[Member]:
        with self._lock:
            return list(self._members)
