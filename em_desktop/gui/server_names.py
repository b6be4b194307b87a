"""What the ids of servers' stores say: which server, whose account, which part of it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.paths import printable
from em_desktop.stores.base import StoreInfo
from em_desktop.stores.remote.places import Place

_SCHEMES = ("https://", "http://")
_ICONS = {Place.MINE: "my_files", Place.SHARED: "shared", Place.PUBLIC: "public"}


def is_server(store_id: str) -> bool:
    """Whether it is the id of a server's store, and not the path of a folder."""
    return store_id.startswith(_SCHEMES)


def account_of(store_id: str) -> str:
    """The account that a server's store belongs to: its server's address, # and the user."""
    address, _, rest = store_id.rpartition("#")
    return f"{address}#{rest.partition('/')[0]}"


def place_of(store_id: str) -> Place:
    """Which part of a server a store is."""
    ending = store_id.rpartition("#")[2].partition("/")[2]
    return Place(ending) if ending in {place.value for place in Place} else Place.MINE


def is_of_others(store_id: str) -> bool:
    """Whether a store shows what others share: its root is no folder that could take something."""
    return is_server(store_id) and place_of(store_id) is not Place.MINE


def store_id_of(account: str, place: Place) -> str:
    """The id of the store that is this part of an account."""
    return account if place is Place.MINE else f"{account}/{place.value}"


def host_of(account: str) -> str:
    """The host of an account's server, with its port if it has one of its own."""
    return printable(urlsplit(account).netloc)


def user_of(account: str) -> str:
    """The user of an account."""
    return account.rpartition("#")[2].partition("/")[0]


def account_title(account: str) -> str:
    """What people call an account: "demo @ em.example.org"."""
    return f"{printable(user_of(account))} @ {host_of(account)}"


def place_title(store_id: str) -> str:
    """What the part of a server is called that this store shows."""
    translate = QCoreApplication.translate
    match place_of(store_id):
        case Place.MINE:
            return translate("servers", "My files")
        case Place.SHARED:
            return translate("servers", "Shared with me")
        case Place.PUBLIC:
            return translate("servers", "Public")


def store_icon(store_id: str) -> str:
    """The icon of a store."""
    return _ICONS[place_of(store_id)] if is_server(store_id) else "store"


def remembered_info(store_id: str) -> StoreInfo:
    """What is known of a store of an earlier session before it is opened."""
    if is_server(store_id):
        account = account_of(store_id)
        return StoreInfo(store_id, user_of(account), account.partition("#")[0], is_remote=True)
    return StoreInfo(store_id, Path(store_id).name or store_id, store_id)
