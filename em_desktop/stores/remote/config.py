"""Which server, and with which key: the configuration file that the platform's tools share.

It is ``~/.t9k/t9k-config.yaml``, or the file that ``T9K_CONFIG`` names. It has contexts, of
which one is current; ``T9K_CONFIG_CONTEXT`` picks another one.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from em_desktop.errors import InvalidValueError, MalformedError, NotLoggedInError, from_os_error
from em_desktop.formats.files import write_file

AISTORE = "/t9k/aistore/server"
ASSET_HUB = "/t9k/asset-hub/server"
"""Where a server has its two addresses unless somebody says otherwise."""

_KEY_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ONLY_MINE = 0o600


@dataclass(frozen=True, slots=True)
class Login:
    """Access to a server.

    Attributes:
        aistore: the address of its AIStore, without a slash at the end.
        asset_hub: the address of its Asset Hub.
        key: the secret; it is in no message and in no ``repr``.
        context: what the configuration calls it.
        authorities: a file with certificates of authorities that are trusted; the system's
            where it is empty.
        proxy: the address of a proxy; what the environment says where it is empty.
    """

    aistore: str
    asset_hub: str
    key: str = field(repr=False)
    context: str = ""
    authorities: str = ""
    proxy: str = ""


def login_to(address: str, key: str, context: str = "") -> Login:
    """Access to the server at an address.

    Args:
        address: ``https://host``, or the address of its AIStore.
        key: an API key, a UUID.
        context: what the configuration calls it; the host by default.

    Raises:
        InvalidValueError: this is no address of a server, or no key.
    """
    parts = urlsplit(address.strip())
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise InvalidValueError("server", "an address such as https://host")
    if parts.username or parts.password:
        raise InvalidValueError("server", "an address without a name and password in it")
    key = key.strip().lower()
    if not _KEY_FORM.fullmatch(key):
        raise InvalidValueError("API key", "a UUID such as 123e4567-e89b-12d3-a456-426614174000")
    server = f"{parts.scheme}://{parts.netloc}"
    prefix = parts.path.rstrip("/") or AISTORE
    hub = prefix.replace("/aistore/", "/asset-hub/") if "/aistore/" in prefix else ASSET_HUB
    return Login(server + prefix, server + hub, key, context or parts.netloc)


def config_path() -> Path:
    """The configuration file, whether it is there or not."""
    given = os.environ.get("T9K_CONFIG")
    return Path(given) if given else Path.home() / ".t9k" / "t9k-config.yaml"


def current_login(path: Path | None = None) -> Login:
    """The access that the configuration's current context gives.

    Raises:
        NotLoggedInError: there is no configuration, no such context, or no key in it.
        MalformedError: the file isn't a configuration.
    """
    path = path or config_path()
    document = _read(path)
    wanted = os.environ.get("T9K_CONFIG_CONTEXT") or document.get("current-context")
    for context in _contexts(document):
        if context.get("name") == wanted:
            return _login_of(context, path)
    raise NotLoggedInError(os.fspath(path), "there is no current context; log in first")


def configured_logins(path: Path | None = None) -> list[Login]:
    """The access that each context of the configuration gives, the current one first.

    Contexts without a server or a key are left out, as is all of a file that isn't there.

    Raises:
        MalformedError: the file isn't a configuration.
    """
    path = path or config_path()
    if not path.exists():
        return []
    document = _read(path)
    wanted = os.environ.get("T9K_CONFIG_CONTEXT") or document.get("current-context")
    found = []
    for context in _contexts(document):
        try:
            found.append(_login_of(context, path))
        except NotLoggedInError:
            continue
    return sorted(found, key=lambda login: login.context != wanted)


def save_login(login: Login, path: Path | None = None) -> Path:
    """Write an access into the configuration and make it the current one.

    Other contexts, and what this one says besides, stay. Only the user may read the file.

    Raises:
        EmError: it can't be written, or what is there isn't a configuration.
    """
    path = path or config_path()
    document = _read(path) if path.exists() else {}
    contexts = _contexts(document)
    context = next((each for each in contexts if each.get("name") == login.context), None)
    if context is None:
        context = {"name": login.context}
        contexts.append(context)
    server = "{0.scheme}://{0.netloc}".format(urlsplit(login.aistore))
    context["server"] = server
    context["prefixes"] = _mapping(context.get("prefixes")) | {
        "aistore": login.aistore.removeprefix(server),
        "asset-hub": login.asset_hub.removeprefix(server),
    }
    context["auth"] = _mapping(context.get("auth")) | {"apikey": login.key}
    document["contexts"] = contexts
    document["current-context"] = login.context
    _write(path, document)
    return path


def forget_login(path: Path | None = None) -> str:
    """Take the key of the current context out of the configuration.

    Returns:
        The context's name; empty where there was no key.

    Raises:
        EmError: the file can't be read or written.
    """
    path = path or config_path()
    if not path.exists():
        return ""
    document = _read(path)
    wanted = os.environ.get("T9K_CONFIG_CONTEXT") or document.get("current-context")
    for context in _contexts(document):
        auth = _mapping(context.get("auth"))
        if context.get("name") == wanted and auth.pop("apikey", None):
            context["auth"] = auth
            _write(path, document)
            return str(wanted)
    return ""


def _login_of(context: dict[str, Any], path: Path) -> Login:
    name = str(context.get("name"))
    server = str(context.get("server") or "").rstrip("/")
    prefixes = _mapping(context.get("prefixes"))
    key = str(_mapping(context.get("auth")).get("apikey") or "")
    if not server or not key:
        missing = "server" if not server else "key"
        raise NotLoggedInError(os.fspath(path), f"the context {name} has no {missing}")
    aistore = server + str(prefixes.get("aistore") or AISTORE).rstrip("/")
    hub = server + str(prefixes.get("asset-hub") or ASSET_HUB).rstrip("/")
    return Login(aistore, hub, key, name)


def _read(path: Path) -> dict[str, Any]:
    from em_desktop.formats.yaml_io import load

    try:
        data = path.read_bytes()
    except FileNotFoundError:
        reason = "there is no configuration; log in first"
        raise NotLoggedInError(os.fspath(path), reason) from None
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
    reading = load(data, file=os.fspath(path))
    if reading.problems or not isinstance(reading.value, dict):
        raise MalformedError(os.fspath(path), "this isn't a configuration of the platform's tools")
    return {str(key): value for key, value in reading.value.items()}


def _write(path: Path, document: dict[str, Any]) -> None:
    from em_desktop.formats.yaml_io import dump

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.touch(_ONLY_MINE)
        path.chmod(_ONLY_MINE)  # before the key is in it; a replaced file keeps its mode
    except OSError as error:
        raise from_os_error(error, os.fspath(path)) from error
    value: Any = document
    write_file(path, dump(value).encode())


def _contexts(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = document.get("contexts")
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def _mapping(value: Any) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}
