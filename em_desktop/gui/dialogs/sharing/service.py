"""The sharing of a node, by the server that holds it."""

from __future__ import annotations

from collections.abc import Sequence

from em_desktop.domain.grants import Grant, Principal, PrincipalKind
from em_desktop.domain.paths import NodePath
from em_desktop.stores.remote.additions import Feature, Sharing
from em_desktop.stores.remote.store import RemoteStore


class StoreSharing:
    """Asks the server; every call blocks."""

    def __init__(self, store: RemoteStore, path: NodePath) -> None:
        self._store = store
        self._path = path

    def sharing(self) -> Sharing:
        """Who may do what at the node."""
        return self._store.sharing(self._path)

    def share(self, grants: Sequence[Grant]) -> Sharing:
        """Let exactly these grants hold."""
        return self._store.share(self._path, grants)

    def people(self, part: str) -> list[Principal]:
        """People and groups with this in their name."""
        account = self._store.account
        found = []
        if Feature.USERS in account.features:
            users = account.additions.users(part)
            found += [Principal(PrincipalKind.USER, name) for name in users if name]
        if Feature.GROUPS in account.features:
            groups = account.additions.groups(part)
            found += [Principal(PrincipalKind.GROUP, name) for name in groups if name]
        return found
