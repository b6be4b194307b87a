"""The system's keyring, where the keys of accounts are kept; if the computer has one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Self

from em_desktop.errors import UnavailableError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE = "EM Desktop"
_UNSAFE = ("keyring.backends.null", "keyring.backends.fail", "keyrings.alt")
"""Backends that keep nothing, or keep it in a file that others can read."""


class Vault:
    """Secrets by account. Every call may block, and ask the user to unlock the keyring.

    Raises:
        UnavailableError: the keyring is locked, or its service doesn't answer.
    """

    def __init__(self, backend: KeyringBackend) -> None:
        self._backend = backend

    @classmethod
    def find(cls) -> Self | None:
        """The computer's keyring; None where there is none that keeps a secret."""
        try:
            import keyring
        except ImportError:
            return None
        with _told():
            chosen = keyring.get_keyring()
            found = getattr(chosen, "backends", [chosen])  # a chain asks one after the other
            for backend in found:
                if not type(backend).__module__.startswith(_UNSAFE):
                    return cls(backend)
        return None

    def get(self, account: str) -> str | None:
        """The account's secret; None where there is none."""
        with _told():
            return self._backend.get_password(SERVICE, account)

    def set(self, account: str, secret: str) -> None:
        """Keep a secret instead of the account's old one."""
        with _told():
            self._backend.set_password(SERVICE, account, secret)

    def delete(self, account: str) -> None:
        """Keep the account's secret no longer; that there is none is no error."""
        from keyring.errors import PasswordDeleteError

        with _told():
            try:
                self._backend.delete_password(SERVICE, account)
            except PasswordDeleteError:
                return


@contextmanager
def _told() -> Iterator[None]:
    from keyring.errors import KeyringError

    try:
        yield
    except KeyringError as error:
        reason = f"the keyring doesn't answer: {type(error).__name__}"
        raise UnavailableError("keyring", reason) from None
