"""Where nodes and objects are on this computer, and what the desktop does with them."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from em_desktop.domain.nodes import NodeType, StorageType, storage_type
from em_desktop.domain.paths import NodePath
from em_desktop.stores.base import Store


def node_place(store: Store, path: NodePath) -> Path | None:
    """The file or directory of a node; None where the store isn't a folder of this computer."""
    if store.info.is_remote or not os.path.isabs(store.info.id):  # noqa: PTH117 - an id may be any text
        return None
    return Path(store.info.id).joinpath(*path.parts)


def object_place(store: Store, path: NodePath, kind: NodeType, key: str) -> Path | None:
    """The file of an object of a node; None as for `node_place`."""
    place = node_place(store, path)
    if place is None or storage_type(kind) is StorageType.FILE:
        return place
    return place / key


def path_text(store: Store, path: NodePath) -> str:
    """A node's path as people paste it elsewhere: on disk, else in its store."""
    place = node_place(store, path)
    return str(path) if place is None else os.fspath(place)


def copy_text(text: str) -> None:
    """Put a text on the clipboard."""
    QGuiApplication.clipboard().setText(text)


def open_with_system(place: Path) -> bool:
    """Open a file or directory with the program that the system has for it; whether that began."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(os.fspath(place)))


def show_in_file_manager(place: Path) -> bool:
    """Open the directory that holds a file or directory; whether that began."""
    return open_with_system(place.parent)
