"""Where a store's trash is among its pages: at a path that no node can have."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication

from em_desktop.domain.nodes import Node, NodeType
from em_desktop.domain.paths import NodePath

TRASH: Final = NodePath((".trash",))


def trash_node() -> Node:
    """What stands for the trash where a node is shown."""
    return Node(TRASH, NodeType.FOLDER, trash_title())


def trash_title() -> str:
    """What the trash is called."""
    return QCoreApplication.translate("Trash", "Trash")
