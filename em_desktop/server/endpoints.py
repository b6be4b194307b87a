"""The shape of the table of endpoints: what the router, the description and the tests read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from em_desktop.server.calls import Endpoint

Schema: TypeAlias = Mapping[str, Any]
"""A JSON schema, as OpenAPI has it."""


class Base(StrEnum):
    """Below which address an endpoint is."""

    AISTORE = "aistore"
    ASSET_HUB = "asset-hub"


class Media(StrEnum):
    """What a body is."""

    JSON = "application/json"
    FORM = "multipart/form-data"
    BYTES = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A query parameter."""

    name: str
    description: str
    required: bool = False
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Route:
    """An endpoint: where it is, what answers, and how it is described.

    Attributes:
        path: below its base, such as ``/apis/v1/nodes``.
        needs_key: whether a caller must be known.
    """

    method: str
    path: str
    endpoint: Endpoint
    summary: str
    query: tuple[Parameter, ...] = ()
    body: Schema | None = None
    answer: Schema | None = None
    base: Base = Base.AISTORE
    body_media: Media = Media.JSON
    answer_media: Media = Media.JSON


NODE = Parameter("node", "a node's path or id", required=True)
ASSET = Parameter("node", "the path or id of a Model or Dataset", required=True)
PATH = Parameter("path", "NODE/KEY, or ASSET:REF/KEY", required=True)
PAGED = (
    Parameter("page", "from 1", is_number=True),
    Parameter("size", "entries of a page, at most 1000", is_number=True),
)
FILTERED = (
    Parameter("type", "only nodes of this type"),
    Parameter("label", "only nodes with this label"),
)
