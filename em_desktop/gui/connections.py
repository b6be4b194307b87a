"""The accounts on servers that the window is connected to."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

from em_desktop.errors import EmError, NotLoggedInError
from em_desktop.gui.server_names import account_of, place_of
from em_desktop.stores.base import Store

if TYPE_CHECKING:  # what a connection needs is imported when there is one
    from em_desktop.stores.remote.account import Account
    from em_desktop.stores.remote.config import Login


class Keys(Protocol):
    """Where the keys of accounts are kept. Every call may block."""

    def login(self, account: str) -> Login:
        """The access to an account.

        Raises:
            NotLoggedInError: its key isn't known here.
        """

    def remember(self, account: str, login: Login) -> bool:
        """Keep a key; whether it is still known at the next start."""

    def forget(self, account: str) -> None:
        """Keep the key no longer; that there is none is no error."""

    def is_lasting(self) -> bool:
        """Whether keys can be kept for the next start."""


class Connections:
    """Opens the stores of accounts; those of one account share a connection.

    Used by workers; safe for several threads.
    """

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._lock = threading.Lock()
        self._locks: dict[str, threading.Lock] = {}
        self._accounts: dict[str, Account] = {}

    def add(self, login: Login) -> str:
        """Remember an account, and keep its key; what it is known by.

        Raises:
            EmError: the server doesn't let the user in, or can't be reached.
        """
        from em_desktop.stores.remote.account import Account

        account = Account.at(login)
        name = account.address
        with self._lock_of(name):
            self._keep(name, account)
        self.keys.remember(name, login)
        return name

    def open(self, store_id: str) -> Store:
        """The store with this id.

        Raises:
            NotLoggedInError: the account's key isn't known.
            EmError: the server doesn't let the user in, or can't be reached.
        """
        from em_desktop.stores.remote.account import Account
        from em_desktop.stores.remote.store import RemoteStore

        name = account_of(store_id)
        with self._lock_of(name):  # the stores of one account are opened at the same time
            account = self._accounts.get(name)
            if account is None:
                account = Account.at(self.keys.login(name))
                self._keep(name, account)
            return RemoteStore(account, place_of(store_id))

    def forget(self, name: str) -> None:
        """Know the key of an account no longer; open stores of it go on until they are closed."""
        with self._lock_of(name):
            account = self._accounts.pop(name, None)
        if account is not None:
            account.leave(self)
        self.keys.forget(name)

    def close(self) -> None:
        """Close all connections, at the end of the program."""
        for account in self._accounts.values():
            account.leave(self)
        self._accounts.clear()

    # As a member of each account, so that it stays open while its stores come and go

    def heard(self, found: object) -> None:
        """The stores tell of it."""

    def lost(self, error: EmError) -> None:
        """The stores tell of it."""

    def _keep(self, name: str, account: Account) -> None:
        older = self._accounts.get(name)
        self._accounts[name] = account
        account.enter(self)
        if older is not None:
            older.leave(self)

    def _lock_of(self, name: str) -> threading.Lock:
        with self._lock:
            return self._locks.setdefault(name, threading.Lock())


class SessionKeys:
    """Keys that are forgotten when the program ends: where there is no keyring."""

    def __init__(self) -> None:
        self._logins: dict[str, Login] = {}

    def login(self, account: str) -> Login:
        try:
            return self._logins[account]
        except KeyError:
            raise NotLoggedInError(account, "its key isn't known") from None

    def remember(self, account: str, login: Login) -> bool:
        self._logins[account] = login
        return False

    def forget(self, account: str) -> None:
        self._logins.pop(account, None)

    def is_lasting(self) -> bool:
        return False
