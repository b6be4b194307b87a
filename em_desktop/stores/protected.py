"""Which objects of a node people can't replace or remove, because its recorder keeps them."""

from __future__ import annotations

from em_desktop.domain.naming import comparable
from em_desktop.domain.nodes import NodeType
from em_desktop.domain.paths import check_object_key
from em_desktop.errors import InvalidNameError
from em_desktop.formats.artifact import REFERENCES
from em_desktop.formats.autotune import PROFILE
from em_desktop.formats.checksums import CHECKSUMS
from em_desktop.formats.node_meta import NODE_META
from em_desktop.formats.recording import (
    GIT,
    INDEX,
    LOG,
    METADATA,
    METRICS,
    PARAMETERS,
    PLATFORM,
)

_KEPT = {
    NodeType.RUN: {METADATA, INDEX, PARAMETERS, PLATFORM, GIT, LOG, METRICS},
    NodeType.ARTIFACT: {METADATA, REFERENCES},
    NodeType.AUTOTUNE: {PROFILE},
}


def check_replaceable(kind: NodeType, key: str) -> None:
    """Refuse keys that lead outside, and those of the files that say what a node is.

    Raises:
        InvalidNameError: with the reason.
    """
    check_object_key(key)
    top = comparable(key.partition("/")[0])
    if top in {NODE_META, CHECKSUMS} or top in _KEPT.get(kind, ()):
        raise InvalidNameError(key, "the recorder keeps this file")
