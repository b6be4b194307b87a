"""Whether a store can do something, and if not, why, in words for people."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication

from em_desktop.errors import EmError
from em_desktop.gui.stores import OpenStores
from em_desktop.stores.base import Capabilities


class Need(Enum):
    """What a store must be able to do."""

    WRITE = "write"
    MOVE = "move"
    SHORTCUTS = "shortcuts"
    SHARE = "share"
    TRASH = "trash"


def why_not(stores: OpenStores, store_id: str, need: Need) -> str:
    """Why something can't be done in a store; empty where it can."""
    translate = QCoreApplication.translate
    try:
        if stores.offline(store_id) is not None:
            return translate("possible", "The server can’t be reached")
        capabilities = stores.store(store_id).capabilities
    except EmError:
        return translate("possible", "This store isn’t there")
    return "" if _is_possible(capabilities, need) else _reason(need)


def _is_possible(capabilities: Capabilities, need: Need) -> bool:
    match need:
        case Need.WRITE:
            return capabilities.write
        case Need.MOVE:
            return capabilities.write and capabilities.move
        case Need.SHORTCUTS:
            return capabilities.write and capabilities.shortcuts
        case Need.SHARE:
            return capabilities.grants
        case Need.TRASH:
            return capabilities.trash


def _reason(need: Need) -> str:
    translate = QCoreApplication.translate
    match need:
        case Need.WRITE:
            return translate("possible", "This store can’t be changed")
        case Need.MOVE:
            return translate("possible", "This server can’t move items; copy them instead")
        case Need.SHORTCUTS:
            return translate("possible", "This server has no shortcuts")
        case Need.SHARE:
            return translate("possible", "This server can’t share items")
        case Need.TRASH:
            return translate("possible", "This server has no trash")
