"""What copied files need to be nodes where they arrive."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from em_desktop.errors import EmError
from em_desktop.formats.yaml_io import dump
from em_desktop.stores.base import Store
from em_desktop.sync.plans import Item


def known_ids_of(item: Item, store: Store | None) -> set[str]:
    """The ids that come with an item and that nodes of the store have already."""
    if store is None or item.is_copy:
        return set()
    return {node_id for node_id in item.source.node_ids() if _is_known(store, node_id)}


def _is_known(store: Store, node_id: str) -> bool:
    try:
        store.find(node_id)
    except EmError:
        return False
    return True


def write_artifact(directory: Path, name: str, created: datetime) -> None:
    """What makes a directory an Artifact."""
    text = metadata_of(directory.name, name, created)
    (directory / "metadata.yaml").write_text(text, encoding="utf-8")


def metadata_of(recorded: str, name: str, created: datetime) -> str:
    """``metadata.yaml`` of an Artifact that is made of files.

    Args:
        recorded: its directory's name.
        name: as people see it.
        created: an aware time.
    """
    return dump(
        {
            "kind": "Artifact",
            "name": name,
            "labels": [],
            "description": "",
            "createdTimestamp": created.isoformat(),
            "alternativeName": recorded,
            "remote": [],
        }
    )
