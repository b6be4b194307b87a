"""The versions of a Model or Dataset on a server."""

from __future__ import annotations

from em_desktop.domain.versions import MAIN
from em_desktop.formats.asset import Refs
from em_desktop.stores.remote.answers import mapping_of
from em_desktop.stores.remote.client import API, Client


def read_refs(client: Client, address: str) -> Refs:
    """The names of branches and tags, and the number of commits of the main branch."""
    branches = _names(client, "branches", address)
    return Refs(
        branches=(MAIN, *(name for name in sorted(branches) if name != MAIN)),
        tags=tuple(sorted(_names(client, "tags", address))),
        commits=sum(1 for _ in client.pages(f"{API}/nodes/commits", _main(address), address)),
    )


def _main(address: str) -> dict[str, str]:
    return {"node": address, "ref": MAIN}


def _names(client: Client, what: str, address: str) -> list[str]:
    items = client.pages(f"{API}/nodes/{what}", {"node": address}, address)
    return [str(mapping_of(item, address).get("id") or "") for item in items]
