"""What came of asking a server, in words for people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QLocale, QTime

from em_desktop import errors
from em_desktop.domain.paths import printable
from em_desktop.errors import EmError
from em_desktop.gui.store_entry import Offline

if TYPE_CHECKING:
    from em_desktop.stores.remote.greeting import Greeting

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


def host_of(address: str) -> str:
    """The host of a server's address, with its port if it names one."""
    try:
        return printable(urlsplit(address.strip()).netloc.rpartition("@")[2]) or address
    except ValueError:
        return printable(address)


def is_open_to_others(address: str) -> bool:
    """Whether others on the way can read what is sent to this address."""
    try:
        parts = urlsplit(address.strip())
        return parts.scheme == "http" and bool(parts.hostname) and parts.hostname not in _HERE
    except ValueError:
        return False


def greeting_text(greeting: Greeting, address: str) -> str:
    """The server knows the key: whose it is, and what can't be done there."""
    translate = QCoreApplication.translate
    who = translate("connection", "Connected as {user} to {host}.").format(
        user=printable(greeting.user), host=host_of(address)
    )
    if not greeting.is_plain:
        return who
    plain = translate(
        "connection",
        "This is a plain AIStore: sharing, moving, searching and a trash aren't possible there.",
    )
    return f"{who} {plain}"


def failure_text(error: EmError, address: str) -> str:
    """Why a server can't be used, and what to do about it."""
    translate = QCoreApplication.translate
    host = host_of(address)
    match error:
        case errors.InvalidValueError(subject="server"):
            text = translate("connection", "Write the address as https://host.")
        case errors.InvalidValueError():
            text = translate(
                "connection",
                "This is no API key. Keys look like 123e4567-e89b-12d3-a456-426614174000.",
            )
        case errors.NotLoggedInError():
            text = translate(
                "connection",
                "{host} doesn't know this key. Perhaps it was revoked or has expired; "
                "make a new one there.",
            )
        case errors.AccessDeniedError():
            text = translate("connection", "{host} knows this key, but doesn't let it in.")
        case errors.NotFoundError() | errors.MalformedError():
            text = translate(
                "connection",
                "{host} answers, but there is no AIStore at this address. "
                "Perhaps a part of the address is missing.",
            )
        case _:
            text = _silence_text(error)
    return text.format(host=host)


def offline_word() -> str:
    """What stands beside an account whose server can't be reached."""
    return QCoreApplication.translate("connection", "offline")


def offline_text(offline: Offline) -> str:
    """Since when a server can't be reached: "Offline since 14:02"."""
    translate = QCoreApplication.translate
    time = QLocale().toString(_clock(offline.since), "HH:mm")
    if isinstance(offline.error, errors.AccessDeniedError):
        return translate("connection", "Signed out since {time}").format(time=time)
    return translate("connection", "Offline since {time}").format(time=time)


def _clock(time: datetime) -> QTime:
    local = time.astimezone()
    return QTime(local.hour, local.minute)


def _silence_text(error: EmError) -> str:
    translate = QCoreApplication.translate
    match error:
        case errors.UntrustedError():
            return translate(
                "connection",
                "{host} can't prove who it is: its certificate isn't valid, or it doesn't "
                "speak https. The key wasn't sent.",
            )
        case errors.UnresolvedError():
            return translate(
                "connection",
                "No computer is called {host}. Check the address, and that this computer is "
                "online.",
            )
        case errors.TimedOutError():
            return translate(
                "connection",
                "{host} doesn't answer in time. Try again, or from another network.",
            )
        case errors.UnavailableError():
            return translate(
                "connection",
                "Nothing answers at {host}, or it is out of order. Check the address and the "
                "port, and that the server runs.",
            )
        case _:
            return translate("connection", "{host} refuses this request.")
