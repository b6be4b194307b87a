"""Inputs and outputs of a Run, as its ``metadata.yaml`` names them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from em_desktop.domain.recordings import AssociationKind
from em_desktop.errors import InvalidValueError

_ASSETS = {AssociationKind.MODEL.value, AssociationKind.DATASET.value}
_REFS = {AssociationKind.BRANCH.value, AssociationKind.TAG.value}
_KINDS = {kind.value for kind in AssociationKind} - {AssociationKind.OTHER.value}
_SHORT_COMMIT = 8


def association_of(resource: Any) -> dict[str, str]:
    """The entry for something that a Run reads or makes.

    Args:
        resource: an Artifact; a Model, Dataset, branch, tag or commit of the platform's
            Asset Hub SDK; or an entry as it is written.

    Raises:
        InvalidValueError: it is something else.
    """
    if isinstance(resource, Mapping):
        entry = {str(key): str(value) for key, value in resource.items()}
        if entry.get("kind") not in _KINDS:
            raise InvalidValueError("association", f"kind is one of {', '.join(sorted(_KINDS))}")
        return entry
    name, local = getattr(resource, "alternative_name", None), getattr(resource, "local", None)
    if name and local is not None:
        return {"kind": "Artifact", "name": str(name), "localDir": str(local)}
    found = _asset_hub_entry(resource)
    if found is None:
        raise InvalidValueError(
            "association", f"an Artifact, Model or Dataset, not {type(resource).__name__}"
        )
    return found


def _asset_hub_entry(resource: Any) -> dict[str, str] | None:
    """By their attributes, since that SDK isn't imported here."""
    kind = getattr(resource, "kind", None)
    try:
        if kind in _ASSETS:
            return {"kind": kind, "id": str(resource.id), "path": str(resource.path)}
        if kind in _REFS:
            asset, ref = resource.asset, resource.name
            return {"kind": kind, "id": f"{asset.id}:{ref}", "path": f"{asset.path}:{ref}"}
        if kind == AssociationKind.COMMIT:
            asset = resource.asset
            commit = str(getattr(resource, "id", None) or resource.commit_id)
            short = commit[:_SHORT_COMMIT]
            return {"kind": kind, "id": f"{asset.id}:{short}", "path": f"{asset.path}:{commit}"}
    except AttributeError:
        pass
    return None


def add_association(entries: list[Any], entry: dict[str, str]) -> bool:
    """Add an entry unless it is there; whether it was added."""
    if entry in entries:
        return False
    entries.append(entry)
    return True
