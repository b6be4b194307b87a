"""The accounts that this computer knows: for the window, and for the command line.

What is known of them is in a file of the user's; their keys never are. These are in the
system's keyring, or where there is none in this process alone.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from em_desktop.errors import EmError, MalformedError, NotLoggedInError, from_os_error
from em_desktop.formats.files import write_file
from em_desktop.stores.remote.config import Login, current_login, forget_login
from em_desktop.stores.remote.vault import Vault

_LARGEST = 1 << 20


def account_name(aistore: str, user: str) -> str:
    """What an account is known by: the server's address and the user."""
    return f"{aistore}#{user}"


def accounts_path() -> Path:
    """Where the accounts of this user are written down."""
    import platformdirs

    return Path(platformdirs.user_config_dir("em-desktop", appauthor=False)) / "accounts.json"


def accounts_of_user() -> Accounts | None:
    """The user's accounts; None where the environment names a configuration file instead."""
    return None if os.environ.get("T9K_CONFIG") else Accounts(accounts_path())


def present_login() -> Login:
    """The access that commands use: the current account's, else the platform's configuration.

    Raises:
        NotLoggedInError: nobody is logged in.
        UnavailableError: the keyring doesn't answer.
    """
    accounts = accounts_of_user()
    current = "" if accounts is None else accounts.current
    return current_login() if accounts is None or not current else accounts.login(current)


def log_out() -> str:
    """Forget the access that commands use; what it was called, empty where there was none.

    Raises:
        EmError: it is kept where it can't be taken away.
    """
    accounts = accounts_of_user()
    current = "" if accounts is None else accounts.current
    if accounts is None or not current:
        return forget_login()
    accounts.forget(current)
    return current


@dataclass(frozen=True, slots=True)
class Known:
    """An account without its key.

    Attributes:
        name: what it is known by; see `account_name`.
        title: what the user calls it; empty where that is the server's name.
    """

    name: str
    aistore: str
    asset_hub: str
    user: str
    title: str = ""
    authorities: str = ""
    proxy: str = ""

    def with_key(self, key: str) -> Login:
        """Access to it."""
        return Login(self.aistore, self.asset_hub, key, self.title, self.authorities, self.proxy)


class Accounts:
    """The accounts of one user on this computer. Every call may block.

    Safe for several threads; of several processes that write, the last one counts.

    Args:
        file: where they are written down.
        find: finds the keyring, when one is needed for the first time.
    """

    def __init__(self, file: Path, find: Callable[[], Vault | None] = Vault.find) -> None:
        self._file = file
        self._find = find
        self._lock = threading.RLock()
        self._vault: Vault | None = None
        self._looked = False
        self._session: dict[str, Login] = {}

    def known(self) -> tuple[Known, ...]:
        """All accounts, in the order in which they came.

        Raises:
            EmError: the file can't be read.
        """
        return tuple(self._read()[0].values())

    @property
    def current(self) -> str:
        """The account that commands use; empty where there is none."""
        found, current = self._read()
        return current if current in found else ""

    def login(self, account: str) -> Login:
        """The access to an account.

        Raises:
            NotLoggedInError: it isn't known, or its key isn't.
            UnavailableError: the keyring doesn't answer.
        """
        with self._lock:
            if account in self._session:
                return self._session[account]
            known = self._read()[0].get(account)
            vault = self._opened()
            key = vault.get(account) if known is not None and vault is not None else None
            if known is None or not key:
                raise NotLoggedInError(account, "its key isn't known here: log in again")
            return known.with_key(key)

    def remember(self, account: str, login: Login) -> bool:
        """Know an account from now on, as the current one; whether its key outlives the process.

        Where the keyring refuses, the key is kept for this process.

        Raises:
            EmError: the file can't be written.
        """
        aistore, _, user = account.rpartition("#")
        known = Known(
            account,
            aistore,
            login.asset_hub,
            user,
            login.context,
            login.authorities,
            login.proxy,
        )
        with self._lock:
            is_lasting = self._keep(account, login)
            found, _ = self._read()
            self._write({**found, account: known}, account)
        return is_lasting

    def forget(self, account: str) -> None:
        """Know an account and its key no longer; that there is none is no error.

        Raises:
            UnavailableError: the keyring doesn't answer, so that the key may still be in it.
        """
        with self._lock:
            self._session.pop(account, None)
            found, current = self._read()
            if account in found:
                del found[account]
                self._write(found, "" if current == account else current)
            vault = self._opened()
            if vault is not None:
                vault.delete(account)

    def is_lasting(self) -> bool:
        """Whether keys can be kept for the next start: this computer has a keyring."""
        try:
            return self._opened() is not None
        except EmError:
            return False

    def _keep(self, account: str, login: Login) -> bool:
        try:
            vault = self._opened()
            if vault is not None:
                vault.set(account, login.key)
                self._session.pop(account, None)
                return True
        except EmError:  # locked, and nobody unlocked it
            pass
        self._session[account] = login
        return False

    def _opened(self) -> Vault | None:
        with self._lock:
            if not self._looked:
                self._vault = self._find()
                self._looked = True
            return self._vault

    def _read(self) -> tuple[dict[str, Known], str]:
        try:
            with self._file.open("rb") as file:
                document = json.loads(file.read(_LARGEST))
        except FileNotFoundError:
            return {}, ""
        except OSError as error:
            raise from_os_error(error, os.fspath(self._file)) from error
        except (ValueError, RecursionError):
            raise MalformedError(os.fspath(self._file), "it isn't JSON") from None
        items = document.get("accounts") if isinstance(document, dict) else None
        found = [_known(item) for item in items or () if isinstance(item, dict)]
        current = document.get("current") if isinstance(document, dict) else None
        return {one.name: one for one in found if one is not None}, str(current or "")

    def _write(self, found: Mapping[str, Known], current: str) -> None:
        document = {"accounts": [asdict(one) for one in found.values()], "current": current}
        text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise from_os_error(error, os.fspath(self._file.parent)) from error
        write_file(self._file, text.encode())


def _known(item: Mapping[str, Any]) -> Known | None:
    """What a line of the file says; None where it doesn't say enough."""
    values = {one.name: item.get(one.name, "") for one in fields(Known)}
    if not all(isinstance(value, str) for value in values.values()):
        return None
    known = Known(**values)
    return known if known.name and known.aistore and known.user else None
