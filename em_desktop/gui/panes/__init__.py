"""What a tab shows: one pane per kind of node."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from em_desktop.domain.nodes import NodeType
from em_desktop.gui.comparison_place import is_comparison
from em_desktop.gui.trash_place import TRASH

if TYPE_CHECKING:
    from em_desktop.domain.paths import NodePath
    from em_desktop.gui.panes.base import Pane

_PANES = {
    NodeType.FOLDER: ("folder.pane", "FolderPane"),
    NodeType.RUN: ("run.pane", "RunPane"),
    NodeType.ARTIFACT: ("artifact.pane", "ArtifactPane"),
    NodeType.AUTOTUNE: ("autotune.pane", "AutoTunePane"),
    NodeType.MODEL: ("asset.pane", "AssetPane"),
    NodeType.DATASET: ("asset.pane", "AssetPane"),
    NodeType.FILE: ("file.pane", "FilePane"),
}
"""Each kind's module below this package, and its class; imported when first opened."""


_TRASH = ("trash.pane", "TrashPane")
_COMPARISON = ("compare.pane", "ComparePane")


def pane_class(kind: NodeType, path: NodePath | None = None) -> type[Pane]:
    """The pane that shows nodes of this type; a Shortcut is followed before it is shown.

    Args:
        kind: the type.
        path: where the node is, for what isn't a node: the trash, a comparison.
    """
    module, name = _PANES[kind]
    if path == TRASH:
        module, name = _TRASH
    elif path is not None and is_comparison(path):
        module, name = _COMPARISON
    pane: type[Pane] = getattr(import_module(f"{__name__}.{module}"), name)
    return pane
