"""What whoever starts a server may choose."""

from __future__ import annotations

from dataclasses import dataclass, field

AISTORE = "/t9k/aistore/server"
ASSET_HUB = "/t9k/asset-hub/server"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a request may ask for.

    Attributes:
        json: bytes of a JSON body.
        body: bytes of an uploaded file or part in one request.
        page: entries of a page.
        wait: seconds that a request for changes may wait.
        keys: entries of one list in a JSON body.
        uploads: requests with large files that are received at a time; further ones wait.
        rate: requests a second of one user; 0 means as many as they like.
    """

    json: int = 16 << 20
    body: int = 64 << 30
    page: int = 1000
    wait: int = 55
    keys: int = 100_000
    uploads: int = 64
    rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the interfaces are, and the limits.

    Attributes:
        aistore: the path of the AIStore, without a slash at its end.
        asset_hub: the path of the Asset Hub; may be the same.
        trash_days: how long removed nodes are kept.
    """

    aistore: str = AISTORE
    asset_hub: str = ASSET_HUB
    trash_days: int = 30
    limits: Limits = field(default_factory=Limits)
