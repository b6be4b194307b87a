"""The data flow of a Run that is brought to a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from em_desktop.domain.recordings import Association, AssociationKind, Role
from em_desktop.errors import EmError
from em_desktop.formats import run
from em_desktop.formats.recording import METADATA
from em_desktop.formats.yaml_io import load_document
from em_desktop.stores.remote.store import RemoteStore
from em_desktop.sync.parcels import Parcel


def edges_of(
    store: RemoteStore, run_id: str, parcel: Parcel, made: Mapping[str, str]
) -> list[tuple[str, str]]:
    """From where to where data flows, for what of it is on the server.

    Args:
        store: where the Run is now.
        run_id: its id there.
        parcel: the Run as it was sent.
        made: ids of what was brought with it, by the names of recordings' directories.
    """
    edges = []
    for association in _associations(parcel):
        other = _other(store, association, made)
        if other:
            is_input = association.role is Role.INPUT
            edges.append((other, run_id) if is_input else (run_id, other))
    return edges


def _associations(parcel: Parcel) -> Iterator[Association]:
    for piece in parcel.files:
        if piece.key == METADATA:
            with piece.open() as stream:
                document = load_document(stream.read(), file=METADATA, recorded=True)
            yield from run.metadata_from(document, parcel.recorded).value.associations


def _other(store: RemoteStore, association: Association, made: Mapping[str, str]) -> str:
    if association.kind is not AssociationKind.ARTIFACT:
        return association.id
    if association.name in made:
        return made[association.name]
    try:
        return store.find(association.name).id or ""
    except EmError:
        return ""
